"""ical.js, a library of another make, reads our invites as we mean them, through our VTIMEZONE alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.book.invite import Method, Person
from bot.book.vtimezone import clock_changes
from tests.icaljs.reading import read, read_all
from tests.unit.book.test_invite import ANN, DANA, NOW, meeting, text

ZONES = (
    "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Lord_Howe", "Australia/Sydney",
    "America/Santiago", "America/St_Johns", "Pacific/Chatham", "Africa/Casablanca", "Pacific/Kiritimati",
    "Asia/Kolkata", "Asia/Tehran", "America/Sao_Paulo", "Africa/Cairo", "UTC",
)  # fmt: skip
"""With half and whole hours of summer time in both hemispheres, +05:45, +12:45, +14, and none at all."""

TWO_YEARS = timedelta(days=731)


def instants(zone: str) -> Iterator[datetime]:
    """Each quarter of an hour around each change of the clocks in two years, and noon of each 13th day."""
    for _, change in clock_changes(ZoneInfo(zone), NOW, NOW + TWO_YEARS):
        yield from (change + timedelta(minutes=15 * quarter) for quarter in range(-10, 11))
    yield from (NOW + timedelta(days=day) for day in range(0, TWO_YEARS.days, 13))


@pytest.mark.parametrize("zone", ZONES)
def test_start_and_end_are_the_instants_that_were_booked_also_where_clocks_change(zone: str) -> None:
    starts = list(instants(zone))
    assert len(starts) > 50
    calendars = read_all([text(meeting(start), timezone=zone) for start in starts])
    for start, calendar in zip(starts, calendars, strict=True):
        (event,) = calendar["events"]
        assert datetime.fromtimestamp(event["start"], UTC) == start
        assert datetime.fromtimestamp(event["end"], UTC) == start + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("method", "sequence", "status"),
    [("REQUEST", 0, "CONFIRMED"), ("REQUEST", 3, "CONFIRMED"), ("CANCEL", 4, "CANCELLED")],
)
def test_each_kind_of_invite_says_what_it_is(method: Method, sequence: int, status: str) -> None:
    calendar = read(text(meeting(sequence=sequence), method))
    event = calendar["event"]
    assert (calendar["method"], event["sequence"], event["status"]) == (method, sequence, status)
    assert event["uid"] == "meet_1@bantam"
    assert datetime.fromtimestamp(event["stamp"], UTC) == NOW
    assert event["tzid"] in calendar["zones"]
    assert event["organizer"]["address"] == "mailto:hello@tidewater.example"
    assert [who["address"] for who in event["attendees"]] == [f"mailto:{who.email}" for who in (DANA, ANN)]
    assert {(who["answer"], who["asked"]) for who in event["attendees"]} == {("NEEDS-ACTION", "TRUE")}


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Zoë Ünal-Österreicher", "Zoë Ünal-Österreicher"),
        ("李雷 🚀 👩‍💻 " * 12, ("李雷 🚀 👩‍💻 " * 12)),
        ('Lee, Ann; "Annie": CEO', "Lee, Ann; 'Annie': CEO"),
        ("Ann\r\nATTENDEE:mailto:eve@evil.example", "Ann ATTENDEE:mailto:eve@evil.example"),
        ("back\\slash ^n ^^ ^'", "back\\slash ^n ^^ ^'"),
        ("x" * 300, "x" * 200),
        ("", "ann@acme.example"),
    ],
    ids=["umlauts", "emoji", "punctuation", "line break", "escapes", "long", "empty"],
)
def test_a_name_is_read_as_it_was_written(name: str, shown: str) -> None:
    ics = text(meeting(), visitor=Person(name, ANN.email))
    event = read(ics)["event"]
    assert len(event["attendees"]) == 2
    assert event["attendees"][1]["name"].strip() == " ".join(shown.split())[:200].strip()
    assert event["attendees"][1]["address"] == "mailto:ann@acme.example"


@pytest.mark.parametrize(
    "words", ["a, b; c\\ d: e\nnext line\n\n- last", "é" * 300, "🚀" * 100 + " end", "日本語、" * 60]
)
def test_words_survive_escaping_and_folding(words: str) -> None:
    ics = text(meeting(location="+49 40 1234; ext, 5"), words=words)
    assert read(ics)["event"]["description"] == words
    assert read(ics)["event"]["location"] == "+49 40 1234; ext, 5"
    lines = ics.encode().split(b"\r\n")
    assert max(map(len, lines)) <= 75
    assert all(line.decode() is not None for line in lines)  # no fold within a character
