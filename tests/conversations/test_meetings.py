"""Meetings over HTTP, against the real processes: words in, what was booked out."""

from __future__ import annotations

import itertools
import sqlite3
from typing import Any

import pytest

from tests.processes import Processes
from tests.visitor import Staff, Visitor

READY = (
    "we need dashboards, 90k EUR a year, I decide, within 3 months, I'm {name}, {name}@{name}-meets.example"
)
NAMES = (f"visitor{number}" for number in itertools.count(1))


def ready(product: Processes, **browser: Any) -> Visitor:
    """A visitor who is shown times."""
    visitor = Visitor(product.url, **browser)
    visitor.say(READY.format(name=next(NAMES)))
    visitor.answer({"name": "Vera Moss", "company": "Moss", "company_size": "120 people", "consent": "yes"})
    assert visitor.asked == "slot"
    return visitor


def meeting(staff: Staff, visitor: Visitor) -> dict[str, Any] | None:
    found: dict[str, Any] | None = staff.lead(visitor)["meeting"]
    return found


def test_two_visitors_who_name_the_same_time_get_one_each(product: Processes, staff: Staff) -> None:
    one, other = ready(product), ready(product)
    one.say("Friday 20 March at 9:00")
    other.say("Friday 20 March at 9:00")
    assert meeting(staff, one)
    assert meeting(staff, other) is None
    assert "can't make that" in other.last["text"]
    other.pick(1)
    assert meeting(staff, other)


def test_a_second_meeting_is_never_booked(product: Processes, staff: Staff) -> None:
    visitor = ready(product)
    visitor.pick(1)
    first = meeting(staff, visitor)
    for words in ("book a meeting for Friday at 10", "I want another meeting", "schedule a call"):
        visitor.say(words)
        card = visitor.card("meeting")
        assert card
        assert first
        assert card["id"] == first["id"]
    assert meeting(staff, visitor) == first


def test_more_times_are_others_and_a_question_in_between_loses_none(product: Processes, staff: Staff) -> None:
    visitor = ready(product)
    first = visitor.card("slots")
    visitor.choose("More times")
    second = visitor.card("slots")
    assert first
    assert second
    assert not {s["start"] for s in first["slots"]} & {s["start"] for s in second["slots"]}
    visitor.say("what does it cost?")
    visitor.say("the second one")
    booked = meeting(staff, visitor)
    assert booked
    assert visitor.card("meeting")["start"] == second["slots"][1]["start"]  # type: ignore[index]


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/New_York", "Asia/Kathmandu"])
def test_the_zone_of_the_visitor_counts_and_is_written_out(
    product: Processes, staff: Staff, zone: str
) -> None:
    visitor = ready(product, timezone=zone)
    card = visitor.card("slots")
    assert card
    assert card["timezone"] == zone
    visitor.pick(2)
    assert f"({zone.split('/')[1].replace('_', ' ')} time, UTC" in visitor.last["text"]
    visitor.say("move it to next week")
    moving = visitor.card("slots")
    assert moving
    visitor.pick(1)
    shown = visitor.card("meeting")
    assert shown
    assert (shown["state"], shown["start"]) == ("moved", moving["slots"][0]["start"])


def test_a_hold_that_ran_out_is_booked_if_nobody_took_it(product: Processes, staff: Staff) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards, 90k EUR a year, I decide, within 3 months, I'm Vera Moss")
    visitor.answer({"email": "I'd rather not", "company": "Moss", "company_size": "120 people"})
    visitor.say("Monday 16 March at 4pm")
    assert "five minutes" in visitor.last["text"]
    assert visitor.asked == "email"
    with sqlite3.connect(product.data_dir / "bantam.db", timeout=30) as database:
        changed = database.execute(
            "UPDATE meetings SET held_until = created_at WHERE conversation_id = ? AND status = 'held'",
            (visitor.conversation,),
        )
        assert changed.rowcount == 1
    visitor.say("vera@ran-out.example")
    assert visitor.asked == "consent"
    visitor.say("yes")
    booked = meeting(staff, visitor)
    assert booked
    assert booked["start"] == "2026-03-16T15:00:00Z"


def test_a_stranger_learns_nothing_of_a_meeting_by_giving_its_address(
    product: Processes, staff: Staff
) -> None:
    owner = ready(product)
    owner.say("Tuesday 17 March at 10:00")
    address = staff.lead(owner)["contact"]["email"]
    stranger = Visitor(product.url)
    stranger.say(f"hi, my address is {address}")
    for words in ("when is my meeting?", "move it to Friday", "cancel my meeting"):
        stranger.say(words)
    assert "17 March" not in " ".join(message["text"] for message in stranger.messages)
    booked = meeting(staff, owner)
    assert booked
    assert booked["status"] == "confirmed"
