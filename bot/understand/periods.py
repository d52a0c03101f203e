"""Words that name a longer stretch: "Q3", "early next year", "the summer", "May 2027", "week 20"."""

from __future__ import annotations

import re

from bot.understand import dates
from bot.understand.message import Message
from bot.understand.openings import Opened
from bot.understand.stretches import MONTH, MONTH_NUMBER, YEAR, Calendar, Stretch

_SEASONS = {"spring": 3, "summer": 6, "autumn": 9, "fall": 9, "winter": 12}
_ORDINALS = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "fourth": 4,
    "4th": 4,
    "last": 4,
    "final": 4,
    "latter": 2,
}
_MONTH_YEAR = re.compile(r"(?<![\d./-])(?P<m>0?[1-9]|1[0-2])[/.](?P<y>20\d\d)(?!\d)")
_MONTH_ONLY = re.compile(
    rf"(?<![a-z])(?:(?P<lead>next|this|coming|last"
    rf"|past) )?(?P<month>{MONTH})(?!')(?:-(?=20\d\d))?{YEAR}"
)
_QUARTER = Opened(
    rf"\b(?:(?P<lead>next|this|last|calendar|fiscal) )?(?:(?P<lead_year>20\d\d"
    rf"|fy ?'?\d\d)[ -]?)?(?:q ?(?P<n>[1-4])(?: ?-?ish)?"
    r"|quarter (?:no\.? ?)?(?P<n3>[1-4])(?! (?:months|weeks|people))"
    rf"|(?P<n2>[1-4])q"
    rf"|(?P<word>first|second|third|fourth|1st|2nd|3rd|4th|last"
    rf"|final) quarter)(?:[/-](?P<slash>2\d)(?!\d))?{YEAR}\b"
)
_HALF = Opened(
    rf"\b(?:(?P<lead_year>20\d\d)[ -]?)?(?:h(?P<n>[12])|(?P<n2>[12])h(?=[ /-]?'?2\d|\W*\Z)|(?P<word>first"
    rf"|second|1st|2nd"
    rf"|latter) half(?= (?:of |in )?(?:the |this |next |20)?(?:year|20\d\d|\d\d)"
    rf"|[ ,.]*\Z))(?:[/-]?(?P<slash>2\d)(?!\d))?(?: of (?:the|this) year)?{YEAR}\b"
)
_SEASON = Opened(
    rf"\b(?:(?P<lead>next|this|coming|last|past) )?(?P<season>spring|summer|autumn|fall"
    rf"|winter)\b(?! (?:in love|back|short|behind|apart|framework|boot)){YEAR}"
)
_RELATIVE = Opened(
    r"\b(?:(?P<lead>next to next|next|nxt|this coming|the upcoming|upcoming|this|the coming|coming"
    r"|the following|following"
    r"|the current|current|the|our|this current) )?"
    r"(?:calendar |fiscal |financial |business )?(?P<unit>week|wk|month|mth|quarter|qtr|year|yr"
    r"|fy)(?! on year"
    r"|s)(?P<after> after next)?(?P<ornext> or (?:the )?(?:next(?: one)?|one after))?\b"
)
_YEAR_ONLY = re.compile(r"(?<![\d.,$€£/-])(?:fy ?)?(?P<y>20[2-4]\d)(?![\d%k]|[.,-]\d)|\bfy ?'?(?P<fy>2\d)\b")
_WEEK_NUMBER = Opened(
    r"\b(?:calendar week|cw|kw|week) ?(?:no\.? ?|#)?(?P<n>\d{1,2})\b(?! (?:weeks|months|people))"
)


_WILL_DO = re.compile(r" (?:is|would be|works|suits|will do)\b")
_UNITS = {"wk": "week", "mth": "month", "qtr": "quarter", "yr": "year", "fy": "year"}
_NEXT = {"next", "next to next", "nxt", "coming", "this coming", "upcoming", "following"}
# "April signs it", "June Carter": a person, unless a word for time stands before.
_NAMES = {"april", "may", "june", "august", "jan"}
_PERSON_BEFORE = re.compile(
    r"\b(?:name(?:'s| is)?|i'm|i am|this is|called|ask|hi|hello|dear|regards|thanks|best|cheers|with)[\s,]*\Z"
)
_PERSON_BEHIND = re.compile(
    r"\s+(?:from|in) (?:finance|accounting|sales|marketing|it|hr|legal|procurement|operations)\b"
    r"|\s+(?:signs?|decides?|approves?|is (?:our|my|the|a)|has to (?:sign|approve|agree)|will (?:sign|decide"
    r"|approve)|and i)\b"
)
_SURNAME = re.compile(r" [A-Z][a-z]+")
_TIME_BEFORE = re.compile(
    r"\b(?:in|by|until|till|before|of|from|to|or|and|since|after|for|early|mid|late|end|start|around|about"
    r"|next|this"
    r"|about|maybe|probably|mid|beginning|end)[- ]\Z"
)


def _somebody(message: Message, match: re.Match[str]) -> bool:
    before = message.plain[: match.start()][-20:]
    if _PERSON_BEFORE.search(before) or _PERSON_BEHIND.match(message.plain, match.end()):
        return not before.endswith(("in ", "by ", "until "))
    surname = _SURNAME.match(message.cased, match.end("month"))
    named = surname and message.cased[match.start("month")].isupper()
    return bool(named and not _TIME_BEFORE.search(before))


def _month_year(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    return calendar.span(match, dates.months(int(match["y"]), int(match["m"]), 1), "month", fixed=True)


def _month_only(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    named = match["month"].rstrip(".")
    if named in _NAMES and _somebody(message, match):
        return None
    # "May I ask", "march on": these are months only beside a year or a word for time.
    typed = message.cased[match.start("month") : match.end("month")]
    clear = named not in {"may", "march", "mar", "sep", "jan", "dec"} or (
        named != "may" and typed[0].isupper()
    )
    return calendar.months(
        match, MONTH_NUMBER[named], 1, "month", clear=clear or calendar.year_named(match) is not None
    )


def _quarter(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    if match["word"] == "last" and not calendar.year_named(match):
        return None
    number = int(match["n"] or match["n2"] or match["n3"] or _ORDINALS[match["word"]])
    return calendar.months(match, 3 * number - 2, 3, "quarter")


def _half(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    if match["n2"] and message.cased[match.end("n2")] != "H":
        return None  # "2h" are hours
    number = int(match["n"] or match["n2"] or _ORDINALS[match["word"]])
    return calendar.months(match, 6 * number - 5, 6, "half")


def _season(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    return calendar.months(
        match, _SEASONS[match["season"]], 3, "season", clear=match["season"] not in {"fall", "spring"}
    )


def _relative(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    unit = _UNITS.get(match["unit"], match["unit"])
    lead = (match["lead"] or "").replace("the ", "")
    ahead = 2 if match["after"] or lead == "next to next" else int(lead in _NEXT)
    period = dates.ahead(calendar.today, unit, ahead)
    if match["ornext"]:
        period = period[0], dates.ahead(calendar.today, unit, ahead + 1)[1]
    stretch = calendar.span(match, period, unit, fixed=unit == "year")  # type: ignore[arg-type]
    whole = bool(match["after"]) or lead in _NEXT | {"this", "current", "this current"}
    return (
        stretch if whole else Stretch(*match.span(), stretch.first, stretch.last, stretch.grain, whole=False)
    )


def _year_only(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    number = int(match["y"]) if match["y"] else 2000 + int(match["fy"])
    return (
        calendar.span(
            match,
            dates.year(number),
            "year",
            clear=bool(_WILL_DO.match(message.plain, match.end())),
            fixed=True,
        )
        if number >= calendar.today.year
        else None
    )


def _week_number(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    week = dates.week_number(int(match["n"]), calendar.today)
    return calendar.span(match, week, "week") if week else None


READERS = (
    (_MONTH_YEAR, _month_year),
    (_QUARTER, _quarter),
    (_HALF, _half),
    (_MONTH_ONLY, _month_only),
    (_SEASON, _season),
    (_WEEK_NUMBER, _week_number),
    (_RELATIVE, _relative),
)
LOOSE_READERS = ((_YEAR_ONLY, _year_only),)
WITH_DIGITS = {_MONTH_YEAR, _YEAR_ONLY}
WITH_MONTH = {_MONTH_ONLY}
# What stands in every text that the pattern matches.
HINTS = {
    _MONTH_YEAR: ("/20", ".20"),
    _QUARTER: ("q",),
    _HALF: ("half", "h1", "h2", "1h", "2h"),
    _YEAR_ONLY: ("20", "fy"),
}
