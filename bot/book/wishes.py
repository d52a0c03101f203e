"""Free times that fit what a visitor says about when to meet. Pure; slots are in UTC and in order.

The wall clock counts: the hours of a wish are compared with a slot's local time in the zone that they are on,
so that 9:00 stays 9:00 across a change of clocks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.book.models import Slot
from bot.understand.wish_shapes import Hours, Option, Wish

ABOUT = 30
"""Minutes that "around 3" may be off."""

SOONEST = 3
"""How many of the first times answer "as soon as possible"."""

SAME_WEEKDAY_DAYS = 2
"""Who asked for a full Thursday is offered Friday first, then the next Thursday, then days further off."""


@dataclass(frozen=True)
class Meant:
    """Exactly this slot: it is free, and the exact time of a named day or of one of the times shown."""

    slot: Slot


@dataclass(frozen=True)
class Fits:
    """These fit, at least one, in order of time."""

    slots: tuple[Slot, ...]


@dataclass(frozen=True)
class NoneFits:
    """None fits; these are the closest, in order of time, empty when nothing is free at all."""

    nearest: tuple[Slot, ...]


Match = Meant | Fits | NoneFits


def match(
    slots: Sequence[Slot],
    wish: Wish,
    zone: ZoneInfo,
    *,
    shown: Sequence[Slot] = (),
    team_zone: ZoneInfo | None = None,
) -> Match:
    """What a wish comes to among the free `slots`.

    `zone` is the visitor's, `team_zone` the one of "10am your time"; `shown` are the times that stood in the
    chat, to which "later", "earlier" and "10:30 works" refer.
    """
    found = fitting(slots, wish, zone, shown=shown, team_zone=team_zone)
    if not found:
        return NoneFits(tuple(nearest_to(slots, wish, zone, team_zone=team_zone)))
    if wish.exact and not (wish.whose == "team" and team_zone is None):
        seen = [slot for slot in found if slot in shown]
        if len(seen) == 1:
            return Meant(seen[0])
        if len(found) == 1 and all(map(_names_a_day, wish.options)):
            return Meant(found[0])
    return Fits(tuple(found))


def fitting(
    slots: Sequence[Slot],
    wish: Wish,
    zone: ZoneInfo,
    *,
    shown: Sequence[Slot] = (),
    team_zone: ZoneInfo | None = None,
) -> list[Slot]:
    """The slots that the wish allows, in their order; `zone`, `shown` and `team_zone` as in `match`."""
    clock = clock_of(wish, zone, team_zone)
    found = [slot for slot in slots if _allowed(slot, wish, clock)]
    compared = [slot for slot in shown if _allowed(slot, wish, clock)]
    return _ordered(found, wish, clock, compared)


def nearest_to(
    slots: Sequence[Slot], wish: Wish, zone: ZoneInfo, count: int = 3, *, team_zone: ZoneInfo | None = None
) -> list[Slot]:
    """The slots closest to what was wished, in order of time: the same day at another hour first, then the
    same hours on a day nearby. What was refused comes last of all."""
    clock = clock_of(wish, zone, team_zone)
    late = -1 if wish.order in {"later", "latest", "later_hour"} else 1

    def distance(slot: Slot) -> tuple[bool, tuple[int, int, int], float]:
        options = wish.options or (Option(),)
        far = min(_distance(slot, option, clock) for option in options)
        return _refused(slot, wish, clock), far, late * slot.start.timestamp()

    return sorted(sorted(slots, key=distance)[:count])


def clock_of(wish: Wish, zone: ZoneInfo, team_zone: ZoneInfo | None = None) -> ZoneInfo:
    """The zone that the wish's hours are on: the one it names, the team's for "your time", else `zone`."""
    if wish.whose == "team":
        return team_zone or zone
    return wish.zone or zone


def _ordered(found: list[Slot], wish: Wish, clock: ZoneInfo, compared: Sequence[Slot]) -> list[Slot]:
    if wish.order == "soonest":
        return found[:SOONEST]
    if wish.order == "latest":
        days = groupby(found, key=lambda slot: _local(slot.start, clock).date())
        return [list(of_day)[-1] for _, of_day in days]
    if not compared:
        return found
    hours = [_local(slot.start, clock).time() for slot in compared]
    if wish.order == "later":
        return [slot for slot in found if slot.start > max(each.start for each in compared)]
    if wish.order == "earlier":
        return [slot for slot in found if slot.start < min(each.start for each in compared)]
    if wish.order == "later_hour":
        return [slot for slot in found if _local(slot.start, clock).time() > max(hours)]
    if wish.order == "earlier_hour":
        return [slot for slot in found if _local(slot.start, clock).time() < min(hours)]
    return found


def _allowed(slot: Slot, wish: Wish, clock: ZoneInfo) -> bool:
    fits = not wish.options or any(_fits(slot, option, clock) for option in wish.options)
    return fits and not _refused(slot, wish, clock)


def _refused(slot: Slot, wish: Wish, clock: ZoneInfo) -> bool:
    return any(_fits(slot, option, clock) for option in wish.refused)


def _fits(slot: Slot, option: Option, clock: ZoneInfo) -> bool:
    return _day_fits(_local(slot.start, clock).date(), option) and (
        not option.hours or any(_hours_fit(slot, hours, clock) for hours in option.hours)
    )


def _day_fits(day: date, option: Option) -> bool:
    dated = not option.days or any(first <= day < last for first, last in option.days)
    return dated and (not option.weekdays or day.weekday() in option.weekdays)


def _hours_fit(slot: Slot, hours: Hours, clock: ZoneInfo) -> bool:
    begins, ends = _local(slot.start, clock), _local(slot.end, clock)
    wall = begins.time()
    if hours.kind == "at":
        return wall == hours.start
    if hours.kind == "about":
        return abs(_minute(wall) - _minute(hours.start)) <= ABOUT
    if wall < hours.start or (hours.end is not None and wall >= hours.end):
        return False
    if not hours.over or hours.end is None:
        return True
    return ends.date() == begins.date() and ends.time() <= hours.end


def _names_a_day(option: Option) -> bool:
    if len(option.days) != 1:
        return False
    first, last = option.days[0]
    # A weekday's name covers eight days: today and the coming one.
    return last - first == timedelta(days=1) or (
        len(option.weekdays) == 1 and last - first <= timedelta(days=8)
    )


def _distance(slot: Slot, option: Option, clock: ZoneInfo) -> tuple[int, int, int]:
    """Compared in turn: another day or not; how far off the day if the hours hold; how far off the hours."""
    local = _local(slot.start, clock)
    hours = 0
    if option.hours and not any(_hours_fit(slot, each, clock) for each in option.hours):
        hours = max(1, min(_minutes_off(local.time(), each) for each in option.hours))
    if _day_fits(local.date(), option):
        return 0, 0, hours
    return (1 if hours == 0 else 2), _days_off(local.date(), option), hours


def _days_off(day: date, option: Option) -> int:
    off = min((_gap(day, first, last) for first, last in option.days), default=0)
    if not option.weekdays:
        return off
    if day.weekday() in option.weekdays:
        return SAME_WEEKDAY_DAYS if off <= 7 else off
    wanted = [near for near in _around(day) if _day_fits(near, option)]
    return min((abs((near - day).days) for near in wanted), default=off + 7)


def _around(day: date) -> Iterable[date]:
    return (day + timedelta(days=ahead) for ahead in range(-14, 15))


def _gap(day: date, first: date, last: date) -> int:
    return max((first - day).days, (day - last).days + 1, 0)


def _minutes_off(wall: time, hours: Hours) -> int:
    minute, start = _minute(wall), _minute(hours.start)
    if hours.kind != "range":
        return abs(minute - start)
    end = _minute(hours.end) if hours.end else 24 * 60
    return max(start - minute, minute - end, 0)


def _minute(wall: time) -> int:
    return wall.hour * 60 + wall.minute


def _local(at: datetime, clock: ZoneInfo) -> datetime:
    return at.astimezone(clock)
