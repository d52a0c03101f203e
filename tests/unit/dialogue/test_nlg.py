"""Rasa says the variation in the visitor's language, and loads the class by endpoints.yml."""

from __future__ import annotations

import pytest
import yaml
from rasa.core.nlg import NaturalLanguageGenerator
from rasa.shared.core.domain import Domain
from rasa.shared.core.events import SlotSet
from rasa.shared.core.trackers import DialogueStateTracker
from rasa.utils.endpoints import EndpointConfig

from bot.dialogue.nlg import LanguageFirst
from tests.unit.dialogue.chats import ROOT, Chat

DOMAIN = Domain.from_yaml("""
version: "3.1"
slots:
  language: {type: text, influence_conversation: false, mappings: [{type: custom}]}
  asked: {type: text, influence_conversation: false, mappings: [{type: custom}]}
responses:
  utter_ask_budget:
  - condition: [{type: slot, name: asked, value: budget}]
    text: "And the budget, {name}?"
  - text: "What budget do you have, {name}?"
    buttons: &payloads
    - {title: None yet, payload: '/inform{{"budget": "none_yet"}}'}
  - condition: [{type: slot, name: language, value: de}, {type: slot, name: asked, value: budget}]
    text: "Und das Budget, {name}?"
  - condition: [{type: slot, name: language, value: de}]
    text: "Welches Budget haben Sie, {name}?"
    buttons:
    - {title: Noch keins, payload: '/inform{{"budget": "none_yet"}}'}
""")


@pytest.fixture(scope="module")
def nlg() -> NaturalLanguageGenerator:
    named = yaml.safe_load((ROOT / "endpoints.yml").read_text("utf-8"))["nlg"]
    return NaturalLanguageGenerator.create(EndpointConfig.from_dict(named), DOMAIN)


def test_rasa_makes_it_from_endpoints_yml(nlg: NaturalLanguageGenerator) -> None:
    assert isinstance(nlg, LanguageFirst)


@pytest.mark.parametrize(
    ("slots", "said"),
    [
        ({}, "What budget do you have, Ann?"),
        ({"asked": "budget"}, "And the budget, Ann?"),
        ({"language": "de"}, "Welches Budget haben Sie, Ann?"),
        ({"language": "de", "asked": "budget"}, "Und das Budget, Ann?"),
        ({"language": "sv", "asked": "budget"}, "And the budget, Ann?"),
    ],
)
async def test_a_question_and_its_repeat_are_said_in_the_visitors_language(
    nlg: NaturalLanguageGenerator, slots: dict[str, str], said: str
) -> None:
    tracker = DialogueStateTracker("chat", DOMAIN.slots)
    for name, value in slots.items():
        tracker.update(SlotSet(name, value))
    for _ in range(10):  # Rasa's own would draw lots
        response = await nlg.generate("utter_ask_budget", tracker, "website", name="Ann")
        assert response["text"] == said


async def test_a_button_has_words_in_the_language_and_sends_the_same(nlg: NaturalLanguageGenerator) -> None:
    tracker = DialogueStateTracker("chat", DOMAIN.slots)
    tracker.update(SlotSet("language", "de"))
    response = await nlg.generate("utter_ask_budget", tracker, "website", name="Ann")
    assert response["buttons"] == [{"title": "Noch keins", "payload": '/inform{"budget": "none_yet"}'}]


async def test_a_response_that_there_is_not_says_nothing(nlg: NaturalLanguageGenerator) -> None:
    tracker = DialogueStateTracker("chat", DOMAIN.slots)
    assert await nlg.generate("utter_unheard_of", tracker, "website") is None


async def test_a_repeat_is_short_in_the_whole_dialogue(chat: Chat) -> None:
    await (await chat.begin()).say("what does it cost?")
    assert "So, what is it" in chat.said[-1]["text"]
