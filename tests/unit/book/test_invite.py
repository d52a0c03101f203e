from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import pytest
from dateutil.rrule import rrulestr

from bot.book.invite import Invitation, Method, Person, invite, organizer_of
from bot.book.models import Meeting
from bot.book.vtimezone import clock_changes, vtimezone

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
DANA = Person("Dana Köhler", "dana@tidewater.example")
ANN = Person("Ann Lee", "ann@acme.example")
ORGANIZER = Person("Tidewater", "hello@tidewater.example")


def meeting(start: datetime = NOW + timedelta(days=1), **changes: object) -> Meeting:
    values: dict[str, object] = {
        "id": "meet_1", "lead_id": "lead_1", "conversation_id": None, "rep_id": "dana",
        "start_at": start, "end_at": start + timedelta(minutes=30),
        "busy_start": start, "busy_end": start + timedelta(minutes=30),
        "rep_day": date(2026, 3, 2), "status": "confirmed", "location": "https://meet.tidewater.example/dana",
        "visitor_timezone": "America/New_York", "uid": "meet_1@bantam", "sequence": 0, "created_at": NOW,
        "updated_at": NOW,
    }  # fmt: skip
    return Meeting(**{**values, **changes})  # type: ignore[arg-type]


def text(
    about: Meeting,
    method: Method = "REQUEST",
    *,
    timezone: str = "Europe/Berlin",
    visitor: Person = ANN,
    words: str = "",
) -> str:
    card = Invitation(about, timezone, ORGANIZER, (DANA, visitor), "Ann Lee and Dana Köhler", words)
    return invite(card, method, now=NOW)


def event_of(ics: str) -> Any:  # its properties are of thirty types
    (event,) = icalendar.Calendar.from_ical(ics).walk("VEVENT")
    return event


def test_an_invite_says_who_meets_whom_when_and_where() -> None:
    ics = text(meeting())
    calendar, event = icalendar.Calendar.from_ical(ics), event_of(ics)
    assert calendar["method"] == "REQUEST"
    assert event.start == NOW + timedelta(days=1)
    assert event.end - event.start == timedelta(minutes=30)
    assert event["location"] == "https://meet.tidewater.example/dana"
    assert event["organizer"] == "mailto:hello@tidewater.example"
    assert [str(who) for who in event["attendee"]] == [f"mailto:{who.email}" for who in (DANA, ANN)]
    assert event["status"] == "CONFIRMED"
    assert event["dtstamp"].dt == NOW


def test_a_cancellation_is_the_same_event_with_the_next_sequence_number() -> None:
    invited = event_of(text(meeting()))
    ics = text(meeting(status="cancelled", sequence=1), "CANCEL")
    cancelled = event_of(ics)
    assert icalendar.Calendar.from_ical(ics)["method"] == "CANCEL"
    assert cancelled["uid"] == invited["uid"]
    assert (invited["sequence"], cancelled["sequence"]) == (0, 1)
    assert cancelled["status"] == "CANCELLED"
    assert len(cancelled["attendee"]) == 2


def test_lines_end_in_crlf_and_hold_at_most_75_octets() -> None:
    raw = text(meeting(), words="é" * 300 + "\nnext line").encode()
    assert raw.count(b"\n") == raw.count(b"\r\n")
    assert max(len(line) for line in raw.split(b"\r\n")) <= 75


def test_words_of_visitors_cannot_add_properties() -> None:
    evil = Person('A"\r\nATTENDEE:mailto:x@evil.example\r\nX: "', "ann@acme.example")
    ics = text(meeting(), visitor=evil, words="a\r\nATTENDEE:mailto:y@evil.example\nEND:VEVENT")
    event = event_of(ics)
    assert len(event["attendee"]) == 2
    assert "evil.example" not in {str(who) for who in event["attendee"]}


@pytest.mark.parametrize(
    "zone",
    [
        "Europe/Berlin",
        "America/New_York",
        "Australia/Lord_Howe",
        "Australia/Sydney",
        "Asia/Jerusalem",
        "America/Santiago",
        "Asia/Kathmandu",
        "Africa/Casablanca",
    ],
)
def test_the_vtimezone_tells_the_offset_around_every_change_of_the_clocks(zone: str) -> None:
    rules = ZoneInfo(zone)
    around = datetime(2026, 6, 1, tzinfo=UTC)
    read = vtimezone(rules, around)
    for before, after in clock_changes(rules, around - timedelta(days=360), around + timedelta(days=360)):
        for at in (before - timedelta(hours=3), before, after, after + timedelta(hours=3)):
            assert offset_by(read, at) == at.astimezone(rules).utcoffset()


def offset_by(component: Any, at: datetime) -> timedelta:
    """The offset in force by RFC 5545: that of the latest observance that has begun."""
    begun = [
        (onset - observance["tzoffsetfrom"].td, observance["tzoffsetto"].td)
        for observance in component.subcomponents
        for onset in onsets(observance, at.year + 1)
    ]
    latest: timedelta = max((start, offset) for start, offset in begun if start <= at.replace(tzinfo=None))[1]
    return latest


def onsets(observance: Any, until: int) -> list[datetime]:
    """Each time that it begins, by its rule up to that year, else the one time that it names."""
    first: datetime = observance["dtstart"].dt
    if "rrule" not in observance:
        return [first]
    rule = rrulestr(observance["rrule"].to_ical().decode(), dtstart=first)
    return list(rule.between(first, datetime(until, 12, 31), inc=True))


@pytest.mark.parametrize(
    "zone", ["Europe/Berlin", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe"]
)
def test_what_comes_by_a_rule_every_year_is_written_as_the_two_rules_that_outlook_knows(zone: str) -> None:
    parts = vtimezone(ZoneInfo(zone), datetime(2026, 6, 1, tzinfo=UTC)).subcomponents
    assert sorted(part.name for part in parts) == ["DAYLIGHT", "STANDARD"]
    for part in parts:
        assert re.search(rb"RRULE:FREQ=YEARLY;BYDAY=-?[1-4](SU|FR);BYMONTH=\d+\r\n", part.to_ical())


@pytest.mark.parametrize("zone", ["Africa/Casablanca", "America/Santiago", "Asia/Kathmandu"])
def test_what_follows_no_such_rule_is_written_one_by_one(zone: str) -> None:
    parts = vtimezone(ZoneInfo(zone), datetime(2026, 6, 1, tzinfo=UTC)).subcomponents
    assert not any("rrule" in part for part in parts)


@pytest.mark.parametrize("hour", range(24))
def test_the_invite_names_the_instant_that_was_booked_on_the_night_the_clocks_change(hour: int) -> None:
    for day in (date(2026, 3, 29), date(2026, 10, 25)):
        start = datetime(day.year, day.month, day.day, hour, 30, tzinfo=UTC)
        event = event_of(text(meeting(start)))
        assert event.start.astimezone(UTC) == start


def test_an_unknown_zone_is_written_as_utc() -> None:
    assert event_of(text(meeting(), timezone="Mars/Olympus")).start == NOW + timedelta(days=1)


def test_the_organizer_is_the_sending_mailbox() -> None:
    assert organizer_of("Tidewater <hello@tidewater.example>") == ORGANIZER
    assert organizer_of("hello@tidewater.example").name == "hello@tidewater.example"
