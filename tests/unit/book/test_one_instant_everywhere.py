"""The time in each mail is the time in the invite is the instant that was booked, whatever the clocks do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.book.briefing import Case, for_rep, for_visitor
from bot.book.vtimezone import clock_changes
from bot.leads.models import Contact, Known, Lead
from bot.mail.templates import Templates
from bot.playbook.load import load
from tests.icaljs.reading import read_all
from tests.unit.book.team import DANA
from tests.unit.book.test_invite import NOW, meeting, text

PLAYBOOK = load(Path(__file__).parents[3])
TEMPLATES = Templates(lambda: PLAYBOOK, "https://chat.example")
ZONES = (
    "Europe/Berlin", "America/St_Johns", "Australia/Lord_Howe", "America/Santiago", "Asia/Kathmandu",
)  # fmt: skip
TWO_YEARS = timedelta(days=731)
TIME = re.compile(
    r"\w+ (\d+ \w+ \d{4}), (\d\d:\d\d)(?: to (\d\d:\d\d))? \([^()]*?(UTC(?:[+-]\d+(?::\d\d)?)?)\)"
)


def case(start: datetime, zone: str, **changes: Any) -> Case:
    lead = Lead("lead_1", NOW, NOW, contact=Contact("Ann", "ann@acme.example"))
    about = meeting(start, visitor_timezone=zone)
    return replace(Case(about, lead, replace(DANA, timezone=zone), Known(), (), NOW), **changes)


def times(words: str) -> list[datetime]:
    """Every instant that a mail names: its day, its hour and its offset."""
    found = []
    for day, hour, _, offset in TIME.findall(words):
        sign, hours, minutes = re.fullmatch(r"UTC(?:([+-])(\d+)(?::(\d\d))?)?", offset).groups()  # type: ignore[union-attr]
        ahead = timedelta(hours=int(hours or 0), minutes=int(minutes or 0)) * (-1 if sign == "-" else 1)
        wall = datetime.strptime(f"{day} {hour}", "%d %B %Y %H:%M").replace(tzinfo=UTC)
        found.append(wall - ahead)
    return found


def mails(about: Case) -> Iterator[str]:
    to_visitor = for_visitor(about, manage_url="https://chat.example/m", chat_url="https://chat.example/c")
    to_rep = for_rep(about, lead_url="https://chat.example/l")
    given: Mapping[str, Mapping[str, Any]] = {"meeting": to_visitor, "rep": to_rep}
    for side, variables in given.items():
        for what in ("booked", "moved", "cancelled", "reminder"):
            yield TEMPLATES.render(f"{side}-{what}", variables).text


def around_changes(zone: str) -> list[datetime]:
    changes = clock_changes(ZoneInfo(zone), NOW, NOW + TWO_YEARS)
    near = [change + timedelta(minutes=30 * half) for _, change in changes for half in range(-3, 4)]
    return near or [NOW + timedelta(days=day, minutes=15 * day) for day in range(0, TWO_YEARS.days, 30)]


@pytest.mark.parametrize("zone", ZONES)
def test_mails_and_invite_name_the_instant_that_was_booked_around_every_change(zone: str) -> None:
    starts = around_changes(zone)
    events = [
        calendar["events"][0] for calendar in read_all([text(meeting(s), timezone=zone) for s in starts])
    ]
    for start, event in zip(starts, events, strict=True):
        assert datetime.fromtimestamp(event["start"], UTC) == start
        for words in mails(case(start, zone)):
            assert set(times(words)) == {start}, words


@given(
    st.sampled_from(ZONES), st.integers(0, int(TWO_YEARS.total_seconds()) // 900), st.integers(-2000, 2000)
)
@settings(max_examples=60, deadline=None)
def test_a_moved_meeting_names_both_instants(zone: str, quarter: int, further: int) -> None:
    start = NOW + timedelta(minutes=15 * quarter)
    before = start + timedelta(minutes=15 * further)
    variables = for_visitor(case(start, zone, before=before, by="visitor"), manage_url="", chat_url="")
    named = times(TEMPLATES.render("meeting-moved", variables).text)
    assert named == ([start] if before == start else [start, before])
