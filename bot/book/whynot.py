"""Why a rep has no slots on a day: which rule took each of its hours away. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import groupby, pairwise
from typing import Literal
from zoneinfo import ZoneInfo

from bot.book import hours, rules
from bot.book.rules import Busy
from bot.leads.holidays import public_holidays
from bot.playbook.shapes import Rep
from bot.playbook.values import show_duration

Reason = Literal[
    "free", "no_hours", "break", "time_off", "holiday", "past", "too_soon", "too_far", "day_full",
    "meeting", "own_calendar", "buffer", "clock_repeats", "too_short",
]  # fmt: skip
"""What can be said of an hour. Where several hold, the one that stands first here is said."""


@dataclass(frozen=True)
class Part:
    """A part of a day, half-open: `start` and `end` are aware and in the rep's zone.

    `name` says which time off or which public holiday, where it has a name.
    """

    start: datetime
    end: datetime
    reason: Reason
    name: str = ""

    @property
    def length(self) -> timedelta:
        """The time that passes. Two times of one zone subtract to what the clocks show, which can differ."""
        return self.end.astimezone(UTC) - self.start.astimezone(UTC)


@dataclass(frozen=True)
class DayExplained:
    """A date in the rep's zone from its first instant to its last: no gap between the parts, in order.

    A day on which the clocks change has 23 or 25 hours, and one that the zone skipped has no parts. `slots`
    is at how many times a meeting can begin.
    """

    rep_id: str
    day: date
    parts: tuple[Part, ...]
    slots: int


@dataclass(frozen=True)
class _Layer:
    """A rule, and all that it takes of the day; what is above it has the say."""

    reason: Reason
    spans: Sequence[Busy]
    name: str = ""


def explain_day(
    rep: Rep,
    day: date,
    meetings: Sequence[Busy],
    calendar: Sequence[Busy],
    now: datetime,
    booked: Mapping[date, int] | None = None,
) -> DayExplained:
    """What becomes of each hour of the date in the rep's zone: free, or taken away by which rule.

    `meetings` are the times of the rep's meetings with their buffers, `calendar` those of their own
    calendars, all aware; `booked` counts meetings per date. What is free is what the day's slots cover.
    """
    stretches = hours.stretches(rep.timezone, day)
    if not stretches:
        return DayExplained(rep.id, day, (), 0)
    whole = stretches[0].start, stretches[-1].end
    taken = [*meetings, *calendar]
    just_before = whole[0] - timedelta.resolution
    slots = rules.free_slots(rep, taken, now, booked=booked, after=just_before, until=whole[1])
    full = (booked or {}).get(day, 0) >= rep.daily_cap
    again = hours.second_time(rep.timezone, day)
    layers = [
        _Layer("free", [(slot.start, slot.end) for slot in slots]),
        *_static_layers(rep, day, whole),
        *_bound_layers(rep, day, now, whole),
        _Layer("day_full", [whole] if full else ()),
        _Layer("meeting", _utc(meetings)),
        _Layer("own_calendar", _utc(calendar)),
        _Layer("buffer", rules.blocked(rep, taken)),
        _Layer("clock_repeats", [again] if again else ()),
        _Layer("too_short", [whole]),
    ]
    return DayExplained(rep.id, day, _painted(layers, whole, ZoneInfo(rep.timezone)), len(slots))


def reason_words(part: Part, rep: Rep) -> str:
    """The reason in a few English words, for staff."""
    words: dict[Reason, str] = {
        "free": "free",
        "no_hours": "outside working hours",
        "break": "break",
        "time_off": "time off",
        "holiday": "public holiday",
        "past": "over",
        "too_soon": f"less than {show_duration(rep.notice)} ahead",
        "too_far": f"more than {show_duration(rep.horizon)} ahead",
        "day_full": f"the day is full: {rep.daily_cap} {'meeting' if rep.daily_cap == 1 else 'meetings'}",
        "meeting": "a meeting with its buffers",
        "own_calendar": "busy in their own calendar",
        "buffer": "buffer of a meeting that would stand here",
        "clock_repeats": "the clocks show this hour a second time",
        "too_short": f"no meeting of {show_duration(rep.meeting_length)} from a full or half hour fits",
    }
    return f"{words[part.reason]}: {part.name}" if part.name else words[part.reason]


def _static_layers(rep: Rep, day: date, whole: Busy) -> list[_Layer]:
    """What is known of the date without looking at the clock or at any calendar."""
    off = next((off for off in rep.time_off if off.first <= day <= off.last), None)
    holiday = public_holidays(rep.country, day.year).get(day)
    return [
        _Layer("no_hours", _gaps(hours.scheduled(rep, day), whole)),
        _Layer("break", _gaps(hours.working(rep, day), whole)),
        _Layer("time_off", [whole] if off else (), off.because if off else ""),
        _Layer("holiday", [whole] if holiday is not None else (), holiday or ""),
    ]


def _bound_layers(rep: Rep, day: date, now: datetime, whole: Busy) -> list[_Layer]:
    """A start that comes too soon takes with it the time that its meeting would have lasted."""
    start, end = whole
    first, last = rules.bounds(rep, now)
    starts = hours.day_starts(rep, day)
    missed = max((begun + rep.meeting_length for begun in starts if begun < first), default=start)
    soon = max(now.astimezone(UTC) + rep.notice, missed)
    over = now.astimezone(UTC) if rep.notice else soon
    far = start if last < start else min((later for later in starts if later > last), default=end)
    return [
        _Layer("past", [(start, over)]),
        _Layer("too_soon", [(start, soon)]),
        _Layer("too_far", [(far, end)]),
    ]


def _painted(layers: Sequence[_Layer], whole: Busy, zone: ZoneInfo) -> tuple[Part, ...]:
    start, end = whole
    layers = [replace(layer, spans=_within(layer.spans, whole)) for layer in layers]
    cuts = sorted({start, end, *(edge for layer in layers for span in layer.spans for edge in span)})
    pieces = [(piece, _topmost(layers, piece[0])) for piece in pairwise(cuts)]
    parts = []
    for (reason, name), run in groupby(pieces, key=lambda piece: (piece[1].reason, piece[1].name)):
        spans = [piece for piece, _ in run]
        parts.append(Part(spans[0][0].astimezone(zone), spans[-1][1].astimezone(zone), reason, name))
    return tuple(parts)


def _topmost(layers: Sequence[_Layer], instant: datetime) -> _Layer:
    return next(layer for layer in layers if any(start <= instant < end for start, end in layer.spans))


def _within(spans: Sequence[Busy], whole: Busy) -> list[Busy]:
    clipped = ((max(start, whole[0]), min(end, whole[1])) for start, end in spans)
    return [(start, end) for start, end in clipped if start < end]


def _gaps(spans: Sequence[Busy], whole: Busy) -> list[Busy]:
    """What lies between the spans, which are in order, and before and after them."""
    edges = [whole[0], *(edge for span in spans for edge in span), whole[1]]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _utc(spans: Sequence[Busy]) -> list[Busy]:
    return [(start.astimezone(UTC), end.astimezone(UTC)) for start, end in spans]
