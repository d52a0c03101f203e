"""What stands around an amount: "up to", "at least", "around", "a month"."""

from __future__ import annotations

import re

from bot.understand.facts import Period

HEDGE = (
    r"(?:(?:a|an|the|about|around|approx(?:imately)?\.?|roughly|circa|ca\.?|c\.|say|maybe|perhaps|probably"
    r"|some|something"
    r"|like|in the|region of|area of|range of|neighbou?rhood of|order of|ballpark of|close to|nearly|almost"
    r"|to|of|is|at"
    r"|,? ?(?:i'd|i would|i'll|let's|we'd) say,?"
    r"|it|be|was|sits|stands|lies|'s|would be|total|budget|spend|spending|cost|price|us|we|i|can do"
    r"|is about|:|~|=|-)\s*)"
)
_ABLE = (
    r"(?:'d|'ll|'re| can| could| would| will| may| might| are| am| have| want| able| allowed| willing| to"
    r"| pay| spend| go| do| afford| invest| offer| give| put)"
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
            rf"(?:\bup ?to|\b(?:up )?(?:until|till?)|\bat(?: the)?(?: very)? most|\bunder|\bbelow"
            rf"|\b(?:less|lower|cheaper|smaller) than|\bwithin|\bcapped|\bcap|\bas (?:much|high) as|<=?|≤"
            rf"|\bsub-?|\btops|\bstretch(?:ed)? to|\bgo (?:up |as high )?to|\bstay within"
            rf"|\bkeep (?:it )?(?:to|under)|\bor less than"
            # "The maximum we can pay is", "maxium", "the most we could do would be".
            rf"|\b(?:max(?:i\w{{2,5}}|ed out)?\b\.?|most|ceiling|limit(?:ed)?)(?: (?:that )?(?:we|i|they)\b"
            rf"{_ABLE}*)?)\s*{HEDGE}*$"
        ),
    ),
    (
        True,
        re.compile(
            rf"(?:\bat(?: the)?(?: very)? (?:least|minimum)|\bmin(?:imum|imal)?\b\.?|\bover|\babove"
            rf"|\b(?:more|greater"
            rf"|higher|better) than"
            # "We could start with 10k" is what they would spend, "starting at 10k" the least.
            rf"|\bnorth of|\bupwards? of|\bstart(?:ing|s)? (?:at|from)|\bstart(?:ing|s) with|\bfrom|>=?|≥"
            rf"|\bexceed(?:s"
            rf"|ing)?"
            rf"|\bbeyond"
            rf"|\bin excess of|\bfloor|\bno lower than|\bwell past)\s*{HEDGE}*$"
        ),
    ),
)
_CAN = (
    r"(?!\W*\b(?:at (?:the )?(?:very )?(?:most|least)|max\w*|min\w*|or (?:more"
    r"|less))\W*[$€£₹]?\d)\s*,?\s*\(?(?:and )?(?:is |'s |would be |as |being )?(?:our |the |my "
    r"|an? )?(?:absolute |upper |hard "
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
# "50k for this, plus VAT, per year": what may stand between an amount and its period.
_BETWEEN = (
    r"(?:\s*,?\s*\(?(?:(?:\+ ?|plus |excl\w*\.? |incl\w*\.? |ex |before |after |without |net of )?"
    r"(?:vat|gst|tax(?:es)?|ht|ttc|mwst|netto|brutto|net|gross)\b\.?"
    r"(?: (?:not )?(?:excluded|included|exclusive|inclusive|extra))?\)?"
    r"|(?:for|on) (?:it|this|that|(?:the|this|our) (?:whole )?(?:project|thing|tool|platform|initiative"
    r"|solution|software|system|implementation))\b))?\s*,?\s*\(?"
)
_UNITS = (
    r"(?:(?P<month>month|mo|mth|mnth|monat|mois|mes|mês|maand|måned|månad|mese)"
    r"|(?P<year>year|yr|annum|anno|y|jahr|an|año|ano|år|jaar|12 months"
    r"|twelve months)|(?P<quarter>quarter|qtr)|(?P<week>week|wk))"
)
_PERIOD_RIGHT = re.compile(
    rf"{_BETWEEN}(?:(?:/|\b(?:per|p\.|an?|each|every|for an?|for the|for this|this|in|for|pro|par|por|al|im"
    r"|for (?:the )?(?:first|coming|next))\b)\s*(?:calendar |fiscal |financial |full |single )?"
    rf"{_UNITS}\b(?!\s*(?:/|per)\s*(?:seat|user|head))\.?"
    r"|(?:on (?:an? )?)?(?:(?P<monthly>monthly|mensuel\w*|monatlich|p[./]?\s?(?:c\.?)?m\.?(?![a-z]))"
    r"|(?P<yearly>yearly|annual(?:ly)?|annuel\w*|jährlich|p[./]?\s?a\.?(?![a-z]))|(?P<quarterly>quarterly))"
    r"(?: basis)?"
    r"|(?P<once>(?:(?:as|in) )?(?:an? )?\(?(?:one[- ]?(?:off|time|shot)|once\b(?! (?:we|the|it|i|approved)\b)"
    r"|lump sum|up[- ]?front|single payment|non-recurring)(?: payment)?))\)?"
)
# A quarter and a week are no periods of their own: four and 52 make a year.
_PERIODS: dict[str, tuple[Period, int]] = {
    "month": ("month", 1),
    "monthly": ("month", 1),
    "year": ("year", 1),
    "yearly": ("year", 1),
    "quarter": ("year", 4),
    "quarterly": ("year", 4),
    "week": ("year", 52),
    "once": ("once", 1),
}
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
# Cheap to look for: most amounts have none of these words before them.
_PERIODIC = re.compile(r"month|year|annu|quarter|one|upfront|lump")
_BOUNDING = re.compile(
    r"than|up ?to|until|till?|most|under|below|within|cap|as (?:much|high)|[<>≤≥]|sub|tops|to |max|ceiling"
    r"|limit"
    r"|least|min|over|above|north|upward|start|from|exceed|beyond|excess|floor|past"
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
        window = plain[max(0, start - 60) : start]
        for least, pattern in _LEFT if _BOUNDING.search(window) else ():
            if match := pattern.search(plain, max(0, start - 60), start):
                return least, match.start(), end
        for least, pattern in _RIGHT:
            if match := pattern.match(plain, end):
                return least, start, match.end()
    hedge = _AROUND.search(plain, max(0, start - 30), start)
    return None, hedge.start() if hedge else start, end


def period_right(plain: str, end: int) -> tuple[int, Period, int] | None:
    """Where the period behind an amount ends, its name, and how many of it that is: a quarter is 4 a year."""
    match = _PERIOD_RIGHT.match(plain, end)
    return (match.end(), *_PERIODS[match.lastgroup or "once"]) if match else None


def period_left(plain: str, start: int) -> tuple[Period | None, int]:
    """The period named before an amount ("monthly budget of 2k")."""
    window = plain[max(0, start - 50) : start]
    for pattern, period, times in _PERIOD_LEFT if _PERIODIC.search(window) else ():
        if pattern.search(plain, max(0, start - 50), start):
            return period, times
    return None, 1
