"""Deadlines in a message: stretches of the calendar with "by", "before", "early"; ranges; "in 6 weeks"."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.understand import calendar_words, dates, durations
from bot.understand.dates import DAY
from bot.understand.durations import When
from bot.understand.message import Message
from bot.understand.openings import Opened
from bot.understand.stretches import Calendar, Stretch

_PART = re.compile(
    r"(?:(?P<early>early|(?:the )?first (?:part|third) (?:of|in))|(?P<start>(?:the )?(?:very )?(?:beginning"
    r"|begin"
    r"|start|starting|starts) of)|(?P<mid>mid(?:dle)?(?: of)?|halfway through)"
    r"|(?P<late>late|later|(?:the )?last third of)|(?P<end>(?:the )?(?:very |late )?end(?: of)?)"
    r"|(?P<half1>(?:the )?first half of)"
    r"|(?P<half2>(?:the )?(?:second|latter) half of)|(?P<week1>(?:the )?(?:first|1st) week (?:of|in))"
    r"|(?P<week2>(?:the )?(?:second|2nd) week (?:of|in))|(?P<week3>(?:the )?(?:third|3rd) week (?:of|in))"
    r"|(?P<week9>(?:the )?last week (?:of|in)))[ -]*(?:in )?(?:the )?$"
)
_REL = (
    (
        "from",
        re.compile(
            r"(?:\b(?:can)?not|n't|\bnothing|\bnobody|\bnone|\bnever|\bno)\b(?! wait)[^.,;!?]{0,30}?"
            r"\b(?P<word>before|b4|until|till|prior to|earlier than|sooner than)\s+(?:the )?$"
        ),
    ),
    (
        "not",
        re.compile(
            r"(?:\binstead of|\brather than|\b(?:can)?not|n't)(?: (?:happen(?:ing)?|be|start(?:ing)?|in"
            r"|during|for|going to|possible|feasible"
            r"|buy(?:ing)?|do|doing|it|this|anything|need|much|really|likely))*\s+(?:the )?$"
        ),
    ),
    (
        "by",
        re.compile(
            r"(?:\bno later than|\bnot later than|\bnot after|\bn't (?:be )?(?:after|past|later than)"
            r"|\b(?:at the )?latest(?: by| in| on| is)?|\bon or before|\bby or before)\s+(?:the )?$"
        ),
    ),
    (
        "before",
        re.compile(
            r"\b(?:before|b4|by the time(?: that)?|prior to|ahead of|earlier than|sooner than|in advance of"
            r"|pre-?)\s*(?:the |we (?:hit"
            r"|reach) )?$"
        ),
    ),
    ("after", re.compile(r"\b(?:after|past|following|later than|beyond|not in|n't in|post-?)\s*(?:the )?$")),
    (
        "by",
        re.compile(
            r"\b(?:by(?: around| about| roughly)?|until|till|til|due(?: by| on| in| is|:)?"
            r"|dead ?line(?:'s| is"
            r"| of|:| would be)?(?: in| on| by| for)?|through|up to|up until|d-day)\s+(?:the )?$"
        ),
    ),
    (
        "from",
        re.compile(
            r"\b(?:from|starting(?: in| on| from| with)?|beginning(?: in| on)|as of|as from|earliest(?: in"
            r"| is)?|at the earliest(?: in)?|onwards from|once we(?:'re| are) in)\s+(?:the )?$"
        ),
    ),
    (
        "in",
        re.compile(
            r"\b(?:in|on|during|for|around|about|at|within|over|throughout|sometime in|some time in"
            r"|target(?:ing|ed)?(?: is|:)?|aim(?:ing)?(?: for)?|planned|planning"
            r"|schedul\w+|eta:?|towards?|live|launch(?:ing)?(?: in)?|go[- ]live(?: in| is|:)?|between|this"
            r"|ready|probably|maybe|timeline(?: is|:)|when)\s*:?\s+(?:around |about |the )?$"
        ),
    ),
)
_SKIP = re.compile(r"\b(?:since|last|past|ago|back in|until last|end of last|early last)\s+(?:the )?$")
_RIGHT = (
    (
        "by",
        re.compile(
            r"\s*,?\s*(?:at the (?:very )?latest|latest|or (?:earlier|sooner|before)|deadline|tops)\b"
        ),
    ),
    (
        "from",
        re.compile(
            r"\s*,?\s*(?:at the (?:very )?earliest|earliest|or later|onwards?|and (?:after|later|beyond)"
            r"|or after)\b"
        ),
    ),
)
_JOIN = re.compile(
    r"\s*(?:-|/|,?\s?\b(?:to|and|or|until|till|through)\b(?: (?:even|maybe|possibly"
    r"|perhaps))?(?: in)?)\s*"
)
# "Before the quarter ends", "by April end": the words behind say that its end is meant.
_END_BEHIND = re.compile(r"[ -]end(?:ing)?\b(?! of)|(?P<verb> (?:is|are) (?:over|out|up)| ends| closes)\b")
_UNTIL = re.compile(
    r"\b(?:before|b4|by(?: the time)?|until|till|when|after|once|as soon as) (?:the |this )?\Z"
)
# "We freeze all systems from 1 November, so it has to be in before then."
_THEN = re.compile(
    r"(?P<relation>before|b4|by|until|till) (?:then|that|(?:this|that) (?:date|day|time|point))\b(?! (?:we|i"
    r"|the)\b)"
)
# Sales "of this month", "every month-end": whose period it is, or how often.
_RECURRING = re.compile(r"\b(?:every|each|per)\s+\Z")
ASAP = Opened(
    r"\b(?:a\.?s\.?a\.?p\b\.?|as (?:soon|quick|quickly|fast|early) as (?:possible|we can|you can|can be"
    r"|feasible"
    r"|humanly possible|practical)|right away|right (?:now|this (?:minute|second|instant|moment))"
    r"|straight ?away"
    r"|immediate(?:ly)?|urgent(?:ly)?|at once|instantly|(?:the )?(?:sooner|faster|quicker"
    r"|earlier)(?:,)? the better|yesterday|without delay|no time to lose|pronto|soonest"
    r"|(?:at )?(?:the )?earliest possible|at the earliest(?=\W*\Z)|stat|now"
    r"|first thing|top priority|time[- ]critical|in a (?:real )?(?:hurry|rush)|tonight|today)\b"
)


def find(message: Message, today: date, *, month_first: bool = False) -> list[When]:
    """Every deadline or period that the message names, in order."""
    calendar = Calendar(today, month_first=month_first)
    spoken = list(durations.find(message, today))
    rest = message.without((when.start, when.end) for when in spoken)
    placed = [_placed(rest.plain, stretch) for stretch in calendar_words.find(calendar, rest)]
    stretches = _joined(rest.plain, placed)
    anchored = _anchored(rest.plain, stretches)
    found = [*spoken, *filter(None, (_deadline(rest.plain, part) for part in stretches))]
    return sorted(
        (
            replace(when, first=None, last=anchored[when.end]) if when.end in anchored else when
            for when in found
            if _ahead(when, today)
        ),
        key=lambda when: when.start,
    )


def _ahead(when: When, today: date) -> bool:
    if when.last is not None:
        return when.last > today and (when.first is None or when.first < when.last)
    return when.first is not None and when.first > today


@dataclass(frozen=True)
class _Placed:
    """A stretch with the "early" or "end of" before it; `edge` when only its last day is meant."""

    start: int
    end: int
    stretch: Stretch
    edge: bool = False
    opening: bool = False
    ranged: bool = False


def _placed(plain: str, stretch: Stretch) -> _Placed:
    match = _PART.search(plain, max(0, stretch.start - 30), stretch.start)
    if not match:
        behind = None if stretch.edge else _END_BEHIND.match(plain, stretch.end)
        if behind and (not behind["verb"] or _UNTIL.search(plain[: stretch.start])):
            return _Placed(stretch.start, behind.end(), replace(stretch, whole=True), edge=True)
        return _Placed(stretch.start, stretch.end, stretch, stretch.edge)
    first, last = stretch.first, stretch.last
    edge, name = False, match.lastgroup
    if name in {"early", "start"}:
        first, last = dates.third((first, last), "early", stretch.grain)
    elif name == "mid":
        first, last = dates.third((first, last), "mid", stretch.grain)
    elif name == "late":
        first, last = dates.third((first, last), "late", stretch.grain)
    elif name == "end":
        # "Between the end of March and May": as a range's start, its last third.
        first, edge = dates.third((first, last), "late", stretch.grain)[0], True
    elif name in {"half1", "half2"}:
        days = (last - first).days
        middle = dates.add_months(first, round(days / 61)) if days > 40 else first + timedelta(days=days // 2)
        first, last = (first, middle) if name == "half1" else (middle, last)
    else:
        week = {"week1": first, "week2": first + 7 * DAY, "week3": first + 14 * DAY}
        first = week.get(name or "", last - 7 * DAY)
        last = first + 7 * DAY
    stretch = replace(stretch, first=first, last=last, whole=True, clear=True)
    return _Placed(match.start(), stretch.end, stretch, edge, name == "start")


def _joined(plain: str, found: list[_Placed]) -> list[_Placed]:
    """Ranges: "between March and May", "Q2/Q3", "this year or next"."""
    joined: list[_Placed] = []
    for right in found:
        left = joined[-1] if joined else None
        if left and _JOIN.fullmatch(plain, left.end, right.start) and (pair := _pair(plain, left, right)):
            joined[-1] = pair
        else:
            joined.append(right)
    return joined


def _pair(plain: str, left: _Placed, right: _Placed) -> _Placed | None:
    gap = plain[left.end : right.start]
    if "and" in gap and not re.search(
        r"\bbetween\b[^.;!?]{0,20}$", plain[max(0, left.start - 25) : left.start]
    ):
        return None
    if not right.stretch.whole and left.stretch.grain != right.stretch.grain:
        return None
    first, last = left.stretch.first, right.stretch.last
    if right.stretch.fixed and not left.stretch.fixed:
        while first > right.stretch.first or last - first > timedelta(days=366):
            first = dates.add_months(first, 12 if last - first > timedelta(days=366) else -12)
    elif last <= first and not right.stretch.fixed:
        last = dates.add_months(last, 12)
    if first >= last:
        return None
    return _Placed(
        left.start,
        right.end,
        replace(left.stretch, first=first, last=last, end=right.end, clear=True, whole=True),
        ranged=True,
    )


_SUBJECT = re.compile(r"(?:no|none|nothing|nobody)\b")


def _deadline(plain: str, part: _Placed) -> When | None:
    stretch, (start, end) = part.stretch, (part.start, part.end)
    if stretch.past or _SKIP.search(plain, max(0, start - 25), start):
        return None
    if _RECURRING.search(plain, max(0, start - 8), start):
        return None
    relation = ""
    for name, pattern in _REL:
        if match := pattern.search(plain, max(0, start - 55), start):
            relation, start = name, match.start()
            if match.lastgroup and _SUBJECT.match(plain, start):
                # "No budget until April": the budget is another fact's.
                start = match.start("word")
            break
    if relation in {"", "in", "not"} and plain.startswith("'s", end):
        return None
    if relation in {"", "in"}:
        for name, pattern in _RIGHT:
            if match := pattern.match(plain, end):
                relation, end = name, match.end()
                break
    if not stretch.whole:
        return None
    if part.ranged and relation == "from":
        relation = "in"
    clear = stretch.clear or relation != ""
    loose = stretch.grain == "day" and not stretch.clear and relation in {"", "in"}
    first, last = _dates(relation, part)
    return When(
        start if relation not in {"", "in"} else part.start,
        end,
        first,
        last,
        clear,
        negated=relation == "not",
        loose=loose,
    )


def _anchored(plain: str, stretches: list[_Placed]) -> dict[int, date]:
    """The dates of stretches that a later "by then" or "before that date" turns into the deadline."""
    found: dict[int, date] = {}
    for match in _THEN.finditer(plain) if "th" in plain else ():
        earlier = [part for part in stretches if part.end <= match.start()]
        if earlier:
            part = earlier[-1]
            before = match["relation"] in {"before", "b4"} and not part.edge
            found[part.end] = part.stretch.first if before else part.stretch.last
    return found


def _dates(relation: str, part: _Placed) -> tuple[date | None, date | None]:
    first, last = part.stretch.first, part.stretch.last
    if relation == "before":
        return None, last if part.edge else first
    if relation == "by":
        return None, first + DAY if part.opening else last
    if relation in {"after", "not"}:
        return last, None
    if relation == "from":
        return first, None
    point = part.edge or (part.stretch.grain == "day" and not part.ranged)
    return (None, last) if point else (first, last)
