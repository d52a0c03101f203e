"""Numbers of people, as they are written: "about 200 staff", "50-100 FTEs", "two dozen people"."""

from __future__ import annotations

import re

from bot.understand import amounts
from bot.understand.facts import CompanySize

NUMBER = rf"(?:{amounts.DIGITS}(?:\s?k| (?:hundred|thousand))?|{amounts.WORDS}|a few hundred)"
PEOPLE = (
    r"(?:people|ppls?|persons?|peoples|employ\w{0,2}es*|emplyees|emps?|staffs?(?: members)?|staffers"
    r"|colleagues"
    r"|team ?(?:members|mates)|co-?workers|ftes?|full[- ]time(?:rs?| employees)?|heads|headcount|workers"
    r"|workforce"
    r"|personnel|folks|man|souls|associates|of us|humans|mitarbeite(?:r(?:innen)?|nde)|salariés|empleados"
    r"|funcion[aá]rios|dipendenti|medewerkers|collaborateurs)"
)
ABOUT = (
    r"(?:(?:no|not) (?:more|less|fewer) than|over|more than|at least|above|north of|upwards of|>=?"
    r"|less than|under|fewer than|below|up to"
    r"|max(?:imum)?"
    r"|<=?|at most|almost|nearly|around|about|roughly|approx\.?|approximately|~|circa|ca\.?|between|from|some"
    r"|maybe)"
)


def exactly(number: str) -> CompanySize:
    """This many."""
    return CompanySize(people(number), people(number))


CORRECTED = re.compile(r"\b(?:no|sorry|wait|actually|i mean|meant|rather|correction|make that|now)\b")
_MORE = {
    "no less than",
    "no fewer than",
    "not less than",
    "not fewer than",
    "over",
    "more than",
    "at least",
    "above",
    "north of",
    "upwards of",
    ">",
    ">=",
}
_LESS = {
    "no more than",
    "not more than",
    "less than",
    "under",
    "fewer than",
    "below",
    "up to",
    "max",
    "maximum",
    "<",
    "<=",
    "at most",
}


def between(match: re.Match[str], bound: str) -> CompanySize | None:
    """What the groups `n`, `n2` and `plus` say behind the words `bound`; None for no sane number."""
    low = people(match["n"])
    high = people(match["n2"]) if match["n2"] else low
    if (
        match["n2"]
        and match["n2"].rstrip().endswith("k")
        and not match["n"].rstrip().endswith("k")
        and low < 1000
    ):
        low *= 1000
    if not 0 < low <= high <= 5_000_000:
        return None
    if not match["n2"]:
        if bound.strip() in _MORE or match["plus"]:
            return CompanySize(low, None)
        if bound.strip() in _LESS:
            return CompanySize(None, high)
    return CompanySize(low, high)


def people(text: str) -> int:
    """The value of a text that NUMBER matches."""
    if text == "a few hundred":
        return 300
    if text[0].isdigit() and text.endswith(("hundred", "thousand")):
        number, scale = text.rsplit(" ", 1)
        return int(amounts.parse(number, scaled=True) * amounts.SCALES[scale])
    thousands = text.rstrip().endswith("k")
    return int(amounts.parse(text.rstrip("k "), scaled=thousands) * (1000 if thousands else 1))
