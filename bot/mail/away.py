"""Until when somebody says that they are away: dates in seven languages, found after words like "until"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from babel import Locale

LANGUAGES = ("en", "de", "fr", "es", "it", "nl", "pt")
LONGEST = 4_000
"""Characters that are looked at."""

FURTHEST = timedelta(days=120)

UNTIL = (
    r"until|till|til|through|thru|up to|back (?:on|by)|back in (?:the )?office (?:on)?|return(?:ing)? (?:on|"
    r"by)?|"
    r"bis(?: einschlie(?:ß|ss)lich| einschl\.?| inkl(?:usive|\.)?| zum| und mit)*|jusqu['’]?(?:au|à)|"
    r"de retour (?:le|au)|hasta|fino al?(?:l['’])?|sino al?(?:l['’])?|tot(?: en met)?|t/m|até(?: ao| a| o)?"
)
RANGE = r"to|and|and including|au|al|a|e|et|y|-|–|—|bis|tot|ao"
ON = (
    r"on|from|as of|starting|by|am|ab(?: dem)?|vom|den|le|à partir du|dès le|du|el|(?:a partir )?del?|il|"
    r"(?:a partire )?dal?|"
    r"op|vanaf|em|no|a partir de|a"
)
BACK = re.compile(
    r"\b(?:back|return\w*|again|wieder|zurück\w*|retour|reviens|reviendrai|reprend\w*|nouveau|vuelv\w*|"
    r"volver\w*|regres\w*|"
    r"vuelta|nuevo|rientr\w*|ritorn\w*|torn\w*|nuovo|nuovamente|terug|weer|volt\w*|retorn\w*|novamente)\b"
)
CLAUSE = re.compile(r"[.;!?,](?:\s|$)|\b(?:and|und|et|y|ed?|en|but|aber|mais|pero|ma|maar|mas)\b")
FILLERS = (
    r"(?:(?:the|and|including|einschließlich|inklusive|zum|dem|den|le|el|il|l['’]|día|dia|giorno|y|con|incl\.?|"
    r"compris|o|a|de|op|next|coming|kommenden|nächsten|prochain|próximo|prossimo|aanstaande)[ ,]+){0,3}"
)
TIME_AFTER = re.compile(r"\s?(?:uhr|h\b|hrs|am\b|pm\b|a\.m|p\.m|:\d)")


@cache
def _months() -> dict[str, int]:
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for kind in ("format", "stand-alone"):
            for width in ("wide", "abbreviated"):
                for number, name in Locale(language).months[kind][width].items():
                    found.setdefault(name.lower().rstrip("."), number)
    return found | {"jänner": 1, "mrz": 3, "sept": 9, "feber": 2}


@cache
def _weekdays() -> dict[str, int]:
    """Names in full, and what stands for them before a date; Monday is 0."""
    found: dict[str, int] = {}
    for language in LANGUAGES:
        for width in ("wide", "abbreviated"):
            for number, name in Locale(language).days["format"][width].items():
                found.setdefault(name.lower().rstrip("."), number)
    return found


def _any_of(names: dict[str, int]) -> str:
    return "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))


@cache
def _dates() -> re.Pattern[str]:
    month = f"(?:{_any_of(_months())})"
    return re.compile(
        r"(?<![\w./-])(?:(?P<iso>20\d\d-\d\d-\d\d)"
        rf"|(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|re|e|º|°|ª)?\.?[ -]?(?:of |de |di |d['’])?(?P<m>{month})\b\.?"
        r"(?:,?[ -]?(?:de |del )?(?P<y>20\d\d))?"
        rf"|(?P<m2>{month})\.? (?:the )?(?P<d2>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y2>20\d\d))?"
        r"|(?P<n1>\d{1,2})(?P<sep>[./-]) ?(?P<n2>\d{1,2})(?:(?P=sep) ?(?P<y3>20\d\d|\d\d))?)(?![\d])"
    )


@cache
def _before() -> tuple[re.Pattern[str], ...]:
    """What may stand right before a date: "until", the "to" of a range, or a plain "on"."""
    day = rf"{FILLERS}(?:(?:{_any_of(_weekdays())})(?:\b|(?<=\.))\.?,?\s?)?{FILLERS}$"
    return tuple(re.compile(rf"(?:^|[\s(\d.])(?:{words})[: ]*\s?{day}") for words in (UNTIL, RANGE, ON))


def away_until(text: str, *, today: date) -> date | None:
    """The first day that stands for the end of an absence: today or later, and within 120 days; else None.

    A date without a year is the next one of its name. A month and a day that may be either (5/1) is the
    sooner day: too early a mail gets another answer, and then waits again.
    """
    words = " ".join(text[:LONGEST].lower().split())
    for found in _dates().finditer(words):
        if not TIME_AFTER.match(words, found.end()) and _ends_absence(words, found.start(), found.end()):
            near = [day for day in _days(found, today) if today <= day <= today + FURTHEST]
            if near:
                return min(near)
    return _until_weekday(words, today)


def _ends_absence(words: str, start: int, end: int) -> bool:
    before = words[max(0, start - 60) : start]
    until, range_to, on = _before()
    if until.search(before):
        return True
    if (to := range_to.search(before)) and re.search(r"\d", before[: to.start() + 1]):
        return True
    plain = on.search(before)
    if plain is None:
        return False
    clause = CLAUSE.split(before[: plain.start() + 1])[-1]
    return bool(BACK.search(clause) or BACK.search(CLAUSE.split(words[end : end + 35])[0]))


def _days(found: re.Match[str], today: date) -> Iterator[date]:
    """What the date may mean."""
    part = found.groupdict()
    if part["iso"]:
        yield from _day(part["iso"][8:], int(part["iso"][5:7]), part["iso"][:4], today)
    elif part["m"]:
        yield from _day(part["d"], _months()[part["m"]], part["y"], today)
    elif part["m2"]:
        yield from _day(part["d2"], _months()[part["m2"]], part["y2"], today)
    else:
        yield from _day(part["n1"], int(part["n2"]), part["y3"], today)
        if part["sep"] == "/":
            yield from _day(part["n2"], int(part["n1"]), part["y3"], today)


def _day(day: str, month: int, year: str | None, today: date) -> Iterator[date]:
    years = [int(year) + (2000 if len(year) == 2 else 0)] if year else [today.year, today.year + 1]
    for number in years:
        try:
            that = date(number, month, int(day))
        except ValueError:
            continue
        if year or that >= today:
            yield that
            return


def _until_weekday(words: str, today: date) -> date | None:
    """The "until Monday" of somebody who is away for days."""
    names = {name: number for name, number in _weekdays().items() if len(name) > 4}
    found = re.search(
        rf"\b(?:{UNTIL}) (?:{FILLERS})(?:next |kommenden |nächsten )?({_any_of(names)})\b", words
    )
    if not found:
        return None
    ahead = (names[found.group(1)] - today.weekday()) % 7 or 7
    return today + timedelta(days=ahead)
