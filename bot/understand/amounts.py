"""Numbers as people write them: digits in American, European, Indian and Swiss grouping, and words."""

from __future__ import annotations

import re
from functools import reduce

from bot.understand.facts import Amount

DIGITS = (
    r"(?:\d{1,3}(?:,\d{2})+,\d{3}(?:\.\d{1,2})?"  # 1,50,000 (Indian)
    r"|\d{1,3}(?:,\d{3})+(?:\.\d{1,2})?(?!\d)"  # 25,000.00
    r"|\d{1,3}(?:\.\d{3})+(?:,\d{1,2})?(?!\d)"  # 25.000,00
    r"|\d{1,3}(?:[ ']\d{3})+(?:[.,]\d{1,2})?(?!\d)"  # 25 000 and 25'000
    r"|\d+(?:[.,]\d+)?)"
)

_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = {
    word: 10 * n
    for n, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], 2
    )
}
SMALL: dict[str, int] = {word: n for n, word in enumerate(_UNITS)} | _TENS | {"fourty": 40, "dozen": 12}
SCALES = {"hundred": 100, "thousand": 1000, "million": 1_000_000, "billion": 1_000_000_000}
_FACTORS = SCALES | {"dozen": 12}

_SMALL = "|".join(sorted(SMALL, key=len, reverse=True))
_SCALE = "|".join(SCALES)
_BELOW_HUNDRED = rf"(?:(?:{'|'.join(_TENS)}|fourty)(?:[ -](?:{'|'.join(_UNITS[1:10])}))?|{_SMALL})"
_ONE_TO_NINE = rf"(?:{'|'.join(_UNITS[1:10])})"
WORDS = (
    r"(?:three quarters of a million"
    rf"|{_ONE_TO_NINE} point {_ONE_TO_NINE}(?: {_ONE_TO_NINE})?(?: (?:{_SCALE}))?"
    rf"|(?:{_ONE_TO_NINE}|ten|a couple of|half a) dozen"
    rf"|(?:a (?={_SCALE})|{_BELOW_HUNDRED})(?:[ -]?(?:{_SCALE})(?:[ -](?:and )?{_BELOW_HUNDRED})?){{0,4}}"
    r"|(?:a )?couple(?: of)?(?: (?:hundred|thousand|million))?"
    r"|(?:half|quarter)(?: of)?(?: a)? million|a half million)"
)
NUMBER = rf"(?:{DIGITS}|{WORDS}\b)"


def parse(text: str, *, scaled: bool = False) -> Amount:
    """The value of a text that NUMBER matches.

    A single separator before exactly three digits groups thousands ("20.000"), unless the number is `scaled`
    by a word behind it ("1.250 million") or starts with a zero.
    """
    if text[:1].isdigit():
        return tidy(_digits(text, scaled))
    return tidy(_words(text))


def tidy(value: float) -> Amount:
    """The value as an int where it is whole."""
    rounded = round(value, 2)
    return int(rounded) if rounded == int(rounded) else rounded


def _digits(text: str, scaled: bool) -> float:
    text = text.replace(" ", "'")
    marks = [char for char in text if char in ",.'"]
    if not marks:
        return float(text[:18])
    last = text.rfind(marks[-1])
    tail = len(text) - last - 1
    alone = len(marks) == 1
    groups = tail == 3 and not (alone and marks[0] != "'" and (scaled or text.startswith("0")))
    if len(set(marks)) > 1 and marks[-1] != "'":
        groups = False
    if groups or marks[-1] == "'":
        return float("".join(filter(str.isdigit, text))[:18])
    whole = "".join(filter(str.isdigit, text[:last]))
    return float(f"{whole[:18]}.{text[last + 1 :]}")


def _words(text: str) -> float:
    words = re.findall(r"[a-z]+", text)
    if "couple" in words:
        return 2.0 * reduce(lambda value, word: value * _FACTORS.get(word, 1), words, 1)
    if "point" in words:
        return _spoken_decimal(words)
    if "quarters" in words:
        return 750_000.0
    if words[:3] == ["half", "a", "dozen"]:
        return 6.0
    if "half" in words or "quarter" in words:
        return 500_000.0 if "half" in words else 250_000.0
    total, group = 0, 0
    for word in words:
        if word == "dozen":
            group = (group or 1) * 12
        elif word == "hundred":
            group = (group or 1) * 100
        elif word in SCALES:
            total, group = total + (group or 1) * SCALES[word], 0
        else:
            group += SMALL.get(word, 0)
    return float(total + group)


def _spoken_decimal(words: list[str]) -> float:
    """The value of "one point two five million"."""
    scale = SCALES.get(words[-1], 1)
    digits = [str(SMALL[word]) for word in words if word in SMALL]
    return float(f"{digits[0]}.{''.join(digits[1:])}") * scale
