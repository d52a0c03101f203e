"""Which question comes next, and what a conversation comes to."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.chat.decide import consent_response, outcome_for
from bot.chat.host import next_question
from bot.leads.models import Contact, KeptFact, Known, Lead
from bot.playbook.load import load
from bot.qualify.rules import readiness
from tests.unit.playbook.books import PROJECT

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLAYBOOK = load(PROJECT)
LEAD = Lead("lead_1", NOW, NOW, contact=Contact(timezone="Europe/Berlin"))
READY: dict[str, dict[str, Any]] = {
    "need": {"status": "stated", "category": "reporting"},
    "budget": {"status": "stated", "min": 50000, "max": 50000, "currency": "EUR", "period": "year"},
    "authority": {"status": "stated", "role": "decision_maker", "approver": None},
    "timeline": {"status": "stated", "start": None, "end": "2026-05-01", "bucket": "quarter"},
}
CONTACT: dict[str, dict[str, Any]] = {"name": {"value": "Ann"}, "email": {"value": "ann@example.com"}}
YES: dict[str, dict[str, Any]] = {"consent": {"value": True}}


def known(*groups: dict[str, dict[str, Any]], **facts: dict[str, Any]) -> Known:
    said = {kind: value for group in (*groups, facts) for kind, value in group.items()}
    return Known({kind: KeptFact(kind, value, "words", NOW, "chat_1") for kind, value in said.items()})


def asked(said: Known, outcome: str | None = None) -> str | None:
    return next_question(said, LEAD, outcome, PLAYBOOK)


def test_the_first_question_is_the_playbooks_first() -> None:
    assert asked(known()) == PLAYBOOK.qualification.questions[0].ask


def test_what_is_known_is_not_asked() -> None:
    assert asked(known(budget=READY["budget"], need=READY["need"])) == "authority"


@pytest.mark.parametrize("status", ["refused", "unsure", "none_yet"])
def test_a_question_that_was_dealt_with_is_not_asked_again(status: str) -> None:
    assert asked(known(need=READY["need"], budget={"status": status})) == "authority"


def test_consent_comes_after_the_address_and_only_with_one() -> None:
    assert asked(known(READY, CONTACT)) == "consent"
    assert asked(known(READY, CONTACT, YES)) is None
    refused = {"value": None, "status": "refused"}
    assert asked(known(READY, name=refused, email=refused)) is None


def test_a_student_is_asked_nothing_more() -> None:
    assert asked(known(profile={"value": "student"})) is None


def test_after_a_handover_only_the_contact_is_asked_for() -> None:
    assert asked(known(), "handover") == "email"
    assert asked(known(CONTACT), "handover") is None


def test_who_keeps_the_address_back_is_asked_for_a_number_to_call() -> None:
    refused = {"value": None, "status": "refused"}
    assert asked(known(email=refused), "handover") == "phone"
    assert asked(known(email=refused, phone={"value": "+442079460000"}), "handover") == "name"
    assert asked(known(email=refused, phone=refused, name=refused), "handover") is None


@pytest.mark.parametrize(
    ("said", "current", "outcome"),
    [
        (known(READY, CONTACT, YES), None, "qualified"),
        (known(CONTACT, YES), None, "nurture"),
        (known(READY), None, "qualified"),  # an address and a permission are asked for with the time
        (known(READY, CONTACT), None, "qualified"),
        (known(YES), None, "declined"),  # nowhere to write to
        (known(CONTACT), None, "declined"),  # no permission
        (known(READY, CONTACT, consent={"value": False}), None, "declined"),
        (known(READY, CONTACT, YES, profile={"value": "vendor"}), None, "disqualified"),
        (known(profile={"value": "customer"}), None, "handover"),
        (known(CONTACT, YES), "booked", "booked"),  # a correction does not undo a meeting
        (known(CONTACT, YES), "enrolled", "enrolled"),
        (known(READY, CONTACT, YES), "enrolled", "qualified"),  # a correction made them ready
    ],
)
def test_the_outcome_follows_from_the_facts(said: Known, current: str | None, outcome: str) -> None:
    verdict = readiness(said.bant, said.profile, PLAYBOOK.qualification)
    assert outcome_for(current, verdict, said) == outcome


@pytest.mark.parametrize(
    ("current", "outcome"),
    [(None, "declined"), ("qualified", "declined"), ("booked", "booked"), ("enrolled",) * 2],
)
def test_nobody_who_is_not_interested_is_offered_times(current: str | None, outcome: str) -> None:
    said = known(READY, CONTACT, YES)
    verdict = readiness(said.bant, said.profile, PLAYBOOK.qualification)
    assert outcome_for(current, verdict, said, willing=False) == outcome


def test_the_permission_that_is_asked_for_fits_what_comes_next() -> None:
    assert consent_response(known(READY), PLAYBOOK) == "utter_ask_consent_meeting"
    assert consent_response(known(), PLAYBOOK) == "utter_ask_consent_mail"
