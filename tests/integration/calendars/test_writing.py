from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.book.calendar_models import CalendarUnreachable
from bot.book.calendar_writing import take_out, write_next_due
from bot.book.changes import cancel_meeting, move_meeting
from bot.book.models import Moved
from bot.leads.events import MeetingBooked
from tests.integration.book.conftest import NOW
from tests.integration.calendars.conftest import CLOCK, DAV, FEED, HOUR, MINUTE, TEN, Office

AWAY = CalendarUnreachable("dav.example does not answer.")
REFUSED = CalendarUnreachable("dav.example refuses the password.", permanent=True)
OTHER = "https://dav.example/marcus/meetings/"


async def work(office: Office, now: datetime = NOW) -> int:
    done = 0
    while count := await write_next_due(office.store, office.desk, now=now):
        done += count
    return done


async def cancel(office: Office, meeting_id: str) -> None:
    async with office.store.write() as uow:
        await cancel_meeting(uow, meeting_id, "rep", clock=CLOCK)


async def move(office: Office, meeting_id: str, start: datetime, rep_id: str | None = None) -> None:
    async with office.store.write() as uow:
        moved = await move_meeting(uow, meeting_id, start, "rep", rep_id=rep_id, clock=CLOCK)
    assert isinstance(moved, Moved)


async def test_a_booked_meeting_is_written_to_the_reps_caldav_calendars_alone(office: Office) -> None:
    await office.add(FEED)
    await office.add_dav()
    await office.add_dav(f"{DAV}2/")
    await office.add_dav(OTHER, "marcus")
    meeting = await office.book()
    assert office.remote.holds == {}  # nothing remote happens while it is booked
    assert await work(office) == 2
    assert set(office.remote.holds) == {(DAV, meeting.uid), (f"{DAV}2/", meeting.uid)}
    text = office.remote.holds[DAV, meeting.uid]
    assert "SUMMARY:Ann and Dana Köhler" in text
    assert "DTSTART;TZID=Europe/Berlin:20260302T100000" in text
    assert await work(office, NOW + HOUR) == 0


async def test_a_calendar_that_is_only_read_gets_nothing(office: Office) -> None:
    await office.add(DAV, username="dana", password="secret", written=False)
    await office.book()
    assert await work(office) == 0


async def test_a_moved_meeting_is_written_again_and_a_cancelled_one_taken_out(office: Office) -> None:
    await office.add_dav()
    meeting = await office.book()
    await work(office)
    await move(office, meeting.id, TEN + HOUR)
    await work(office)
    assert "SEQUENCE:1" in office.remote.holds[DAV, meeting.uid]
    assert "T110000" in office.remote.holds[DAV, meeting.uid]
    await cancel(office, meeting.id)
    await work(office)
    assert office.remote.holds == {}


async def test_a_meeting_that_another_rep_takes_over_changes_calendars(office: Office) -> None:
    await office.add_dav()
    await office.add_dav(OTHER, "marcus")
    meeting = await office.book()
    await work(office)
    await move(office, meeting.id, TEN + HOUR * 6, "marcus")
    assert await work(office) == 2
    assert list(office.remote.holds) == [(OTHER, meeting.uid)]
    await move(office, meeting.id, TEN + HOUR, "dana")
    await work(office)
    assert list(office.remote.holds) == [(DAV, meeting.uid)]


async def test_a_change_while_a_meeting_is_written_is_written_too(office: Office) -> None:
    await office.add_dav()
    meeting = await office.book()
    office.remote.during = move(office, meeting.id, TEN + HOUR)
    assert await work(office) == 2
    assert "SEQUENCE:1" in office.remote.holds[DAV, meeting.uid]
    office.remote.during = cancel(office, meeting.id)
    async with office.store.write() as uow:
        for calendar_id in await uow.calendars.written_to(meeting.id):
            await uow.calendars.want_write(meeting.id, calendar_id, now=NOW)
    assert await work(office) == 2
    assert office.remote.holds == {}


async def test_each_write_is_done_by_one_worker(office: Office) -> None:
    await office.add_dav()
    for number in range(3):
        await office.book(f"lead{number}", TEN + HOUR * number)
    workers = [write_next_due(office.store, office.desk, now=NOW) for _ in range(8)]
    assert sum(await asyncio.gather(*workers)) == 3
    assert len(office.remote.holds) == 3


async def test_a_server_that_is_away_is_tried_again_more_and_more_rarely(office: Office) -> None:
    await office.add_dav()
    meeting = await office.book(start=TEN + timedelta(days=7))
    office.remote.refuses = AWAY
    tries = [minutes for minutes in range(0, 200, 10) if await work(office, NOW + MINUTE * minutes)]
    assert tries == [0, 10, 30, 70, 130, 190]
    assert (await office.views())[0].problem == str(AWAY)
    assert await office.mails("calendar:") == []
    office.remote.refuses = None
    await work(office, NOW + HOUR * 5)
    assert (DAV, meeting.uid) in office.remote.holds
    assert (await office.views())[0].problem is None


async def test_a_refusal_is_shown_told_once_and_not_tried_again(office: Office) -> None:
    await office.add_dav()
    office.remote.refuses = REFUSED
    for number in range(3):
        await office.book(f"lead{number}", TEN + HOUR * number)
    assert await work(office) == 3
    assert await work(office, NOW + HOUR * 9) == 0
    assert (await office.views())[0].problem == str(REFUSED)
    (mail,) = await office.mails("calendar:")
    assert "not written to it any more" in mail.text
    assert mail.recipient == "dana@tidewater.example"


async def test_a_meeting_that_is_over_is_given_up(office: Office) -> None:
    await office.add_dav()
    await office.book()
    office.remote.refuses = AWAY
    assert await work(office, TEN + HOUR) == 1
    assert await work(office, TEN + HOUR * 9) == 0


async def test_a_calendar_that_is_added_later_gets_the_meetings_to_come(office: Office) -> None:
    meeting = await office.book()
    gone = await office.book("ben", TEN + HOUR * 5)
    await cancel(office, gone.id)
    await office.add_dav()
    assert await work(office) == 1
    assert list(office.remote.holds) == [(DAV, meeting.uid)]


async def test_a_strange_error_is_tried_again(office: Office) -> None:
    async def strange() -> None:
        raise ZeroDivisionError

    await office.add_dav()
    meeting = await office.book()
    office.remote.during = strange()
    assert await work(office) == 1
    assert await work(office, NOW + MINUTE * 10) == 1
    assert list(office.remote.holds) == [(DAV, meeting.uid)]


async def test_before_an_erasure_meetings_are_taken_out_at_once(office: Office) -> None:
    await office.add_dav()
    await office.add_dav(f"{DAV}2/")
    meeting = await office.book()
    await work(office)
    office.remote.refuses = AWAY
    assert await take_out(office.store, office.desk, [meeting.id, "meet_none"]) == ["dav.example"]
    office.remote.refuses = None
    assert await take_out(office.store, office.desk, [meeting.id]) == []
    assert office.remote.holds == {}


async def test_an_event_about_a_rep_without_calendars_does_nothing(office: Office) -> None:
    meeting = await office.book()
    async with office.store.write() as uow:
        await uow.publish(MeetingBooked(meeting.lead_id, NOW, meeting.id, "dana"))
    assert await work(office) == 0
