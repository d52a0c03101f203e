"""When a rep works: the wall clock hours of a date in their zone, as instants. Pure.

A minute is worked when the rep's clock then shows a time inside their hours and outside their breaks. So an
hour that the clocks skip is not there, and one that they show twice is worked twice, though no meeting begins
in it when it is shown again: "02:30" must mean one instant.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise
from zoneinfo import ZoneInfo

from bot.book.models import Because
from bot.leads.holidays import public_holidays
from bot.playbook.shapes import Rep, Span

GRID = timedelta(minutes=30)
"""Meetings start at full and half hours of the rep's clock."""

DAY = timedelta(days=1)

Interval = tuple[datetime, datetime]
"""Half-open, aware, in UTC unless it is said otherwise."""


@dataclass(frozen=True)
class Stretch:
    """A part of a date during which the offset stays; its instants in UTC, half-open.

    `midnight` is where the date would have begun with this offset: a time of day added to it is the instant
    at which the clock shows that time.
    """

    start: datetime
    end: datetime
    midnight: datetime

    def at(self, wall: timedelta) -> datetime:
        return self.midnight + wall

    @property
    def whole(self) -> bool:
        """A date of 24 hours, from midnight to midnight."""
        return self.start == self.midnight and self.end == self.midnight + DAY

    def holds(self, instant: datetime) -> bool:
        return self.start <= instant < self.end


@lru_cache(maxsize=16384)
def stretches(timezone: str, day: date) -> tuple[Stretch, ...]:
    """The date in that zone: one stretch, two when the clocks change; none for a date that was skipped."""
    zone = ZoneInfo(timezone)
    start, end = _first_instant(day, zone), _first_instant(day + timedelta(days=1), zone)
    if start == end:
        return ()
    edges = [start, end]
    last = end - timedelta(seconds=1)
    if _offset(start, zone) != _offset(last, zone):
        edges.insert(1, _change(start, last, zone))
    midnight = datetime.combine(day, time(), UTC)
    return tuple(Stretch(begin, stop, midnight - _offset(begin, zone)) for begin, stop in pairwise(edges))


def day_refusal(rep: Rep, day: date, booked: Mapping[date, int]) -> Because | None:
    """What takes a whole day of the rep away; `day` is a date in the rep's zone."""
    if any(off.first <= day <= off.last for off in rep.time_off):
        return "time_off"
    if not rep.hours[day.weekday()]:
        return "no_hours"
    if day in public_holidays(rep.country, day.year):
        return "holiday"
    return "day_full" if booked.get(day, 0) >= rep.daily_cap else None


def day_starts(rep: Rep, day: date) -> list[datetime]:
    """The starts, in order, at which a meeting fits into the rep's hours of that date, whatever is booked."""
    found = stretches(rep.timezone, day)
    if [stretch.whole for stretch in found] == [True]:
        walls = _fitting(rep.hours[day.weekday()], rep.breaks, rep.meeting_length)
        return [found[0].at(wall) for wall in walls]
    work = working(rep, day)
    starts: dict[timedelta, datetime] = {}
    for stretch in found:
        for wall in _grid(timedelta(), DAY):
            if stretch.holds(start := stretch.at(wall)):
                starts.setdefault(wall, start)  # the first of the two times that a clock set back shows
    return [start for start in starts.values() if fits(start, start + rep.meeting_length, work)]


def working(rep: Rep, day: date) -> list[Interval]:
    """The rep's hours of that date without the breaks, in order; what touches is one."""
    spans = _without(_joined(rep.hours[day.weekday()]), rep.breaks)
    return _instants(spans, stretches(rep.timezone, day))


def scheduled(rep: Rep, day: date) -> list[Interval]:
    """The rep's hours of that date, breaks included, in order; what touches is one."""
    return _instants(_joined(rep.hours[day.weekday()]), stretches(rep.timezone, day))


def second_time(timezone: str, day: date) -> Interval | None:
    """What the clocks of that zone show for the second time on that date; None on most dates."""
    found = stretches(timezone, day)
    if len(found) < 2 or found[1].midnight <= found[0].midnight:
        return None
    return found[1].start, found[1].start + (found[1].midnight - found[0].midnight)


def fits(start: datetime, end: datetime, spans: Iterable[Interval]) -> bool:
    """Whether one of the spans holds all of it."""
    return any(begins <= start and end <= ends for begins, ends in spans)


def merged(intervals: Iterable[Interval]) -> list[Interval]:
    """In order, without overlaps; what touches is one, and what is empty is left out."""
    found: list[Interval] = []
    for start, end in sorted(intervals):
        if start >= end:
            continue
        if found and start <= found[-1][1]:
            if end > found[-1][1]:
                found[-1] = (found[-1][0], end)
        else:
            found.append((start, end))
    return found


_Walls = list[tuple[timedelta, timedelta]]
"""Times of day since midnight, half-open."""


@lru_cache(maxsize=4096)
def _fitting(spans: tuple[Span, ...], breaks: tuple[Span, ...], length: timedelta) -> tuple[timedelta, ...]:
    """The times of day at which a meeting can start on a day without a change of the clocks."""
    work = _without(_joined(spans), breaks)
    return tuple(wall for start, end in work for wall in _grid(start, end - length + timedelta.resolution))


def _grid(start: timedelta, end: timedelta) -> Iterable[timedelta]:
    wall = -(-start // GRID) * GRID
    while wall < end:
        yield wall
        wall += GRID


def _joined(spans: Iterable[Span]) -> _Walls:
    found: _Walls = []
    for start, end in sorted((_since_midnight(span.start), _since_midnight(span.end)) for span in spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(end, found[-1][1]))
        else:
            found.append((start, end))
    return found


def _without(spans: _Walls, breaks: Iterable[Span]) -> _Walls:
    for pause in breaks:
        begins, ends = _since_midnight(pause.start), _since_midnight(pause.end)
        spans = [
            (piece_start, piece_end)
            for start, end in spans
            for piece_start, piece_end in ((start, min(end, begins)), (max(start, ends), end))
            if piece_start < piece_end
        ]
    return spans


def _instants(spans: _Walls, found: Sequence[Stretch]) -> list[Interval]:
    return merged(
        (max(stretch.at(start), stretch.start), min(stretch.at(end), stretch.end))
        for stretch in found
        for start, end in spans
    )


def _since_midnight(wall: time) -> timedelta:
    return timedelta(hours=wall.hour, minutes=wall.minute, seconds=wall.second)


def _first_instant(day: date, zone: ZoneInfo) -> datetime:
    """When the date begins: its midnight, or, where the clocks skip that one, the end of the gap."""
    earlier, later = (
        datetime.combine(day, time(), zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)
    )
    return earlier if earlier <= later else _change(later, earlier, zone)


def _change(low: datetime, high: datetime, zone: ZoneInfo) -> datetime:
    """The first instant with the offset of `high`; there is one change between the two, on a whole second."""
    after = _offset(high, zone)
    begin, end = int(low.timestamp()), int(high.timestamp())
    while end - begin > 1:
        middle = (begin + end) // 2
        if _offset(datetime.fromtimestamp(middle, UTC), zone) == after:
            end = middle
        else:
            begin = middle
    return datetime.fromtimestamp(end, UTC)


def _offset(instant: datetime, zone: ZoneInfo) -> timedelta:
    return instant.astimezone(zone).replace(tzinfo=UTC) - instant
