"""When a rep can be met. Pure: `now`, what is booked and the team's settings are arguments.

Hours are wall clock times in the rep's zone, built per date and then turned into UTC, so that a working day
keeps its hours across a change of clocks. Every interval is half-open.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.book.models import Because, Slot
from bot.leads.holidays import public_holidays
from bot.playbook.shapes import Rep, Span

GRID = timedelta(minutes=30)
"""Meetings start at full and half hours of the rep's clock."""

NEAR_DAYS = 5
"""Good slots are looked for among this many first days with room: soon matters more than variety."""

PARTS_OF_DAY = (time(8), time(12), time(17), time(20))
"""Where morning, afternoon and evening begin, and where a visitor's decent hours end."""

Busy = tuple[datetime, datetime]


def free_slots(
    rep: Rep,
    busy: Sequence[Busy],
    now: datetime,
    *,
    booked: Mapping[date, int] | None = None,
    after: datetime | None = None,
) -> list[Slot]:
    """Every time at which the rep can be met, earliest first, in UTC.

    `busy` are the aware half-open times that are taken, buffers included; `booked` counts the meetings per
    date in the rep's zone, for the daily cap; `after` leaves out all that starts at or before it.
    """
    taken = _merged(busy)
    first = max(now + rep.notice, after + timedelta.resolution if after else now)
    last = now + rep.horizon
    zone = ZoneInfo(rep.timezone)
    found: list[Slot] = []
    day = first.astimezone(zone).date()
    while day <= last.astimezone(zone).date():
        if day_refusal(rep, day, booked or {}) is None:
            found += [
                slot
                for slot in day_slots(rep, day)
                if first <= slot.start <= last and not _overlaps(taken, busy_span(rep, slot))
            ]
        day += timedelta(days=1)
    return found


def why_not(
    rep: Rep, start: datetime, busy: Sequence[Busy], now: datetime, booked: Mapping[date, int] | None = None
) -> Because | None:
    """Which rule takes this start away; None when it can be booked. `start` and `now` are aware."""
    if start <= now:
        return "past"
    if start < now + rep.notice:
        return "too_soon"
    if start > now + rep.horizon:
        return "too_far"
    day = start.astimezone(ZoneInfo(rep.timezone)).date()
    slot = next((slot for slot in day_slots(rep, day) if slot.start == start), None)
    if refused := day_refusal(rep, day, booked or {}):
        return refused
    if slot is None:
        return _why_no_such_slot(rep, start)
    return "busy" if _overlaps(_merged(busy), busy_span(rep, slot)) else None


def day_refusal(rep: Rep, day: date, booked: Mapping[date, int]) -> Because | None:
    """What takes a whole day of the rep away; `day` is a date in the rep's zone."""
    if any(off.first <= day <= off.last for off in rep.time_off):
        return "time_off"
    if not rep.hours[day.weekday()]:
        return "no_hours"
    if day in public_holidays(rep.country, day.year):
        return "holiday"
    return "day_full" if booked.get(day, 0) >= rep.daily_cap else None


def day_slots(rep: Rep, day: date) -> Iterator[Slot]:
    """The starts that the rep's hours of that date (in the rep's zone) hold, whatever is booked."""
    zone = ZoneInfo(rep.timezone)
    for span in working_spans(rep, day):
        # An hour that happens twice counts from its first time on and ends with its first time; one that is
        # skipped ends early. A rep loses at most that hour, and is never met outside the hours they wrote.
        end = datetime.combine(day, span.end, zone)
        ends = min(end.replace(fold=fold).astimezone(UTC) for fold in (0, 1))
        for wall in _grid(span):
            local = datetime.combine(day, wall, zone)
            start = local.astimezone(UTC)
            skipped = start.astimezone(zone).replace(tzinfo=None) != local.replace(tzinfo=None)
            if not skipped and start + rep.meeting_length <= ends:
                yield Slot(start, start + rep.meeting_length)


def working_spans(rep: Rep, day: date) -> list[Span]:
    """The rep's hours of that weekday without the breaks, in order."""
    spans = sorted(rep.hours[day.weekday()], key=lambda span: span.start)
    for pause in rep.breaks:
        spans = [
            piece
            for span in spans
            for piece in (
                Span(span.start, min(span.end, pause.start)),
                Span(max(span.start, pause.end), span.end),
            )
            if piece.start < piece.end
        ]
    return spans


def busy_span(rep: Rep, slot: Slot) -> Busy:
    """What a meeting in this slot takes of the rep's day, buffers included."""
    return slot.start - rep.buffer_before, slot.end + rep.buffer_after


def rep_day(rep: Rep, start: datetime) -> date:
    """The date in the rep's zone to which a meeting counts."""
    return start.astimezone(ZoneInfo(rep.timezone)).date()


def three_good(slots: Sequence[Slot], zone: ZoneInfo, count: int = 3) -> tuple[Slot, ...]:
    """A few slots that differ: the soonest one first, then other days and other parts of the day.

    `zone` is the visitor's: morning is theirs, and hours in which they sleep come last. In order of time.
    """
    days = sorted({_local(slot, zone).date() for slot in slots})[:NEAR_DAYS]
    near = [slot for slot in sorted(slots) if _local(slot, zone).date() in days]
    chosen: list[Slot] = []
    while near and len(chosen) < count:
        best = min(near, key=lambda slot: _sameness(slot, chosen, zone))
        chosen.append(best)
        near.remove(best)
    return tuple(sorted(chosen))


def nearest(slots: Sequence[Slot], start: datetime, count: int = 3) -> tuple[Slot, ...]:
    """The free slots closest to a time that somebody wanted, in order of time."""
    return tuple(sorted(sorted(slots, key=lambda slot: (abs(slot.start - start), slot.start))[:count]))


def _sameness(slot: Slot, chosen: Sequence[Slot], zone: ZoneInfo) -> tuple[bool, int, int, datetime]:
    local = _local(slot, zone)
    part = _part(local.time())
    days = sum(_local(other, zone).date() == local.date() for other in chosen)
    parts = sum(_part(_local(other, zone).time()) == part for other in chosen)
    return part in (0, len(PARTS_OF_DAY)), days, parts, slot.start


def _part(wall: time) -> int:
    return bisect_right(PARTS_OF_DAY, wall)


def _local(slot: Slot, zone: ZoneInfo) -> datetime:
    return slot.start.astimezone(zone)


def _why_no_such_slot(rep: Rep, start: datetime) -> Because:
    zone = ZoneInfo(rep.timezone)
    begins, ends = (edge.astimezone(zone) for edge in (start, start + rep.meeting_length))
    if any(pause.start < ends.time() and begins.time() < pause.end for pause in rep.breaks):
        return "break"
    inside = any(
        span.start <= begins.time() and begins.date() == ends.date() and ends.time() <= span.end
        for span in rep.hours[begins.weekday()]
    )
    return "not_on_the_grid" if inside else "no_hours"


def _grid(span: Span) -> Iterator[time]:
    step = int(GRID.total_seconds() // 60)
    begin = span.start.hour * 60 + span.start.minute
    for minute in range(-(-begin // step) * step, span.end.hour * 60 + span.end.minute, step):
        yield time(minute // 60, minute % 60)


def _merged(busy: Sequence[Busy]) -> tuple[list[datetime], list[datetime]]:
    """Starts and ends of what is taken, in order and without overlaps."""
    starts: list[datetime] = []
    ends: list[datetime] = []
    for start, end in sorted(span for span in busy if span[0] < span[1]):
        if ends and start <= ends[-1]:
            ends[-1] = max(ends[-1], end)
        else:
            starts.append(start)
            ends.append(end)
    return starts, ends


def _overlaps(taken: tuple[list[datetime], list[datetime]], span: Busy) -> bool:
    starts, ends = taken
    begun = bisect_left(starts, span[1])
    return begun > 0 and ends[begun - 1] > span[0]
