"""The widget's own words: whole in every language, and each of them said somewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

import pytest
from babel import Locale

from bot import widget

LANGUAGES = sorted(widget.words())
ENGLISH = widget.words()["en"]
PARTS = {"launcher": widget.LAUNCHER, "chat": widget.CHAT, "cards": widget.CARDS}
HEARS = {
    "launcher": ("launcher",),
    "chat": ("launcher", "chat"),
    "cards": ("launcher", "chat", "cards"),
}  # whose words a script has
SAID = re.compile(r"""\bwords(?:\.(?P<plain>\w+)|\["(?P<begin>\w+)" \+|\[\w+ \+ "(?P<end>\w+)"\])""")
TAKEN = re.compile(r"\{ ([\w, ]+) \} = (?:this\.)?words\b")


@cache
def script(part: str) -> str:
    folder = widget.FOLDER / ("launcher" if part == "launcher" else "chat")
    return "\n".join((folder / f"{module}.js").read_text("ascii") for module in PARTS[part])


def plainly_said(part: str) -> set[str]:
    said = {match["plain"] for match in SAID.finditer(script(part)) if match["plain"]}
    taken = {name for match in TAKEN.finditer(script(part)) for name in match[1].split(", ")}
    return said | taken


def is_said(key: str, part: str) -> bool:
    composed = [match for match in SAID.finditer(script(part)) if not match["plain"]]
    return key in plainly_said(part) or any(
        key.startswith(match["begin"]) if match["begin"] else key.endswith(match["end"]) for match in composed
    )


def names(text: str) -> list[str]:
    return sorted(re.findall(r"\{(\w*)\}", text))


def flat(language: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    return {f"{part}.{key}": text for part in PARTS for key, text in language[part].items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_has_every_word_with_the_same_names(language: str) -> None:
    theirs, ours = flat(widget.words()[language]), flat(ENGLISH)
    assert theirs.keys() == ours.keys()
    assert {key for key, text in theirs.items() if names(text) != names(ours[key])} == set()
    assert {key for key, text in theirs.items() if not text.strip() or text != text.strip()} == set()


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_language_is_named_as_it_names_itself_and_runs_its_way(language: str) -> None:
    locale = Locale.parse(language, sep="-")
    theirs = widget.words()[language]
    assert theirs["name"].casefold() == str(locale.get_language_name(language)).casefold()
    assert theirs["direction"] == ("rtl" if locale.text_direction == "rtl" else "ltr")
    assert language == language.lower()  # the lookup in launcher/words.js compares lower case


@pytest.mark.parametrize("language", [each for each in LANGUAGES if each != "en"])
def test_nothing_was_left_in_english(language: str) -> None:
    kept = {"log", "from_bot"}  # French says Messages and Assistant, too
    same = {
        key.partition(".")[2]
        for key, text in flat(widget.words()[language]).items()
        if text == flat(ENGLISH)[key]
    }
    assert same - kept == set()


def test_every_word_is_said() -> None:
    unsaid = {
        f"{part}.{key}"
        for part in PARTS
        for key in ENGLISH[part]
        if not any(is_said(key, hears) for hears, theirs in HEARS.items() if part in theirs)
    }
    assert unsaid == set()


@pytest.mark.parametrize("part", PARTS)
def test_what_a_script_says_has_words_when_it_runs(part: str) -> None:
    there = {"direction"} | {key for each in HEARS[part] for key in ENGLISH[each]}
    assert plainly_said(part) - there == set()


def test_no_word_stands_in_two_places() -> None:
    keys = [key for part in PARTS for key in ENGLISH[part]]
    assert len(keys) == len(set(keys))


def test_there_are_languages_that_run_from_the_right_and_that_have_no_spaces() -> None:
    assert {"ar", "de", "en", "es", "fr", "it", "ja", "nl", "pl", "pt"} <= set(LANGUAGES)
