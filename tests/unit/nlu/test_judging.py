"""Whether a scripted visitor got what they came for."""

from __future__ import annotations

from typing import Any

import pytest

from tests.nlu.judging import Memory, Visit, judge, outcome_of

UNKNOWN: dict[str, Any] = {"status": "unknown"}
BUDGET = {"status": "stated", "min": 60000, "max": 60000, "currency": "EUR", "period": "year"}


def a_lead(**known: Any) -> dict[str, Any]:
    lead = {
        "stage": "mql",
        "meeting": None,
        "handover": None,
        "enrolments": [],
        "contact": {"name": None, "email": None},
        "bant": {"need": UNKNOWN, "budget": UNKNOWN, "authority": UNKNOWN, "timeline": UNKNOWN},
    }
    bant, contact = known.pop("bant", {}), known.pop("contact", {})
    return {**lead, **known, "bant": {**lead["bant"], **bant}, "contact": {**lead["contact"], **contact}}


def enrolled(status: str = "active") -> dict[str, Any]:
    return {"enrolments": [{"sequence": "not-now", "status": status}]}


@pytest.mark.parametrize(
    ("lead", "outcome"),
    [
        ({"meeting": {"status": "confirmed"}, **enrolled("ended")}, "meeting"),
        ({"meeting": {"status": "cancelled"}}, "none"),
        ({"handover": {"to": "Ann"}}, "person"),
        (enrolled(), "nurture"),
        (enrolled("unconfirmed"), "nurture"),
        (enrolled("ended"), "none"),
        ({"stage": "disqualified"}, "disqualified"),
        ({}, "none"),
    ],
)
def test_the_outcome_is_what_the_staff_sees(lead: dict[str, Any], outcome: str) -> None:
    assert outcome_of(a_lead(**lead)) == outcome


def test_another_outcome_is_a_fault_and_a_sequence_may_be_named() -> None:
    nurtured = a_lead(**enrolled())
    assert list(judge({"outcome": "meeting"}, nurtured, [])) == ["outcome: meeting became nurture"]
    assert list(judge({"outcome": "nurture"}, nurtured, [])) == []
    assert list(judge({"outcome": "not-now"}, nurtured, [])) == []
    assert list(judge({"outcome": "looking-around"}, nurtured, [])) == [
        "outcome: looking-around became nurture"
    ]


def test_every_value_that_is_given_of_the_bant_record_must_hold() -> None:
    lead = a_lead(bant={"budget": BUDGET})
    expect = {"outcome": "none", "lead": {"bant": {"budget": BUDGET, "timeline": UNKNOWN}}}
    assert list(judge(expect, lead, [])) == []
    wrong = a_lead(bant={"budget": {**BUDGET, "currency": "USD", "period": None}})
    assert list(judge(expect, wrong, [])) == ["bant: budget (currency, period)"]


def test_every_key_that_is_given_of_the_contact_must_hold_whatever_its_case() -> None:
    expect = {"outcome": "none", "lead": {"contact": {"name": "Ann Example", "email": "ann@example.com"}}}
    right = a_lead(contact={"name": "ann example", "email": "ann@example.com"})
    assert list(judge(expect, right, [])) == []
    assert list(judge(expect, a_lead(contact={"name": "Ann Example"}), [])) == ["contact: email"]


def test_what_must_never_be_asked_is_a_fault_when_it_was() -> None:
    expect = {"outcome": "none", "never_asked": ["budget", "timeline"]}
    assert list(judge(expect, a_lead(), ["need", "authority", None])) == []
    assert list(judge(expect, a_lead(), ["need", "timeline"])) == ["asked again: timeline"]


def test_a_question_that_comes_back_after_a_digression_is_no_fault() -> None:
    memory = Memory()
    for _ in range(3):
        memory.turn("budget", ["budget"], a_lead())
    assert memory.repeated == []


def test_a_question_about_what_is_known_is_a_fault() -> None:
    memory = Memory()
    knows = a_lead(bant={"budget": BUDGET})
    memory.turn("budget", ["timeline"], knows)
    memory.turn("timeline", ["budget"], knows)
    assert memory.repeated == ["budget"]


def test_what_was_just_said_unasked_is_known_too() -> None:
    memory = Memory()
    memory.turn("need", ["budget"], a_lead(bant={"budget": BUDGET}))
    assert memory.repeated == ["budget"]


def test_a_refusal_is_known() -> None:
    memory = Memory()
    memory.turn("budget", ["timeline"], a_lead(bant={"budget": {"status": "refused"}}))
    memory.turn("timeline", ["budget"], a_lead(bant={"budget": {"status": "refused"}}))
    assert memory.repeated == ["budget"]


def test_an_answer_may_be_made_sure_of_once() -> None:
    memory = Memory()
    knows = a_lead(bant={"budget": BUDGET})
    memory.turn("budget", ["budget"], knows)
    assert memory.repeated == []
    memory.turn("budget", ["budget"], knows)
    assert memory.repeated == ["budget"]


def test_a_visit_is_right_when_nothing_was_wrong() -> None:
    assert Visit("one", "meeting", "meeting", 6, ()).right
    wrong = Visit("two", "meeting", "none", 6, ("outcome: meeting became none",))
    assert not wrong.right
    assert wrong.has("outcome")
    assert not wrong.has("bant")
