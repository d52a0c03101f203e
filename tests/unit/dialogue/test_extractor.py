"""The extractor as a part of Rasa's pipeline."""

from __future__ import annotations

import os
from collections.abc import Sequence
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from rasa.shared.nlu.training_data.message import Message

from bot.dialogue.extractor import FactExtractor, Needs, now_of
from bot.understand import encoder
from tests.unit.dialogue.chats import ROOT

NEEDS = Needs(ROOT)


def read(text: str, asks: str | None = None, intent: str = "inform", confidence: float = 0.9) -> Message:
    metadata = {"asks": asks, "timezone": "Europe/Berlin", "now": "2026-11-22T11:00:00+01:00"}
    message = Message(
        data={"text": text, "metadata": metadata, "intent": {"name": intent, "confidence": confidence}}
    )
    return FactExtractor(encoder.load(), NEEDS).process([message])[0]


def values(message: Message) -> dict[str, Any]:
    return {entity["entity"]: entity["value"] for entity in message.get("entities")}


def test_facts_become_entities_with_their_words() -> None:
    found = values(read("We need dashboards, our budget is 50k euros, mail me at anna@nordwind.de"))
    assert found["need"]["category"] == "reporting"
    assert (found["budget"]["max"], found["budget"]["currency"]) == (50000, "EUR")
    assert found["email"]["value"] == "anna@nordwind.de"
    assert all(value["quote"] for value in found.values())


def test_a_low_confidence_answer_to_the_question_is_an_answer() -> None:
    message = read("50k", "budget", "nlu_fallback", 0.2)
    assert message.get("intent")["name"] == "inform"
    assert "budget" in values(message)


def test_an_answer_to_nothing_stays_what_it_was() -> None:
    message = read("the weather is nice", "budget", "out_of_scope", 0.8)
    assert message.get("intent")["name"] == "out_of_scope"
    assert "budget" not in values(message)


def test_a_yes_to_the_question_of_consent_is_a_consent() -> None:
    assert values(read("yes please", "consent", "affirm"))["consent"] == {
        "value": True,
        "quote": "yes please",
    }


def test_a_refused_e_mail_is_a_fact_too() -> None:
    refused = values(read("rather not", "email", "refuse"))["email"]
    assert (refused["status"], refused["value"]) == ("refused", None)


@pytest.mark.parametrize(
    "metadata", [{}, {"now": "yesterday"}, {"timezone": "Mars/Olympus"}, {"timezone": "/etc"}]
)
def test_metadata_that_cannot_be_used_falls_back_to_the_clock(metadata: dict[str, str]) -> None:
    now = now_of(metadata)
    assert now.tzinfo is not None
    assert abs(now - datetime.now(timezone.utc)) < timedelta(minutes=1)


def test_now_is_told_in_the_visitors_zone() -> None:
    now = now_of({"now": "2026-11-22T10:00:00Z", "timezone": "America/New_York"})
    assert now.isoformat() == "2026-11-22T05:00:00-05:00"


def test_another_category_of_need_is_known_as_soon_as_its_file_is_saved(tmp_path: Path) -> None:
    file = tmp_path / "playbook" / "qualification.yml"
    file.parent.mkdir()
    file.write_text((ROOT / "playbook" / "qualification.yml").read_text())
    needs = Needs(tmp_path)
    file.write_text(file.read_text().replace("name: automation", "name: robots"))
    os.utime(file, (1, 1))
    assert "robots" in [need.name for need in needs.current()]


def test_a_file_with_faults_leaves_the_categories_as_they_were(tmp_path: Path) -> None:
    file = tmp_path / "playbook" / "qualification.yml"
    file.parent.mkdir()
    file.write_text((ROOT / "playbook" / "qualification.yml").read_text())
    needs = Needs(tmp_path)
    before = needs.current()
    file.write_text("needs: [")
    os.utime(file, (1, 1))
    assert needs.current() == before


class Counting:
    """The real encoder, and how many texts it was given."""

    def __init__(self) -> None:
        self.real, self.given = encoder.load(), 0

    def embed(self, texts: Sequence[str]) -> Any:
        self.given += len(texts)
        return self.real.embed(texts)


def test_the_first_visitor_waits_for_no_example_of_the_playbook() -> None:
    counting = Counting()
    extractor = FactExtractor(counting, NEEDS)
    before = counting.given
    intent = {"name": "inform", "confidence": 0.9}
    message = Message(data={"text": "We would like to know which customers leave us", "intent": intent})
    extractor.process([message])
    assert before > 100
    assert 0 < counting.given - before < 10
