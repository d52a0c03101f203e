"""Whom a visitor who wants a person is told of, and what a browser sees of who writes."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from bot.chat.duty import colleague_for
from bot.chat.models import Message
from bot.chat.rules import for_widget
from bot.staff.models import Role, Staff

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
KEYS = {"id", "from", "at", "text", "choices", "card", "asks"}


def staff(name: str, role: Role = "rep", rep_id: str | None = None) -> Staff:
    return Staff(f"staff_{name}", f"{name}@tidewater.example", name, role, "UTC", NOW, rep_id=rep_id)


DANA, MEI = staff("dana", rep_id="dana"), staff("mei", rep_id="mei")
IDA, ALEX = staff("ida", "marketer"), staff("alex", "admin")


@pytest.mark.parametrize(
    ("owner", "present", "told"),
    [
        (None, [], None),
        (None, [MEI, DANA], MEI),  # nobody's lead: the first who is there
        ("dana", [MEI, DANA], DANA),  # the owner before everybody
        ("dana", [MEI], None),  # a rep does not see a colleague's lead
        ("dana", [MEI, ALEX], ALEX),  # an admin sees all
        ("dana", [ALEX, DANA], DANA),
        ("dana", [IDA], None),  # a marketer sees all and does not join
        (None, [IDA], None),
    ],
)
def test_a_visitor_is_told_of_somebody_who_is_there_and_may_see_the_lead(
    owner: str | None, present: list[Staff], told: Staff | None
) -> None:
    assert colleague_for(owner, present) == told


def test_a_reps_message_carries_their_name_and_everybody_elses_keeps_its_shape() -> None:
    rep = for_widget(Message(7, "chat_1", "rep", NOW, "Hello", author="Dana Köhler"))
    assert rep.keys() == KEYS | {"name"}
    assert (rep["from"], rep["name"]) == ("rep", "Dana Köhler")
    assert for_widget(Message(8, "chat_1", "bot", NOW, "Hi")).keys() == KEYS
    assert for_widget(Message(9, "chat_1", "visitor", NOW, "Hi")).keys() == KEYS
