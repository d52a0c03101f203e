"""Words that name a day: "15 March", "3/4/2026", "Friday", "Christmas"."""

from __future__ import annotations

import re
from datetime import date, timedelta

from bot.understand import dates
from bot.understand.dates import DAY
from bot.understand.message import Message
from bot.understand.openings import Opened
from bot.understand.stretches import MONTH, YEAR, Calendar, Stretch, month_number

_WEEKDAYS = [
    "mon(?:day)?",
    "tue(?:s|sday)?",
    "wed(?:nesday)?",
    "thu(?:r|rs|rsday)?",
    "fri(?:day)?",
    "saturday",
    "sunday",
]
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?"
_ISO = re.compile(r"(?<![\d-])(?P<y>20\d\d)[-/.](?P<m>\d{1,2})(?:[-/.](?P<d>\d{1,2}))?(?![\d-])")
# These begin with a digit, and look behind it, so that the search skips to the digits.
_NUMERIC = re.compile(
    r"(?P<a>\d(?<![\d.,/-]\d)\d?)(?P<sep>[./-])(?P<b>\d{1,2})(?P=sep)(?P<y>20\d\d|\d\d)(?![\d])"
)
_SHORT = re.compile(
    r"(?P<a>\d(?<![\d.,/$€£-]\d)\d?)(?:(?P<sep>/)(?P<b>\d{1,2})|\.(?P<dotted>\d{1,2})\.)(?![\d/%k]|\.\d"
    r"| of\b)"
)
_DAYS_MONTH = re.compile(
    rf"(?<![\d.,]){_DAY}\s*(?:-|to|until|and|or)\s*(?:the )?(?P<until>\d{{1,2}})(?:st|nd|rd"
    rf"|th)?\.? (?:of )?(?P<month>{MONTH}){YEAR}"
    rf"|\b(?P<month2>{MONTH}) (?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s*(?:-|to"
    rf"|until)\s*(?P<until2>\d{{1,2}})(?:st|nd|rd|th)?(?![\d%k])"
)
_DAY_MONTH = Opened(rf"(?<![\w.,]){_DAY}\.?[ -]?(?:of )?(?P<month>{MONTH}){YEAR}")
_MONTH_DAY = Opened(
    rf"\b(?P<month>{MONTH}) (?:the )?{_DAY}(?![\d%k-]|(?:[.,]\d)|\s*(?:k|people|users|months"
    rf"|weeks)\b){YEAR}"
)
_ENDS = Opened(
    r"\b(?:(?:(?P<lead>next|this) )?(?P<unit>year|month|quarter|week)(?:'?s)?[- ]end|eo(?P<letter>[ymqw]))\b"
)
_DAY_OF_NEXT = Opened(
    r"\b(?P<d>\d{1,2})(?:st|nd|rd|th) (?:day )?of (?P<lead>the next|next|the following|the coming|the"
    r"|this) month\b"
)
_WEEKDAY = Opened(rf"\b(?:(?P<lead>next|this|coming) )?(?P<name>{'|'.join(_WEEKDAYS)})\b")
_NEAR = Opened(r"\b(?P<word>today|tonight|tom?m?or?row|tmrw|(?P<after>the day after tom?m?or?row))\b")
_THE_DAY = re.compile(r"(?P<d>\d\d?)(?:st|nd|rd|th)\b(?! (?:of|quarter|half|floor|time|year|month|week))")
# Feasts of the moon have no short rule; the dates are those of the Indian and the Chinese calendars.
_MOON = {
    "diwali": {
        2026: date(2026, 11, 8),
        2027: date(2027, 10, 29),
        2028: date(2028, 10, 17),
        2029: date(2029, 11, 5),
        2030: date(2030, 10, 26),
    },
    "lunar": {
        2026: date(2026, 2, 17),
        2027: date(2027, 2, 6),
        2028: date(2028, 1, 26),
        2029: date(2029, 2, 13),
        2030: date(2030, 2, 3),
    },
}
_FEAST = Opened(
    r"\b(?:(?P<xmaseve>(?:christmas|xmas) eve)|(?P<boxing>boxing day)|(?P<xmas>christmas|xmas|x-mas)"
    r"|(?P<goodfri>good friday)|(?P<eastermon>easter monday)|(?P<labor>labou?r day)"
    r"|(?P<memorial>memorial day)|(?P<cyber>cyber monday)|(?P<valentine>valentine'?s(?: day)?)"
    r"|(?P<diwali>diwali|deepavali)|(?P<lunar>(?:chinese|lunar) new year|spring festival)"
    r"|(?P<eve>new year's eve)"
    r"|(?P<newyear>(?:the )?new years?(?:'s)?(?: day)?)"
    r"|(?P<easter>easter)|(?P<thanks>thanksgiving)|(?P<black>black friday)|(?P<halloween>halloween))\b"
)


def _iso(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    month = int(match["m"])
    if not match["d"]:
        return (
            calendar.span(match, dates.months(int(match["y"]), month, 1), "month", fixed=True)
            if 1 <= month <= 12
            else None
        )
    return calendar.day(match, int(match["y"]), month, int(match["d"]))


def _numeric(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    groups = match.groupdict()
    day, month = int(match["a"]), int(groups.get("dotted") or match["b"])
    if month > 12 or (calendar.month_first and match["sep"] not in {".", None} and day <= 12):
        day, month = month, day
    year = groups.get("y")
    # "3/5" may be a share: a short date needs "by", "on" or the question before it counts.
    return calendar.day(match, int(year) % 100 + 2000 if year else None, month, day, clear=year is not None)


def _days_month(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    month = month_number(match["month"] or match["month2"])
    year = calendar.year_named(match)
    until = calendar.day(match, year, month, int(match["until"] or match["until2"]))
    if not until:
        return None
    first = calendar.day(match, until.first.year, month, int(match["day"] or match["day2"]))
    if not first or first.first > until.first:
        return None
    return calendar.span(match, (first.first, until.last), "week", fixed=True)


def _day_month(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    return calendar.day(match, calendar.year_named(match), month_number(match["month"]), int(match["day"]))


def _ends(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    unit = match["unit"] or {"y": "year", "m": "month", "q": "quarter", "w": "week"}[match["letter"]]
    last = dates.ahead(calendar.today, unit, int(match["lead"] == "next"))[1]
    return Stretch(*match.span(), last - DAY, last, "day", edge=True)


def _day_of_next(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    ahead = int(match["lead"] not in {"the", "this"})
    month = dates.ahead(calendar.today, "month", ahead)[0]
    return calendar.day(match, month.year, month.month, int(match["d"]))


def _weekday(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    number = next(n for n, name in enumerate(_WEEKDAYS) if re.fullmatch(name, match["name"]))
    ahead = (number - calendar.today.weekday() - 1) % 7 + 1
    if match["lead"] == "next" and ahead + calendar.today.weekday() < 7:
        ahead += 7
    first = calendar.today + timedelta(days=ahead)
    return calendar.span(match, (first, first + DAY), "day", clear=False)


def _near(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    ahead = 2 if match["after"] else 0 if match["word"] in {"today", "tonight"} else 1
    first = calendar.today + timedelta(days=ahead)
    return calendar.span(match, (first, first + DAY), "day", clear=False)


def _the_day(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    if not message.plain[: match.start()].endswith(("the ", "by ", "till ", "until ", "before ")):
        return None
    for ahead in (0, 1, 2):
        month = dates.add_months(calendar.today.replace(day=1), ahead)
        stretch = calendar.day(match, month.year, month.month, int(match["d"]), clear=False)
        if stretch and stretch.first >= calendar.today:
            return stretch
    return None


def _feast(calendar: Calendar, match: re.Match[str], message: Message) -> Stretch | None:
    if match["newyear"] and message.plain[: match.start()].endswith(("in ", "into ")):
        # "In the new year" is no day.
        return calendar.span(match, dates.year(calendar.today.year + 1), "year", fixed=True)
    for year in (calendar.today.year, calendar.today.year + 1):
        first = _feast_day(match.lastgroup or "xmas", year)
        if first and first >= calendar.today:
            return calendar.span(match, (first, first + DAY), "day", clear=False)
    return None


def _feast_day(name: str, year: int) -> date | None:
    """The day of that feast in that year, None for a feast of the moon beyond the table."""
    if name in _MOON:
        return _MOON[name].get(year)
    november, easter = date(year, 11, 1), dates.easter(year)
    thursday = november + timedelta(days=(3 - november.weekday()) % 7 + 21)
    return {
        "xmas": date(year, 12, 25),
        "xmaseve": date(year, 12, 24),
        "boxing": date(year, 12, 26),
        "eve": date(year, 12, 31),
        "newyear": date(year + 1, 1, 1),
        "valentine": date(year, 2, 14),
        "easter": easter,
        "goodfri": easter - 2 * DAY,
        "eastermon": easter + DAY,
        "labor": date(year, 9, 1) + timedelta(days=-date(year, 9, 1).weekday() % 7),
        "memorial": date(year, 5, 31) - timedelta(days=date(year, 5, 31).weekday()),
        "thanks": thursday,
        "black": thursday + DAY,
        "cyber": thursday + 4 * DAY,
        "halloween": date(year, 10, 31),
    }[name]


# In this order: a longer reading before the part of it that another pattern finds.
READERS = (
    (_ISO, _iso),
    (_NUMERIC, _numeric),
    (_DAYS_MONTH, _days_month),
    (_DAY_MONTH, _day_month),
    (_MONTH_DAY, _day_month),
    (_ENDS, _ends),
    (_DAY_OF_NEXT, _day_of_next),
    (_FEAST, _feast),
)
LOOSE_READERS = ((_THE_DAY, _the_day), (_WEEKDAY, _weekday), (_NEAR, _near), (_SHORT, _numeric))
WITH_DIGITS = {_ISO, _NUMERIC, _DAYS_MONTH, _THE_DAY, _SHORT}
WITH_MONTH = {_DAYS_MONTH, _DAY_MONTH}
# What stands in every text that the pattern matches.
HINTS = {_ISO: ("20",)}
