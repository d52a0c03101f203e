from __future__ import annotations

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from html import unescape
from zoneinfo import ZoneInfo

import pytest

from tests.integration.book.conftest import LINKS, MARCUS, NOW
from tests.integration.book.manage.visitor import (
    DAY,
    NINE_ON_TUESDAY,
    RADIO,
    TEN,
    Visitor,
    link,
    offered,
)
from tests.unit.book.team import DANA


async def test_a_time_that_is_offered_can_be_had(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    starts = offered(await visitor.text(link(meeting_id, "/move")))
    assert len(starts) == 6
    for start in starts:
        answer = await visitor.post(link(meeting_id, "/move"), start=start.isoformat())
        assert (answer.status_code, answer.headers["location"]) == (303, link(meeting_id) + "?result=moved")
        assert (await visitor.meeting(meeting_id)).start_at == start
    assert "It’s moved" in await visitor.text(link(meeting_id) + "?result=moved")
    assert visitor.refreshed == ["dana"] * 6


async def test_the_pages_of_times_hold_every_free_time_once(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    starts: list[datetime] = []
    path: str | None = link(meeting_id, "/move?week=2026-03-01")
    while path:
        page = unescape(await visitor.text(path))
        starts += offered(page)
        later = re.search(r'<a href="([^"]+)">Later times</a>', page)
        path = later[1] if later else None
    free = [slot.start for slot in await visitor.free(besides=await visitor.meeting(meeting_id))]
    assert starts == [start for start in free if start != TEN]
    assert TEN in free  # its own time is shown, as the one that it has
    first = await visitor.text(link(meeting_id, "/move?week=2026-03-02"))
    assert '<span class="time now"><span>04:00 <small>now</small></span></span>' in first


@pytest.mark.parametrize(
    "zone", ["Asia/Kathmandu", "America/New_York", "Europe/Berlin", "Australia/Lord_Howe"]
)
async def test_what_is_offered_in_any_zone_is_booked_and_shown_across_a_change_of_clocks(
    visitor: Visitor, zone: str
) -> None:
    # New York's clocks change on 8 March, Berlin's on 29 March, Lord Howe's, by half an hour, on 5 April.
    await visitor.team(replace(DANA, horizon=timedelta(weeks=6)))
    meeting_id = await visitor.book()
    local = ZoneInfo(zone)
    for week in ("2026-03-02", "2026-03-09", "2026-03-30", "2026-04-06"):
        page = unescape(await visitor.text(link(meeting_id, f"/move?week={week}&zone={zone}")))
        days = page.split("<fieldset>")[1:]
        for day in (days[0], days[-1]):
            named = DAY.search(day)
            assert named
            start, hours = RADIO.findall(day)[-1]
            instant = datetime.fromisoformat(start)
            wall = instant.astimezone(local)
            assert (named[1], named[2], hours) == (str(wall.day), f"{wall:%B}", f"{wall:%H:%M}")
            await visitor.post(link(meeting_id, "/move"), start=start, zone=zone)
            meeting = await visitor.meeting(meeting_id)
            assert (meeting.start_at, meeting.visitor_timezone) == (instant, zone)
            shown = await visitor.text(link(meeting_id))
            assert f"{hours} to {wall + timedelta(minutes=30):%H:%M}" in shown
            assert f"{wall:%A} {wall.day} {wall:%B %Y}" in shown


async def test_an_hour_that_the_clocks_show_twice_is_told_apart(visitor: Visitor) -> None:
    visitor.clock.move(datetime(2026, 10, 29, 12, tzinfo=UTC) - NOW)
    await visitor.team(
        replace(DANA, timezone="Asia/Dubai", country="AE", hours=DANA.hours[:1] * 7, breaks=())
    )
    sunday = datetime(2026, 11, 1, 7, tzinfo=UTC)
    meeting_id = await visitor.book(start=sunday)
    path = f"/meeting/{LINKS.sign('meeting', f'{meeting_id}:0', visitor.clock.now())}/move?week=2026-10-26"
    page = unescape(await visitor.text(path))
    assert "<span>01:00 <small>UTC-4</small></span>" in page
    assert "<span>01:00 <small>UTC-5</small></span>" in page


async def test_another_zone_changes_the_words_and_not_the_instants(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    week = link(meeting_id, "/move?week=2026-03-09")
    kept, nepal = await visitor.text(week), await visitor.text(f"{week}&zone=Asia/Kathmandu")
    assert offered(kept) == offered(nepal)
    assert "Kathmandu time, UTC+5:45" in nepal
    assert '<option value="Asia/Kathmandu" selected>' in nepal
    assert 'name="zone" value="Asia/Kathmandu"' in nepal
    for wrong in ("Mars/Olympus", "../../etc/passwd", '"><script>', "a" * 5000):
        page = await visitor.browser.get(link(meeting_id), params={"zone": wrong})
        assert "New York time, UTC-5" in page.text
    assert (await visitor.meeting(meeting_id)).visitor_timezone == "America/New_York"


async def test_of_two_tabs_one_gets_the_time_and_the_other_sees_the_next(visitor: Visitor) -> None:
    ann, ben = await visitor.book(), await visitor.book("ben", start=TEN + timedelta(hours=2))
    wanted = NINE_ON_TUESDAY.isoformat()
    first = await visitor.post(link(ann, "/move"), start=wanted)
    second = await visitor.post(link(ben, "/move"), start=wanted, zone="Asia/Kathmandu")
    assert (first.status_code, second.status_code) == (303, 409)
    assert "That time has just gone to somebody else. These are the closest that are free." in second.text
    assert "Your meeting stays as it was." in second.text
    near = offered(second.text)
    assert near
    assert NINE_ON_TUESDAY not in near
    kept = await visitor.meeting(ben)
    assert (kept.start_at, kept.visitor_timezone) == (TEN + timedelta(hours=2), "America/New_York")
    taken = await visitor.post(link(ben, "/move"), start=near[0].isoformat())
    assert taken.status_code == 303


async def test_of_many_who_want_one_time_at_once_one_gets_it(visitor: Visitor) -> None:
    hours = [timedelta(hours=hour) for hour in (0, 1, 2, 4, 5)]
    meetings = [await visitor.book(f"v{number}", start=TEN + at) for number, at in enumerate(hours)]
    form = {"start": NINE_ON_TUESDAY.isoformat()}
    answers = await asyncio.gather(*(visitor.post(link(one, "/move"), **form) for one in meetings))
    assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409, 409]
    starts = [(await visitor.meeting(one)).start_at for one in meetings]
    assert starts.count(NINE_ON_TUESDAY) == 1
    assert len(set(starts)) == 5


async def test_pressing_again_changes_nothing_and_shows_the_meeting(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    for result in ("moved", "same"):
        answer = await visitor.post(link(meeting_id, "/move"), start=NINE_ON_TUESDAY.isoformat())
        assert answer.headers["location"] == f"{link(meeting_id)}?result={result}"
    assert (await visitor.meeting(meeting_id)).sequence == 1
    assert "Your meeting is at this time already." in await visitor.text(link(meeting_id) + "?result=same")


async def test_a_cancelled_meeting_is_not_moved(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    await visitor.post(link(meeting_id))
    answer = await visitor.post(link(meeting_id, "/move"), start=NINE_ON_TUESDAY.isoformat())
    assert "can’t be moved any more" in await visitor.text(answer.headers["location"])


@pytest.mark.parametrize(
    ("start", "words"),
    [
        (NOW + timedelta(hours=1), "too close now"),
        (NOW - timedelta(days=3), "too close now"),
        (NOW + timedelta(days=90), "further ahead than Dana plans"),
        (TEN.replace(day=7), "Dana can’t make that time"),
        (TEN + timedelta(minutes=7), "Dana can’t make that time"),
    ],
)
async def test_a_time_that_was_never_offered_is_refused_with_the_closest(
    visitor: Visitor, start: datetime, words: str
) -> None:
    meeting_id = await visitor.book()
    answer = await visitor.post(link(meeting_id, "/move"), start=start.isoformat())
    assert answer.status_code == 409
    assert words in answer.text
    assert offered(answer.text)
    assert (await visitor.meeting(meeting_id)).start_at == TEN


@pytest.mark.parametrize(
    "start",
    ["", "tomorrow", "2026-03-03T09:00:00", "0001-01-01T00:00:00+00:00", "9999-12-31T23:59:59+00:00", "\0"],
)
async def test_what_is_no_time_is_asked_for_again(visitor: Visitor, start: str) -> None:
    meeting_id = await visitor.book()
    answer = await visitor.post(link(meeting_id, "/move"), start=start, week="2026-03-09")
    assert answer.status_code == 422
    assert "Choose a time first" in answer.text
    assert "Monday 9 March" in answer.text


@pytest.mark.parametrize("week", ["2026-02-30", "next", "0001-01-01", "9999-12-31", "%00"])
async def test_any_week_in_the_address_shows_times(visitor: Visitor, week: str) -> None:
    meeting_id = await visitor.book()
    assert offered(await visitor.text(link(meeting_id, f"/move?week={week}")))


async def test_no_free_time_says_so_and_names_who_to_ask(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    await visitor.team(replace(DANA, hours=((),) * 7, location="+49 40 123 456"))
    page = unescape(await visitor.text(link(meeting_id, "/move")))
    assert "No free times just now" in page
    assert 'href="mailto:dana@tidewater.example"' in page
    assert 'href="tel:+4940123456"' in page
    assert "Move it to this time" not in page


async def test_a_rep_who_left_is_not_offered(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    await visitor.team(MARCUS)
    assert "Dana no longer takes meetings here" in await visitor.text(link(meeting_id, "/move"))
    answer = await visitor.post(link(meeting_id, "/move"), start=NINE_ON_TUESDAY.isoformat())
    assert answer.status_code == 409
    assert "Dana no longer takes meetings here" in answer.text


async def test_names_are_text_and_never_markup(visitor: Visitor) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(2)>'
    await visitor.team(replace(DANA, name=evil, location='tel"><script>alert(3)</script>'))
    meeting_id = await visitor.book()
    paths = [link(meeting_id, step) for step in ("", "/cancel", "/move", "/move?week=2026-03-02")]
    for path in paths:
        page = await visitor.text(path)
        assert "<script>" not in page
        assert "<img" not in page
