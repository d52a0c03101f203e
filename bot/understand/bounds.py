"""What stands around an amount: "up to", "at least", "around", "a month"."""

from __future__ import annotations

import re

from bot.understand.facts import Period

HEDGE = (
    r"(?:(?:a|an|the|about|around|approx(?:imately)?\.?|roughly|circa|ca\.?|c\.|say|maybe|perhaps|probably"
    r"|some|something"
    r"|like|in the|region of|area of|range of|neighbou?rhood of|order of|ballpark of|close to|nearly|almost"
    r"|to|of|is|at"
    r"|it|be|was|be|'s|would be|total|budget|spend|spending|cost|price|us|we|i|can do|is about|:|~|=|-)\s*)"
)
# What stands left of an amount, most telling first: "no less than" must not be read as "less than".
_LEFT = (
    (
        True,
        re.compile(
            rf"(?:no|not|nothing|n't(?: go| be| spend| pay)?|cannot(?: go| spend)?"
            rf"|never(?: go)?)(?: be)?(?: any)? "
            rf"(?:less|lower|smaller|fewer) than\s*{HEDGE}*$|not (?:under|below)\s*{HEDGE}*$"
        ),
    ),
    (
        False,
        re.compile(
            rf"(?:no|not|nothing|n't|cannot|never|nor|without)(?: [a-z]+){{0,3}} "
            rf"(?:more than|higher than|bigger than|over|above|beyond|past|exceed(?:ing)?)\s*{HEDGE}*$"
        ),
    ),
    (
        False,
        re.compile(
            rf"(?:\bup to|\bupto|\bat(?: the)? most|\bmax(?:imum|imal|ed out)?\b\.?|\bunder|\bbelow|\b(?:less"
            rf"|lower|cheaper|smaller)"
            rf" than|\bwithin|\bcapped|\bcap|\bceiling|\blimit(?:ed)?|\bas (?:much|high) as|<=?|≤|\bsub-?"
            rf"|\btops|\bstretch(?:ed)? to|\bgo (?:up |as high )?to|\bstay within"
            rf"|\bkeep (?:it )?(?:to|under)|\bor less than)\s*{HEDGE}*$"
        ),
    ),
    (
        True,
        re.compile(
            rf"(?:\bat(?: the)? (?:least|minimum)|\bmin(?:imum|imal)?\b\.?|\bover|\babove|\b(?:more|greater"
            rf"|higher|better) than"
            rf"|\bnorth of|\bupwards? of|\bstart(?:ing|s)?(?: at| from| with)?|\bfrom|>=?|≥|\bexceed(?:s"
            rf"|ing)?"
            rf"|\bbeyond"
            rf"|\bin excess of|\bfloor|\bno lower than|\bwell past)\s*{HEDGE}*$"
        ),
    ),
)
_CAN = (
    r"\s*,?\s*\(?(?:and )?(?:is |'s |would be |as |being )?(?:our |the |my |an? )?(?:absolute |upper |hard "
    r"|very )?"
)
_RIGHT = (
    (
        False,
        re.compile(
            rf"{_CAN}(?:tops\b|max(?:imum)?\b|at(?: the)? (?:very )?most\b|or (?:so )?(?:less|under|below"
            rf"|lower"
            rf"|cheaper)\b|limit\b"
            r"|ceiling\b|cap\b|upper (?:limit|bound)|not a (?:penny|cent) more|no more\b|most we)"
        ),
    ),
    (
        True,
        re.compile(
            rf"\+|{_CAN}(?:plus\b(?! (?:vat|tax|expenses|\d|services|support|a |the ))"
            r"|or (?:more|above|over|higher|up)\b|and (?:up|above|more|over|beyond)\b|upwards?\b"
            r"|at(?: the)? (?:very )?(?:least|minimum)\b|min(?:imum)?\b|floor\b)"
        ),
    ),
)
_EACH: tuple[tuple[str, Period, int], ...] = (
    (r"month|mo|mth|mnth", "month", 1),
    (r"year|yr|annum|y|12 months|twelve months", "year", 1),
    (r"quarter|qtr", "year", 4),
    (r"week|wk", "year", 52),
)
_BASIS = r"(?: basis)?"
_PERIOD_RIGHT: tuple[tuple[re.Pattern[str], Period, int], ...] = (
    *(
        (
            re.compile(
                r"\s*,?\s*(?:(?:/|per|p\.|a|an|each|every|for the|for this|this"
                r"|for (?:the )?(?:first|coming|next))\s*)"
                rf"(?:{unit})\b(?!\s*(?:/|per)\s*(?:seat|user|head))\.?"
            ),
            period,
            times,
        )
        for unit, period, times in _EACH
    ),
    (re.compile(rf"\s*,?\s*(?:on a )?(?:monthly|p\.?\s?m\.?(?![a-z])){_BASIS}"), "month", 1),
    (re.compile(rf"\s*,?\s*(?:on an? )?(?:yearly|annual(?:ly)?|p\.?\s?a\.?(?![a-z])){_BASIS}"), "year", 1),
    (re.compile(r"\s*,?\s*(?:on a )?quarterly"), "year", 4),
    (
        re.compile(
            r"\s*,?\s*(?:as |in )?(?:an? )?\(?(?:one[- ]?(?:off|time)|once|lump sum|up[- ]?front"
            r"|single payment)"
        ),
        "once",
        1,
    ),
)
_PERIOD_LEFT: tuple[tuple[re.Pattern[str], Period, int], ...] = (
    (re.compile(r"\b(?:monthly|per month|a month|each month|every month)\b[^.!?;\d]{0,30}$"), "month", 1),
    (
        re.compile(
            r"\b(?:yearly|annual|annually|per year|a year|each year|every year|this year's|next year's"
            r"|per annum)\b[^.!?;\d]{0,30}$"
        ),
        "year",
        1,
    ),
    (re.compile(r"\b(?:quarterly|per quarter)\b[^.!?;\d]{0,30}$"), "year", 4),
    (re.compile(r"\b(?:one[- ]?(?:off|time)|upfront|lump sum)\b[^.!?;\d]{0,30}$"), "once", 1),
)
_AROUND = re.compile(
    r"(?:~|\b(?:about|around|approx(?:imately)?\.?|roughly|circa|ca\.?|maybe|probably"
    r"|somewhere around))\s*$"
)


def bound(plain: str, start: int, end: int, *, exact: bool) -> tuple[bool | None, int, int]:
    """Whether the amount at `start:end` is the least (True) or the most (False), and how far the words reach.

    A range is not `exact` and has no bounds but its own.
    """
    if exact:
        for least, pattern in _LEFT:
            if match := pattern.search(plain, max(0, start - 60), start):
                return least, match.start(), end
        for least, pattern in _RIGHT:
            if match := pattern.match(plain, end):
                return least, start, match.end()
    hedge = _AROUND.search(plain, max(0, start - 30), start)
    return None, hedge.start() if hedge else start, end


def period_right(plain: str, end: int) -> tuple[int, Period, int] | None:
    """Where the period behind an amount ends, its name, and how many of it that is: a quarter is 4 a year."""
    for pattern, period, times in _PERIOD_RIGHT:
        if match := pattern.match(plain, end):
            return match.end(), period, times
    return None


def period_left(plain: str, start: int) -> tuple[Period | None, int]:
    """The period named before an amount ("monthly budget of 2k")."""
    for pattern, period, times in _PERIOD_LEFT:
        if pattern.search(plain, max(0, start - 50), start):
            return period, times
    return None, 1
