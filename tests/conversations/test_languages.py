"""The bot greets in the visitor's language, and goes on in English where it has no other words."""

from __future__ import annotations

import pytest
import yaml

from bot.playbook.variations import conditions
from tests.processes import ROOT, Processes
from tests.visitor import Visitor

RESPONSES = yaml.safe_load((ROOT / "domain.yml").read_text("utf-8"))["responses"]
GREETING = {conditions(each).get("language", "en"): each["text"] for each in RESPONSES["utter_greet"]}


def test_the_greeting_is_there_in_ten_languages() -> None:
    assert set(GREETING) == {"en", "de", "fr", "es", "it", "pt", "nl", "pl", "ar", "ja"}


@pytest.mark.parametrize(
    ("locale", "language"),
    [("en-GB", "en"), ("de-DE", "de"), ("de-CH", "de"), ("pt-BR", "pt"), ("ar-EG", "ar"), ("ja", "ja")],
)
def test_a_visitor_is_greeted_in_the_language_of_the_widget(
    product: Processes, locale: str, language: str
) -> None:
    visitor = Visitor(product.url, locale=locale)
    assert visitor.messages[0]["text"] == GREETING[language]
    assert visitor.asked == "need"


@pytest.mark.parametrize("locale", ["sv-SE", "zh-Hant-TW", "xx", "-"])
def test_who_reads_another_language_is_greeted_in_english(product: Processes, locale: str) -> None:
    assert Visitor(product.url, locale=locale).messages[0]["text"] == GREETING["en"]


def test_the_chat_goes_on_in_english_and_understands_english(product: Processes) -> None:
    visitor = Visitor(product.url, locale="de-DE")
    visitor.choose("Reports and dashboards")
    visitor.say("about 50k")
    assert visitor.asked == "authority"
    visitor.say("what does it cost?")
    assert visitor.last["text"] == "And who signs off on it?"


def test_the_card_has_english_words_with_the_visitors_numbers_and_dates(product: Processes) -> None:
    visitor = Visitor(product.url, locale="de-DE")
    visitor.say("dashboards, 50k EUR a year, I decide, by 1 June 2026")
    visitor.say("what do you know about me?")
    card = visitor.card("understood")
    assert card is not None
    shown = {line["fact"]: line for line in card["lines"]}
    assert (shown["budget"]["label"], shown["budget"]["value"]) == ("Budget", "€50.000 a year")
    assert shown["timeline"]["value"] == "until 1 Jun 2026"
