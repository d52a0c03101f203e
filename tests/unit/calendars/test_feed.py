from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import icalendar
import pytest

from bot.book.calendar_feed import PAST, feed_of, feed_url, opened_feed
from bot.book.calendar_models import FeedOwner, Window
from bot.book.calendar_writing import event_text
from bot.book.models import Meeting
from bot.calendars.ics import busy_times
from bot.leads.links import LinkInvalid, Links
from tests.unit.book.team import DANA
from tests.unit.book.test_invite import NOW, meeting

URL = "https://chat.example"


def feed(*meetings: Meeting, now: datetime = NOW) -> str:
    return feed_of(meetings, DANA, {"lead_1": "Ann Lee"}, URL, now=now)


def events(text: str) -> list[Any]:  # their properties are of thirty types
    return list(icalendar.Calendar.from_ical(text).walk("VEVENT"))


def test_a_feed_shows_meetings_with_who_comes_and_where() -> None:
    (event,) = events(feed(meeting()))
    assert event["uid"] == "meet_1@bantam"
    assert event["summary"] == "Ann Lee and Dana Köhler"
    assert event["location"] == DANA.location
    assert event["status"] == "CONFIRMED"
    assert event["dtstart"].dt == NOW + timedelta(days=1)
    assert "/console/leads/lead_1" in event["description"]


def test_a_cancelled_meeting_is_shown_as_cancelled_for_a_month() -> None:
    cancelled = meeting(status="cancelled", sequence=1)
    (event,) = events(feed(cancelled))
    assert (event["status"], event["sequence"]) == ("CANCELLED", 1)
    assert events(feed(cancelled, now=NOW + PAST + timedelta(seconds=1))) == []


@pytest.mark.parametrize("status", ["held", "expired"])
def test_what_nobody_was_told_of_is_not_in_the_feed(status: str) -> None:
    assert events(feed(meeting(status=status))) == []


def test_old_meetings_leave_the_feed() -> None:
    old = meeting(NOW - PAST - timedelta(hours=1))
    recent = meeting(NOW - PAST + timedelta(hours=1), id="meet_2", uid="meet_2@bantam", status="completed")
    assert [event["uid"] for event in events(feed(old, recent))] == ["meet_2@bantam"]


def test_the_same_meetings_make_the_same_text() -> None:
    assert feed(meeting()) == feed(meeting(), now=NOW + timedelta(days=2))
    assert feed(meeting()) != feed(meeting(location="elsewhere"))


def test_a_feed_says_how_often_to_look_and_brings_its_zone() -> None:
    text = feed(meeting())
    assert "REFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n" in text
    assert "X-PUBLISHED-TTL:PT1H\r\n" in text
    assert "METHOD" not in text
    assert "BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n" in text
    assert text.count("\n") == text.count("\r\n")


def test_an_empty_feed_is_a_calendar() -> None:
    assert events(feed()) == []


def test_our_own_reader_takes_no_time_for_our_own_meetings() -> None:
    window = Window(NOW, NOW + timedelta(days=30), "Europe/Berlin")
    assert busy_times([feed(meeting())], window).busy == ()
    other = feed(meeting()).replace("@bantam", "@example.com")
    assert busy_times([other], window).busy == (
        (NOW + timedelta(days=1), NOW + timedelta(days=1, minutes=30)),
    )


def test_an_address_is_one_reps_and_of_one_version() -> None:
    links = Links("a secret of the tests, long enough")
    url = feed_url(links, URL, FeedOwner("dana", 3, active=True))
    assert url == feed_url(links, URL, FeedOwner("dana", 3, active=True))
    token = url.removeprefix(f"{URL}/calendar/").removesuffix(".ics")
    assert opened_feed(links, token, now=NOW) == ("dana", 3)
    with pytest.raises(LinkInvalid):
        opened_feed(links, links.sign("meeting", "dana:3", NOW), now=NOW)


def test_the_event_for_the_reps_own_calendar_is_no_invite() -> None:
    text = event_text(meeting(sequence=2), DANA, None, URL, now=datetime(2026, 3, 1, tzinfo=UTC))
    assert "METHOD" not in text
    assert "ORGANIZER" not in text
    assert "ATTENDEE" not in text
    (event,) = events(text)
    assert (event["uid"], event["sequence"], event["status"]) == ("meet_1@bantam", 2, "CONFIRMED")
