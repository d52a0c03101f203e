"""Patterns tried only at the words that they can begin with find what `re` finds."""

from __future__ import annotations

import re
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import bot.understand.reading  # noqa: F401 - compiles every grammar
from bot.understand import places
from bot.understand.message import Message, read
from bot.understand.openings import Opened


def _held(value: object) -> list[Opened]:
    if isinstance(value, (tuple, dict)):
        return [
            each for part in (value.values() if isinstance(value, dict) else value) for each in _held(part)
        ]
    return [value] if isinstance(value, Opened) else []


GRAMMARS = {
    each.regex.pattern: each
    for name, module in sorted(sys.modules.items())
    if name.startswith("bot.understand.")
    for value in vars(module).values()
    for each in _held(value)
} | {"countries": places.countries()[1]}
# Words and parts of words that the grammars speak of, and what may stand between them.
CHUNKS = sorted({word for each in GRAMMARS.values() for word in re.findall(r"[^\W\d_]+", each.regex.pattern)})
GAPS = [" ", "", "'", "n't ", "-", "/", ".", ", ", "#", "_", "\n", "\x00", "3", " 20 ", "é", "(", "'s "]


def _agree(message: Message, *, cased: bool) -> None:
    for opened in GRAMMARS.values():
        text = message.cased if cased else message.plain
        expected = [match.span() for match in opened.regex.finditer(text)]
        assert [match.span() for match in opened.finditer(message, cased=cased)] == expected


def test_most_grammars_are_opened() -> None:
    assert len(GRAMMARS) > 30


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from(CHUNKS) | st.sampled_from(GAPS), max_size=40),
    st.lists(st.tuples(st.integers(0, 120), st.integers(0, 20)), max_size=3),
)
def test_the_same_is_found_as_by_re(chunks: list[str], hidden: list[tuple[int, int]]) -> None:
    message = read("".join(chunks)[:200])
    length = len(message.plain)
    _agree(message, cased=True)
    for start, width in hidden:
        _agree(message, cased=False)
        message = message.without([(min(start, length), min(start + width, length))])
    _agree(message, cased=False)
    _agree(message, cased=True)


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        (r"\b(?:up ?to|until|n't)\b", ["upto 5 up to", "isn't until", "uptown"]),
        (r"\b(?:c[fe]o|q[1-4]|\d+k|'ll)\b", ["cfo cto q3 q9 50k x'll 'll", "it'll q1"]),
        (r"(?<![\w-])(?:a|an|able\w*) (?:b|c)", ["a b an c ables c", "-a b"]),
    ],
)
def test_first_words_are_read_from_the_pattern(pattern: str, texts: list[str]) -> None:
    try:
        opened = Opened(pattern)
    except ValueError:
        pytest.fail(f"{pattern} begins with known words")
    for text in texts:
        found = [match.span() for match in opened.finditer(read(text))]
        assert found == [match.span() for match in re.finditer(pattern, text)]


@pytest.mark.parametrize(
    "pattern",
    [
        "budget",
        r"(?<![^\w])a",
        r"(?<!\w-)a",
        r"(?:\bno|not) x",
        r"^yes",
        r"\b\w+ x",
        r"(?:\ba)?",
        r"\b .",
        r" ?\bx",
        r"(?<!\w)'s",
        r"n\b",
    ],
)
def test_a_pattern_that_may_begin_anywhere_is_refused(pattern: str) -> None:
    with pytest.raises(ValueError, match="may begin"):
        Opened(pattern)
