"""What stands around days: "after the 15th", "from Wednesday on", "between Monday and Thursday"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from bot.understand.dates import DAY, Period
from bot.understand.message import Message
from bot.understand.wish_shapes import Days
from bot.understand.wish_weekdays import WEEK

FAR = 366 * DAY
"""Nobody books further ahead: "from Wednesday on" ends there."""
_RELATIONS = tuple(
    (name, re.compile(rf"\b(?:{words})\s+(?:about |around |at least )?(?:the )?\Z"))
    for name, words in (
        ("between", "between|from|anytime from|any time from"),
        ("from", "(?:wait|hold off)(?: it)? (?:until|till?)(?: after)?"),
        ("by", "by|until|till?|up to|up until|no later than|not later than|not after|latest(?: by)?|through"),
        ("after", "after|past|later than|beyond|following"),
        ("before", "before|b4|prior to|ahead of|earlier than|sooner than"),
        ("from", "starting(?: from| on)?|as of|since|earliest"),
        ("from", "back(?: in the office| at work| from [a-z]+)?(?: on)?"),
    )
)
_NOT_BEFORE = re.compile(r"(?:n't|\b(?:not|nothing|cant|dont|wont|cannot|never))\b[^.,;!?\x00]{0,25}$")
_AWAY = re.compile(
    r"\b(?:away|out(?: of (?:the )?office|of town)?|ooo|busy|unavailable|not (?:available|free|here|in"
    r"|back)|off|booked"
    r"|travel\w*|on (?:holidays?|vacation|leave|pto|a trip|the road)|abroad|tied up"
    r"|swamped)\b[^.,;!?\x00]{0,20}$"
)
_BEHIND = (
    (
        "from",
        re.compile(
            r"\s*,?\s*(?:onwards?|on\b(?= *[,.?!]|\Z)|(?:or|and) (?:later|after|onwards?|beyond)"
            r"|at the earliest|earliest)\b"
        ),
    ),
    ("by", re.compile(r"\s*,?\s*(?:or (?:earlier|sooner|before)|at the (?:very )?latest|latest\b)")),
)
_THE_END = re.compile(r"(?:the )?(?:very )?end|eo[wm]")
_TO = re.compile(r"\s*(?:-|\bto\b|\btill?\b|\buntil\b|\bthrough\b|\bthru\b)\s*(?:the )?")
_AND = re.compile(r"\s*\band\b\s*(?:the )?")


def related(message: Message, found: list[Days], today: date) -> list[Days]:
    """The days in order, joined to ranges and bounded by what stands before and behind them."""
    ordered = sorted(found, key=lambda days: days.start)
    result: list[Days] = []
    number = 0
    while number < len(ordered):
        days = ordered[number]
        relation, start = _relation(message, days)
        following = ordered[number + 1] if number + 1 < len(ordered) else None
        gap = message.plain[days.end : following.start] if following else None
        spans = gap is not None and (_TO.fullmatch(gap) or (relation == "between" and _AND.fullmatch(gap)))
        if following and spans and (joined := _range(today, days, following)):
            away = bool(_AWAY.search(message.before(start)))
            result.append(replace(joined, start=start, away=away))
            number += 2
            continue
        result += _bounded(today, message, days, relation, start)
        number += 1
    return [days for days in (_ahead(today, days) for days in result) if days]


def _range(today: date, first: Days, last: Days) -> Days | None:
    begin, end = dated(today, first), dated(today, last)
    if end[1] <= begin[0] and last.coming:
        end = end[0] + WEEK, end[1] + WEEK
    return Days(first.start, last.end, ((begin[0], end[1]),)) if begin[0] < end[1] else None


def _bounded(today: date, message: Message, days: Days, relation: str, start: int) -> Iterator[Days]:
    end = days.end
    for name, pattern in _BEHIND:
        if found := pattern.match(message.plain, end):
            relation, start, end = name, min(start, days.start), found.end()
            break
    if not relation or not (days.periods or days.weekdays):
        yield days
        return
    first, last = dated(today, days)
    if relation == "before" and _THE_END.match(message.plain, days.start):
        relation = "by"
    before = message.before(start)
    period = {
        "after": (last, today + FAR),
        "from": (first, today + FAR),
        "between": (first, today + FAR),
        "before": (today, first),
        "by": (today, last),
    }[relation]
    away = bool(_AWAY.search(before)) and relation in {"by", "before", "between"}
    if away and relation == "by":
        period = today, first
    elif relation in {"before", "by"} and (no := _NOT_BEFORE.search(before)) and "later" not in no.group():
        # "Not before Monday", "I can't until Monday".
        start, period = start - len(before) + no.start(), (first, today + FAR)
    yield Days(start, end, (period,), away=away)


def dated(today: date, days: Days) -> Period:
    """From the first to the last day; of a weekday, the first to come."""
    if not days.weekdays:
        return days.periods[0][0], days.periods[-1][1]
    begin = days.periods[0][0] if days.periods and not days.coming else today + DAY
    first = min(begin + ((n - begin.weekday()) % 7) * DAY for n in days.weekdays)
    return first, first + DAY


def _ahead(today: date, days: Days) -> Days | None:
    if not days.periods:
        return days
    periods = tuple((max(first, today), last) for first, last in days.periods if max(first, today) < last)
    return replace(days, periods=periods) if periods else None


def _relation(message: Message, days: Days) -> tuple[str, int]:
    before = message.plain[max(0, days.start - 40) : days.start]
    for name, pattern in _RELATIONS:
        if found := pattern.search(before):
            return name, days.start - len(before) + found.start()
    return "", days.start
