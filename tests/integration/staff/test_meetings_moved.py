"""Moving a meeting in the console: to a free time, to any other time of the rep's clock, to another rep."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tests.consoles import Console
from tests.integration.staff.meetings import (
    EMAILS,
    TUESDAY_TEN,
    audit,
    book,
    held_before,
    meeting_of,
    sign_in,
)

TUESDAY_TWO = datetime(2026, 3, 3, 13, tzinfo=UTC)


async def test_the_page_offers_the_reps_free_times_and_not_the_present_one(desk: Console) -> None:
    meeting = await book(desk.store)
    await book(desk.store, "Other", start=TUESDAY_TWO)
    await sign_in(desk, "dana", "rep")
    page = (await desk.http.get(f"/console/meetings/{meeting.id}/move")).text
    assert 'value="2026-03-03T09:30:00+00:00"' in page  # 10:30 in Berlin, beside its own time
    assert f'value="{TUESDAY_TEN.isoformat()}"' not in page
    assert f'value="{TUESDAY_TWO.isoformat()}"' not in page
    assert "Europe/Berlin, UTC+1" in page
    assert "Europe/London, UTC" in page
    assert 'name="rep" data-submits' not in page  # a rep hands nothing over


async def test_a_meeting_is_moved_to_a_free_time(desk: Console) -> None:
    meeting = await book(desk.store)
    await sign_in(desk, "dana", "rep")
    page = f"/console/meetings/{meeting.id}"
    answer = await desk.post(f"{page}/move", f"{page}/move", start=TUESDAY_TWO.isoformat())
    assert answer.headers["Location"] == f"{page}?done=moved"
    after = (await desk.http.get(answer.headers["Location"])).text
    assert "Tue 3 Mar 2026, 14:00 CET" in after
    assert "It was on Tue 3 Mar 2026, 10:00 CET, by the rep" in after
    kept = await meeting_of(desk.store, meeting.id)
    assert (kept.start_at, kept.sequence) == (TUESDAY_TWO, 1)
    assert await audit(desk.store) == [(EMAILS["dana"], "meeting moved", meeting.id)]


async def test_any_other_time_of_the_reps_clock_can_be_typed(desk: Console) -> None:
    meeting = await book(desk.store)
    await sign_in(desk, "dana", "rep")
    page = f"/console/meetings/{meeting.id}/move"
    await desk.post(page, page, start="other", day="2026-03-07", hour="20:15")  # a Saturday evening
    kept = await meeting_of(desk.store, meeting.id)
    assert kept.start_at == datetime(2026, 3, 7, 19, 15, tzinfo=UTC)


@pytest.mark.parametrize(
    ("fields", "status", "words"),
    [
        ({"start": "other", "day": "2026-03-29", "hour": "02:30"}, 422, "the clocks are put forward"),
        ({"start": "other", "day": "2026-03-02", "hour": "09:00"}, 409, "That time is over"),
        ({"start": "other", "day": "31.3.2026", "hour": "09:00"}, 422, "2026-03-05 and 14:30"),
        ({"start": "other", "day": "2026-02-30", "hour": "09:00"}, 422, "2026-03-05 and 14:30"),
        ({"start": "other", "day": "2026-03-05", "hour": ""}, 422, "2026-03-05 and 14:30"),
        ({"start": "other", "day": "9999-12-31", "hour": "23:59"}, 422, "a date of these years"),
        ({"start": "other", "day": "0001-01-01", "hour": "00:00"}, 422, "a date of these years"),
        ({"start": "other", "day": "2026-03-05", "hour": "14:30+01:00"}, 422, "without a zone"),
        ({}, 422, "2026-03-05 and 14:30"),
        ({"start": "nonsense"}, 422, "none of the times that were offered"),
        ({"start": "9999-12-31T23:59:00+00:00"}, 422, "none of the times that were offered"),
        ({"start": "2026-03-03T14:00:00"}, 422, "none of the times that were offered"),
        ({"start": TUESDAY_TEN.isoformat()}, 409, "at that time already"),
        ({"start": TUESDAY_TWO.isoformat()}, 409, "another meeting then"),
    ],
    ids=lambda value: str(value)[:60],
)  # fmt: skip
async def test_a_time_that_cannot_be_is_refused_with_what_to_do(
    desk: Console, fields: dict[str, str], status: int, words: str
) -> None:
    meeting = await book(desk.store)
    await book(desk.store, "Other", start=TUESDAY_TWO)
    await sign_in(desk, "dana", "rep")
    page = f"/console/meetings/{meeting.id}/move"
    answer = await desk.post(page, page, **fields)
    assert answer.status_code == status
    assert words in answer.text
    assert 'name="start"' in answer.text  # the form is there again
    assert await meeting_of(desk.store, meeting.id) == meeting
    assert await audit(desk.store) == []


async def test_a_taken_time_offers_the_nearest_free_ones(desk: Console) -> None:
    meeting = await book(desk.store)
    await book(desk.store, "Other", start=TUESDAY_TWO)
    await sign_in(desk, "dana", "rep")
    page = f"/console/meetings/{meeting.id}/move"
    answer = await desk.post(page, page, start="other", day="2026-03-03", hour="14:00")
    assert "Free, and closest to it" in answer.text
    assert 'name="day" value="2026-03-03"' in answer.text  # what was typed stays


async def test_the_second_of_two_hours_that_the_clock_shows_is_never_meant(desk: Console) -> None:
    meeting = await book(desk.store)
    await sign_in(desk, "dana", "rep")
    page = f"/console/meetings/{meeting.id}/move"
    await desk.post(page, page, start="other", day="2026-10-25", hour="02:30")
    assert (await meeting_of(desk.store, meeting.id)).start_at == datetime(2026, 10, 25, 0, 30, tzinfo=UTC)


async def test_an_admin_hands_a_meeting_to_another_rep(desk: Console) -> None:
    meeting = await book(desk.store)
    await sign_in(desk, "alex", "admin")
    page = f"/console/meetings/{meeting.id}"
    offered = (await desk.http.get(f"{page}/move?rep=mei")).text
    assert "Hand it to Mei" in offered
    assert "Asia/Singapore, UTC+8" in offered
    answer = await desk.post(
        f"{page}/move", f"{page}/move", rep="mei", start="other", day="2026-03-03", hour="17:00"
    )
    assert answer.headers["Location"] == f"{page}?done=handed"
    kept = await meeting_of(desk.store, meeting.id)
    assert (kept.rep_id, kept.start_at) == ("mei", TUESDAY_TEN)  # 17:00 in Singapore is when it was
    assert kept.location == "https://meet.tidewater.example/mei"
    assert await audit(desk.store) == [(EMAILS["alex"], "meeting handed over", meeting.id)]


async def test_a_rep_hands_nothing_over(desk: Console) -> None:
    meeting = await book(desk.store)
    await sign_in(desk, "dana", "rep")
    page = f"/console/meetings/{meeting.id}/move"
    assert (await desk.http.get(f"{page}?rep=mei")).status_code == 403
    answer = await desk.post(page, page, rep="mei", start=TUESDAY_TWO.isoformat())
    assert answer.status_code == 403
    assert await meeting_of(desk.store, meeting.id) == meeting


async def test_a_rep_who_is_not_there_gets_nothing(desk: Console) -> None:
    meeting = await book(desk.store)
    await sign_in(desk, "alex", "admin")
    page = f"/console/meetings/{meeting.id}/move"
    answer = await desk.post(page, page, rep="nobody", start=TUESDAY_TWO.isoformat())
    assert answer.status_code == 409
    assert "no longer on the team" in answer.text
    assert await meeting_of(desk.store, meeting.id) == meeting


@pytest.mark.parametrize("status", ["confirmed", "cancelled"])
async def test_what_is_over_or_cancelled_is_not_moved(desk: Console, status: str) -> None:
    kwargs = {"status": status}
    over = await held_before(desk.store, **kwargs)
    await sign_in(desk, "dana", "rep")
    page = f"/console/meetings/{over.id}"
    assert (await desk.http.get(f"{page}/move")).status_code == 409
    answer = await desk.post(
        f"{page}/move", page if status == "confirmed" else "/console/settings", start=TUESDAY_TWO.isoformat()
    )
    assert answer.status_code == 409
    assert "Nothing was moved" in answer.text
    assert await meeting_of(desk.store, over.id) == over


async def test_times_are_shown_some_days_at_once_and_lead_on(desk: Console) -> None:
    meeting = await book(desk.store)
    await sign_in(desk, "dana", "rep")
    page = f"/console/meetings/{meeting.id}/move"
    first = (await desk.http.get(page)).text
    assert "Monday 2 Mar" in first
    assert "from=2026-03-06" in first
    later = (await desk.http.get(f"{page}?from=2026-03-06")).text
    assert "Monday 2 Mar" not in later
    assert "Friday 6 Mar" in later
    assert (await desk.http.get(f"{page}?from=nonsense")).status_code == 200
