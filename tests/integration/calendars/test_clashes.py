"""A rep's own calendar has something else at the time of a meeting."""

from __future__ import annotations

from datetime import datetime

import pytest

from tests.integration.book.conftest import NOW
from tests.integration.calendars.conftest import FEED, HOUR, MINUTE, TEN, Office, an_hour
from tests.integration.calendars.test_reading import work


async def test_a_clash_is_told_once(office: Office) -> None:
    await office.add()
    meeting = await office.book()
    other = await office.book("ben", TEN + HOUR * 5)
    office.remote.says[FEED] = [
        (meeting.end_at - MINUTE, meeting.end_at + HOUR),
        (TEN + HOUR * 7, TEN + HOUR * 8),
    ]
    for minutes in (10, 20, 30):
        await work(office, NOW + MINUTE * minutes)
    (mail,) = await office.mails("meeting:")
    assert mail.cause == f"meeting:{meeting.id}:clash"
    assert mail.recipient == "dana@tidewater.example"
    assert mail.subject == "Clash: Ann, Mon 2 Mar, 10:00"
    assert "Monday 2 March 2026, 10:00 to 10:30" in mail.text
    assert other.id not in mail.cause


@pytest.mark.parametrize(
    "busy",
    [
        pytest.param((TEN - HOUR, TEN), id="what ends as it begins"),
        pytest.param((TEN + MINUTE * 30, TEN + HOUR), id="what begins as it ends"),
    ],
)
async def test_what_touches_a_meeting_is_no_clash(office: Office, busy: tuple[datetime, datetime]) -> None:
    await office.add()
    await office.book()
    office.remote.says[FEED] = [busy]
    await work(office, NOW + HOUR)
    assert await office.mails("meeting:") == []


async def test_a_meeting_that_has_begun_or_is_another_reps_is_no_clash(office: Office) -> None:
    await office.add()
    await office.book()
    await office.book("ben", TEN + HOUR * 6, rep_id="marcus")
    office.remote.says[FEED] = [(TEN - HOUR, TEN + HOUR * 9)]
    await work(office, TEN)
    assert await office.mails("meeting:") == []


async def test_a_calendar_that_is_added_with_a_clash_tells_it(office: Office) -> None:
    await office.book()
    office.remote.says[FEED] = [an_hour()]
    await office.add()
    assert len(await office.mails("meeting:")) == 1
