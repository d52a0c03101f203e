"""The bot's words and the data behind them: what Rasa's own validation does not look at."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.dialogue.choices import read_choice
from bot.dialogue.reply import chosen

ROOT = Path(__file__).parents[3]
DOMAIN: dict[str, Any] = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))
RESPONSES = [(name, v) for name, variants in DOMAIN["responses"].items() for v in variants]
INTENTS = [next(iter(intent)) for intent in DOMAIN["intents"]]
# Buttons and the widget send these; nobody types them.
NEVER_TYPED = {"start", "carry_on", "go_on", "get_mail", "nlu_fallback"}


def examples() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for path in sorted((ROOT / "data/nlu").glob("*.yml")):
        for block in yaml.safe_load(path.read_text("utf-8"))["nlu"]:
            lines = [line.removeprefix("- ") for line in block["examples"].splitlines() if line]
            found.setdefault(block["intent"], []).extend(lines)
    return found


EXAMPLES = examples()


@pytest.mark.parametrize(("name", "variant"), RESPONSES, ids=[name for name, _ in RESPONSES])
def test_a_message_is_short_and_asks_one_thing(name: str, variant: dict[str, Any]) -> None:
    text = variant["text"]
    assert len(text.split()) <= 25
    assert text.count("?") <= 1
    assert "!" not in text


@pytest.mark.parametrize(("name", "variant"), RESPONSES, ids=[name for name, _ in RESPONSES])
def test_every_button_says_something_known(name: str, variant: dict[str, Any]) -> None:
    for button in variant.get("buttons", []):
        # Doubled braces are Rasa's way to write one in a response.
        payload = button["payload"].replace("{{", "{").replace("}}", "}")
        if choice := read_choice(payload, INTENTS):
            chosen(button["title"], choice.intent, choice.entities, None)


def test_every_response_that_the_code_says_has_words() -> None:
    code = [*(ROOT / "actions").glob("*.py"), *(ROOT / "bot/chat").glob("*.py")]
    said = {
        name for path in code for name in re.findall(r'"(utter_[a-z0-9_]*[a-z0-9])"', path.read_text("utf-8"))
    }
    assert said - {"utter_action"} - DOMAIN["responses"].keys() == set()


@pytest.mark.parametrize("intent", [name for name in INTENTS if name not in NEVER_TYPED])
def test_an_intent_has_enough_examples(intent: str) -> None:
    assert len(EXAMPLES[intent]) >= (40 if intent in ("inform", "out_of_scope") else 20)


def test_no_example_stands_twice() -> None:
    lines = [line.casefold() for lines in EXAMPLES.values() for line in lines]
    assert [line for line in lines if lines.count(line) > 1] == []


def test_every_intent_has_an_answer() -> None:
    rules = "\n".join(path.read_text("utf-8") for path in (ROOT / "data/rules").glob("*.yml"))
    assert [name for name in INTENTS if f"intent: {name}\n" not in rules] == []
