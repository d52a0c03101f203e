"""Which of a response's variations is said: the rule for the dialogue and for what is said beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.playbook.variations import best_fitting, language_of
from bot.playbook.words import DomainWords


def given(text: str, channel: str | None = None, **slots: str) -> dict[str, Any]:
    said = {
        "text": text,
        "condition": [{"type": "slot", "name": name, "value": value} for name, value in slots.items()],
    }
    return {key: value for key, value in {**said, "channel": channel}.items() if value}


QUESTION = [
    given("And the budget?", asked="budget"),
    given("What budget do you have?"),
    given("Und das Budget?", language="de", asked="budget"),
    given("Welches Budget haben Sie?", language="de"),
    given("Quel est votre budget ?", language="fr"),
]


@pytest.mark.parametrize(
    ("language", "asked", "said"),
    [
        ("en", None, "What budget do you have?"),
        ("en", "budget", "And the budget?"),
        ("de", None, "Welches Budget haben Sie?"),
        ("de", "budget", "Und das Budget?"),
        ("fr", "budget", "Quel est votre budget ?"),  # French in full rather than short in English
        ("DE", None, "Welches Budget haben Sie?"),
        ("sv", None, "What budget do you have?"),
        ("sv", "budget", "And the budget?"),
        (None, None, "What budget do you have?"),
    ],
)
def test_the_visitors_language_comes_first_and_then_the_closest(
    language: str | None, asked: str | None, said: str
) -> None:
    slots = {"language": language, "asked": asked, "need": {"category": "analytics"}}
    assert [each["text"] for each in best_fitting(QUESTION, slots)] == [said]


def test_several_that_fit_alike_are_all_given() -> None:
    alike = [given("Hello."), given("Hi there."), given("Hallo.", language="de")]
    assert best_fitting(alike, {"language": "en"}) == alike[:2]


def test_a_variation_for_a_channel_is_said_there_alone() -> None:
    both = [given("Hello."), given("Hello on the phone.", channel="phone")]
    assert best_fitting(both, {}, "phone") == both[1:]
    assert best_fitting(both, {}, "website") == both[:1]


def test_where_no_condition_holds_nothing_fits() -> None:
    assert best_fitting([given("Hallo.", language="de")], {"language": "en"}) == []


@pytest.mark.parametrize(
    ("locale", "language"),
    [("de", "de"), ("de-CH", "de"), ("pt_BR", "pt"), ("ZH-Hant-TW", "zh"), (None, "en"), ("", "en")],
)
def test_the_language_is_the_first_part_of_the_locale(locale: str | None, language: str) -> None:
    assert language_of(locale) == language


@pytest.fixture
def words(tmp_path: Path) -> DomainWords:
    buttons = [{"title": "Keins", "payload": "/deny"}]
    asking = [*QUESTION[:3], {**QUESTION[3], "buttons": buttons}]
    responses = {"utter_ask_budget": asking, "utter_hallo": [given("Hallo {name}.", language="de")]}
    file = tmp_path / "domain.yml"
    file.write_text(yaml.safe_dump({"responses": responses}), "utf-8")
    return DomainWords(file)


def test_what_is_said_beside_the_dialogue_is_in_the_language_of_the_locale(words: DomainWords) -> None:
    said = words.say("utter_ask_budget", "de-AT")
    assert (said["text"], said["language"]) == ("Welches Budget haben Sie?", "de")
    assert [button["title"] for button in said["buttons"]] == ["Keins"]


@pytest.mark.parametrize("locale", [None, "en-GB", "sv"])
def test_and_in_english_where_the_domain_does_not_have_it(words: DomainWords, locale: str | None) -> None:
    said = words.say("utter_ask_budget", locale)
    assert (said["text"], said["language"], said["buttons"]) == ("What budget do you have?", "en", [])


def test_a_value_is_filled_in_once(words: DomainWords) -> None:
    assert words.say("utter_hallo", "de", name="{name}")["text"] == "Hallo {name}."


def test_a_response_in_another_language_alone_is_said_rather_than_nothing(words: DomainWords) -> None:
    assert words.say("utter_hallo", "en", name="Ann")["text"] == "Hallo Ann."
