"""When a visitor wants to meet: "Tue 2pm or Wed morning, but not before 10 my time", as days and hours.

A wish is what fits and what does not. Days are dates of the clock that the wish is on (`Wish.zone_for`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from bot.understand import wish_bounds, wish_moments, wish_parts, wish_times, wish_zones
from bot.understand.message import Message, Span, read
from bot.understand.when import ASAP
from bot.understand.wish_days import DayReader
from bot.understand.wish_options import options, refusals
from bot.understand.wish_shapes import Clock, Days, Order, Piece, Wish
from bot.understand.wish_sides import sides
from bot.understand.wish_zones import Zoned

_NOT_TIMES = re.compile(
    r"\b24\s?[/x]\s?7\b|\b9\s?(?:-|to)\s?5 job\b|\+\d[\d ()/.-]{6,}\d|\b0\d{2,}[\d ()/-]{5,}\d"
    r"|(?<!\d)\(?\d{3}\)?[-. ]\d{3}[-. ]\d{4}\b"
    r"|\b(?:it'?s|it is) (?:already |now |only |like |about )?\d{1,2}(?:[:.]\d\d)? ?(?:[ap]m )?(?:here|now"
    r"|already|in)\b"
    # Not to meet, but to write again.
    r"|\b(?:(?:get|come|be|circle) back|let you know|remind me|ask me|get in touch)\b[^,.;!?\n]{0,40}"
    r"|\bwork(?:ing)? nights\b|\byesterday\b|\blast (?:night|year|(?:week|month)(?! of| in)|mon|tues"
    r"|wednes|thurs|fri|satur|sun)(?:day)?\b"
    r"|\b\d+ (?:days?|weeks?|months?|years?) ago\b|\b\d(?:st|nd|rd|th) (?:one|option|slot|time|choice)\b"
    r"|\b(?:option|slot|number|choice|no\.) ?\d\b|#\d"
    r"|(?<![\d:.])\b\d+(?:[.,]\d+)? ?(?:-|to)? ?(?:\d+ )?(?:k|m|eur|euros?|usd"
    r"|dollars?|people|persons?|users?|seats?|employees"
    r"|questions?|minutes?|mins?|percent|licen[cs]es?)\b"
)
_IN = re.compile(r"\bin (?:about |around |like |roughly )?\Z")
_ORDERS: tuple[tuple[Order, re.Pattern[str]], ...] = (
    (
        "later_hour",
        re.compile(
            r"\blater (?:(?:on )?(?:in|during) the (?:day|morning|afternoon)|(?:that|the same) day|hours?"
            r"|start)\b"
        ),
    ),
    (
        "earlier_hour",
        re.compile(
            r"\bearlier (?:(?:on )?(?:in|during) the (?:day|morning|afternoon)|(?:that|the same) day|hours?"
            r"|start)\b"
        ),
    ),
    (
        "soonest",
        re.compile(
            r"\b(?:soonest|(?:earlier|sooner|faster) the better|earliest(?! \x00)|next (?:available|free"
            r"|possible|open(?:ing)?|slot)|first (?:available"
            r"|free|possible|slot|opening|one you have)|quickest|as early as (?:possible|you can)"
            r"|(?:talk|speak|call|meet|chat|do it|available|free) now)\b|\A\W*now\W*\Z"
        ),
    ),
    (
        "latest",
        re.compile(
            r"\blater the better\b|\b(?<!at the )(?<!at the very )(?:latest (?:slot|time|possible|you|one"
            r"|appointment|start)"
            r"|last (?:slot|time slot|appointment|one of the day|possible slot)|as late as possible)\b"
        ),
    ),
    ("earlier", re.compile(r"\b(?:earlier|sooner)\b(?! (?:today|this|said|you))")),
    (
        "later",
        re.compile(
            r"\b(?:something|anything|anytime|sometime|slots?|times?|options?|dates?|days?|ones?|bit|little"
            r"|much|any|some|even|have|got|need|prefer|further|at a|than that|(?:make|move|push|(?:we|you)"
            r" (?:do|have|talk|speak|meet)) (?:it|this|that|the (?:call|meeting))) later\b(?! on\b(?! \x00))"
            r"|\blater (?:slots?|times?|dates?|options?|ones?|please|pls|possible|would|works|is|are"
            r"|than (?:that|those|these)|if possible|in the (?:week|month))\b|\A\W*(?:or )?later\W*\Z"
            r"|\bfurther (?:out|ahead|away)\b|(?:\x00|\b(?:hour|days?|weeks?)) later\b|\b(?:not so"
            r"|not that|too) soon\b"
        ),
    ),
)
_ANY_TIME = re.compile(
    r"\b(?:any ?time|whenever|any (?:of them|day|slot|hour|time)|(?:i'm|im|i am|we're|we are) (?:pretty "
    r"|very |quite |totally"
    r" |fully )?(?:flexible|easy|free all)|no preference|doesn'?t matter when|up to you|you (?:choose"
    r"|pick|decide))\b"
)
# A meeting is spoken of; a plan is, whose dates are no wish to meet.
_MEETING = re.compile(
    r"\b(?:meet\w*|call\w*|talk|chat|speak|slots?|appointments?|book\w*|schedul\w*|reschedul\w*|demo"
    r"|available|availability"
    r"|free|works?|suits?|calendar|zoom|teams|catch up|time|times|o'?clock|move (?:it|the|our)|instead)\b"
)
_PLAN = re.compile(
    r"\b(?:go(?:ing)?[- ]live|launch\w*|deadline|rollout|roll out|implement\w*|migrat\w*|kick ?-?off"
    r"|need (?:it|this|a solution)"
    r"|in place|up and running|contract|budget|renew\w*|expires?|fiscal|quarter|decide|decision|buy"
    r"|purchase|evaluat\w+"
    r"|started (?:in|on|at)|founded|since|last (?:week|month|year))\b"
)


def read_wish(
    text: str, now: datetime, zone: ZoneInfo, *, day_first: bool | None = None, asked_for_slot: bool = True
) -> Wish | None:
    """What the text says about when to meet; None when it says nothing about that.

    `now` is aware; days are those of the visitor's `zone`, or of the zone that the text names. `day_first`
    is how the visitor writes 3/12; unknown, both dates are read. Without `asked_for_slot` (no times were
    shown) dates of a plan ("we go live in March") and numbers alone are not read.
    """
    message = read(text)
    others = (match.span() for match in _NOT_TIMES.finditer(message.plain))
    # "In 20 minutes" is when; "20 minutes" is how long.
    message = message.without(span for span in others if not _IN.search(message.plain, 0, span[0]))
    zoned = wish_zones.find(message)
    clock = (zoned and zoned.zone) or zone
    if not asked_for_slot and _PLAN.search(message.plain) and not _MEETING.search(message.plain):
        return None
    local = now.astimezone(clock)
    pieces = _pieces(message, zoned, local, day_first=day_first, asked=asked_for_slot)
    rest = message.without((piece.start, piece.end) for piece in pieces)
    order, span = _order(rest)
    any_time = _ANY_TIME.search(rest.plain)
    if not pieces and not order and not any_time:
        return None
    # "8am your time is too late": what is said of an hour stands behind its zone.
    speech = Message(text, message.cased, _spaced(message.plain, zoned.spans if zoned else ()))
    wanted, refused = sides(speech, pieces)
    spans = [(piece.start, piece.end) for piece in pieces] + ([span] if span else [])
    spans += zoned.spans if zoned and pieces else ()
    spans = spans or ([any_time.span()] if any_time else [])
    return Wish(
        quote=message.quote(min(start for start, _ in spans), max(end for _, end in spans)),
        options=options(message, wanted),
        refused=refusals(message, refused),
        order=order,
        whose=zoned.whose if zoned else None,
        zone=zoned.zone if zoned else None,
    )


def _pieces(
    message: Message, zoned: Zoned | None, local: datetime, *, day_first: bool | None, asked: bool
) -> list[Piece]:
    """Days and hours where they stand, in order; each hides its words from the next reading."""
    today = local.date()
    soon = wish_parts.soon(message, local)
    soon += [part for part in wish_parts.parts(message, today) if part.day]
    bare = message.without([*(zoned.spans if zoned else ()), *((each.start, each.end) for each in soon)])
    reader = DayReader(today, day_first=day_first, asked=asked)
    days = reader.read(bare.without(wish_moments.strong(bare)))
    hidden = bare.without((each.start, each.end) for each in days)
    times = wish_times.times(hidden, asked=asked)
    days = wish_bounds.related(bare.without((each.start, each.end) for each in times), days, today)
    hidden = hidden.without((each.start, each.end) for each in times)
    clocks = [*soon, *times, *wish_parts.parts(hidden, today)]
    days += [
        Days(each.start, each.end, ((each.day, date.fromordinal(each.day.toordinal() + 1)),))
        for each in clocks
        if each.day
    ]
    # Of one place the day comes before its hour.
    return sorted([*days, *clocks], key=lambda piece: (piece.start, isinstance(piece, Clock)))


def _spaced(plain: str, spans: Sequence[Span]) -> str:
    for start, end in spans:
        plain = plain[:start] + " " * (end - start) + plain[end:]
    return plain


def _order(rest: Message) -> tuple[Order | None, tuple[int, int] | None]:
    for name, pattern in _ORDERS:
        if match := pattern.search(rest.plain):
            return name, match.span()
    asap = ASAP.search(rest)
    return ("soonest", asap.span()) if asap else (None, None)
