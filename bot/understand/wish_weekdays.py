"""Days by their names: "Thursday", "next Fri", "Mon-Wed", "Tuesdays", "weekend"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from itertools import islice

from bot.understand import dates
from bot.understand.dates import DAY
from bot.understand.message import Message
from bot.understand.wish_shapes import Days

WEEK = 7 * DAY
_NAMES = (
    r"mon|mondays?|mon days?|mondy|munday|monady|monda",
    r"tue|tues|tuesdays?|tuseday|teusday|tusday|tuesdy|tuesady|teus",
    r"wed|weds|wednesdays?|wensday|wendsday|wednsday|wedensday|wednesdy|wednessday|wedsnesday|wedn",
    r"thu|thur|thurs|thursdays?|thrusday|thusday|thursdy|thirsday|thurday|thrus|thrs|thursady",
    r"fri|fridays?|firday|frday|fridy|friady|frid",
    r"saturdays?|saterday|satuday|sat(?! down)",
    r"sundays?|sunady|sun",
)  # fmt: skip
_WEEKDAY = "|".join(f"(?P<d{n}>{names})" for n, names in enumerate(_NAMES))
ANY = "|".join(_NAMES)
_DAY = re.compile(
    rf"\b(?:(?P<lead>next|nxt|this(?: coming)?|coming|the following|following|every|any|each|on an?|an?) )?"
    rf"(?:{_WEEKDAY})\b(?P<week> week\b| after next\b)?(?!'(?!s\b))"
)
_ACROSS = re.compile(rf"\b(?P<a>{ANY})\s*(?P<how>-|to|thru|through|till|until|and)\s*(?P<b>{ANY})\b")
_MOST = 24
_LISTED = re.compile(r"\s*(?:or|and|/|,|&)\s*")
_WORKDAYS = re.compile(
    r"\b(?:(?:any|every|on|all) )?(?:week ?days?|(?:work(?:ing)?|business) ?days?)\b(?! ago| in)"
)
_WEEKEND = re.compile(
    r"\b(?:(?P<lead>next|this|coming|the|on the|at the|over the) )?week[- ]?end(?P<many>s?)\b"
)


def number_of(name: str) -> int | None:
    """0 for "mon", None for what names no weekday."""
    return next((n for n, names in enumerate(_NAMES) if re.fullmatch(names, name)), None)


def coming(today: date, weekday: int) -> date:
    """The next such day after today."""
    return today + ((weekday - today.weekday() - 1) % 7 + 1) * DAY


def across(message: Message, today: date) -> Iterator[Days]:
    for match in _ACROSS.finditer(message.plain):
        between = message.plain[: match.start()].endswith("between ")
        first, last = number_of(match["a"]), number_of(match["b"])
        if first is None or last is None or (match["how"] == "and" and not between):
            continue
        every = any(match[name].endswith("days") for name in "ab")
        names = frozenset((first + n) % 7 for n in range((last - first) % 7 + 1))
        start = match.start() - len("between ") * between
        yield _named(today, start, match.end(), names, every=every)


def weekends(message: Message, today: date) -> Iterator[Days]:
    for match in _WEEKEND.finditer(message.plain):
        saturday = dates.week_of(today)[0] + 5 * DAY
        if match["many"] or not match["lead"]:
            yield Days(*match.span(), (), frozenset({5, 6}))
        else:
            first = saturday + WEEK * (match["lead"] == "next")
            yield Days(*match.span(), ((first, first + 2 * DAY),))
    for match in _WORKDAYS.finditer(message.plain):
        yield Days(*match.span(), (), frozenset(range(5)))


def weekdays(message: Message, today: date) -> Iterator[Days]:
    lead, end = "", 0
    for match in islice(_DAY.finditer(message.plain), _MOST):
        number = next(n for n in range(7) if match[f"d{n}"])
        name = match[f"d{number}"]
        # "Next Wednesday or Thursday": both are next week's.
        lead = match["lead"] or (
            lead if end and _LISTED.fullmatch(message.plain[end : match.start()]) else ""
        )
        end = match.end()
        if name in {"sat", "sun"} and message.plain[: match.start()].endswith(("i ", "we ", "the ")):
            continue
        day = coming(today, number)
        if match["week"]:
            day += WEEK if match["week"] == " week" else 2 * WEEK
        elif lead in {"next", "nxt"} and day < dates.week_of(today)[1]:
            day += WEEK
        elif not lead.startswith(("this", "coming", "the", "next", "nxt", "following")):
            every = name.endswith("days") or lead in {"every", "any", "each", "a", "an", "on a", "on an"}
            yield _named(today, *match.span(), frozenset({number}), every=every)
            continue
        yield Days(*match.span(), ((day, day + DAY),))


def _named(today: date, start: int, end: int, names: frozenset[int], *, every: bool) -> Days:
    # Eight days, since on a Tuesday "Tuesday" may be today.
    periods = () if every else ((today, today + 8 * DAY),)
    return Days(start, end, periods, names, coming=not every)
