"""When a rep can be met. Pure: `now`, what is booked and the team's settings are arguments.

Instants may come in any zone and are reckoned with in UTC: Python compares and adds times of one zone by the
clock on the wall, which is wrong wherever that one is changed.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.book import hours
from bot.book.models import Because, Slot
from bot.playbook.shapes import Rep

Busy = hours.Interval
"""A half-open aware time that is taken."""


def free_slots(
    rep: Rep,
    busy: Sequence[Busy],
    now: datetime,
    *,
    booked: Mapping[date, int] | None = None,
    after: datetime | None = None,
    until: datetime | None = None,
) -> list[Slot]:
    """Every time at which the rep can be met, earliest first, in UTC.

    `busy` are the times that are taken, a meeting's buffers included; `booked` counts the meetings per date
    in the rep's zone, for the daily cap. What starts at or before `after`, or from `until` on, is left out.
    """
    first, last = bounds(rep, now)
    if after:
        first = max(first, after.astimezone(UTC) + timedelta.resolution)
    if until:
        last = min(last, until.astimezone(UTC) - timedelta.resolution)
    starts: list[datetime] = []
    day, end = rep_day(rep, first), rep_day(rep, last)
    while day <= end:
        if hours.day_refusal(rep, day, booked or {}) is None:
            starts += (start for start in hours.day_starts(rep, day) if first <= start <= last)
        day += timedelta(days=1)
    return list(_free(starts, rep.meeting_length, blocked(rep, busy)))


def why_not(
    rep: Rep, start: datetime, busy: Sequence[Busy], now: datetime, booked: Mapping[date, int] | None = None
) -> Because | None:
    """Which rule takes this start away; None when it can be booked. `start` and `now` are aware."""
    start, now = start.astimezone(UTC), now.astimezone(UTC)
    if start <= now:
        return "past"
    if start < now + rep.notice:
        return "too_soon"
    if start > now + rep.horizon:
        return "too_far"
    day = rep_day(rep, start)
    if refused := hours.day_refusal(rep, day, booked or {}):
        return refused
    if start not in hours.day_starts(rep, day):
        return _why_no_such_start(rep, day, start)
    return None if list(_free([start], rep.meeting_length, blocked(rep, busy))) else "busy"


def bounds(rep: Rep, now: datetime) -> tuple[datetime, datetime]:
    """The first and the last instant at which a meeting may start, in UTC: notice and horizon."""
    now = now.astimezone(UTC)
    return now + max(rep.notice, timedelta.resolution), now + rep.horizon


def blocked(rep: Rep, busy: Iterable[Busy]) -> list[Busy]:
    """What no new meeting may touch: the busy times, with the buffers that the new one would need there."""
    utc = ((start.astimezone(UTC), end.astimezone(UTC)) for start, end in busy)
    return hours.merged(
        (start - rep.buffer_after, end + rep.buffer_before) for start, end in utc if start < end
    )


def busy_span(rep: Rep, slot: Slot) -> Busy:
    """What a meeting in this slot takes of the rep's day, buffers included."""
    return slot.start - rep.buffer_before, slot.end + rep.buffer_after


def rep_day(rep: Rep, start: datetime) -> date:
    """The date in the rep's zone to which a meeting counts."""
    return start.astimezone(ZoneInfo(rep.timezone)).date()


def _free(starts: Iterable[datetime], length: timedelta, taken: Sequence[Busy]) -> Iterator[Slot]:
    """The meetings among these, in order, that touch nothing of what is taken, in order too."""
    at = 0
    for start in starts:
        while at < len(taken) and taken[at][1] <= start:
            at += 1
        end = start + length
        if at == len(taken) or end <= taken[at][0]:
            yield Slot(start, end)


def _why_no_such_start(rep: Rep, day: date, start: datetime) -> Because:
    end = start + rep.meeting_length
    if hours.fits(start, end, hours.working(rep, day)):
        return "not_on_the_grid"
    return "break" if hours.fits(start, end, hours.scheduled(rep, day)) else "no_hours"
