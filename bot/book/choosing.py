"""Which of the free slots a visitor is shown: a few that differ, at hours at which they are awake. Pure."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from bot.book.models import Slot
from bot.leads.models import Temperature

NEAR_DAYS = 5
"""Good slots are looked for among this many first days with room: soon matters more than variety."""

HOT_DAYS = 2
"""The same for a hot lead, who is met today or tomorrow rather than at a more varied choice of times."""

PARTS_OF_DAY = (time(8), time(12), time(17), time(20))
"""Where morning, afternoon and evening begin, and where the hours end in which a visitor is awake."""

APART = timedelta(hours=2)
"""Two starts that are closer than this are hardly a choice."""


def three_good(
    slots: Sequence[Slot], zone: ZoneInfo, count: int = 3, *, temperature: Temperature | None = None
) -> tuple[Slot, ...]:
    """A few slots that differ: the soonest one first, then other days and other parts of the day.

    `zone` is the visitor's: morning is theirs, and hours in which they sleep are shown only when there are no
    others. They lie on the first days with room: `HOT_DAYS` for a hot lead, `NEAR_DAYS` for everybody else,
    and more days only where these have less than `count`. In order of time.
    """
    return _spread(slots, zone, count, temperature)


def later_slots(
    slots: Sequence[Slot],
    zone: ZoneInfo,
    shown: Collection[datetime],
    count: int = 6,
    *,
    temperature: Temperature | None = None,
) -> tuple[Slot, ...]:
    """The next page of times, spread like the good ones; empty when every slot has been shown.

    `shown` are the starts on all pages before. What is later than all of them comes first; after the last of
    them, what was passed over. No start is shown twice.
    """
    before = {start.astimezone(UTC) for start in shown}
    left = [slot for slot in slots if slot.start not in before]
    left = [slot for slot in left if _awake(slot, zone)] or left
    last = max(before, default=None)
    return _spread([slot for slot in left if not last or slot.start > last] or left, zone, count, temperature)


def nearest(slots: Sequence[Slot], start: datetime, count: int = 3) -> tuple[Slot, ...]:
    """The free slots closest to a time that somebody wanted, in order of time."""
    return tuple(sorted(sorted(slots, key=lambda slot: (abs(slot.start - start), slot.start))[:count]))


@dataclass(frozen=True)
class _Seen:
    """A slot as the visitor sees it."""

    slot: Slot
    day: date
    part: int


def _spread(
    slots: Sequence[Slot], zone: ZoneInfo, count: int, temperature: Temperature | None
) -> tuple[Slot, ...]:
    awake = [slot for slot in slots if _awake(slot, zone)]
    near = _near(sorted(awake or slots), zone, count, HOT_DAYS if temperature == "hot" else NEAR_DAYS)
    chosen: list[_Seen] = []
    while near and len(chosen) < count:
        best = min(near, key=lambda seen: _sameness(seen, chosen))
        chosen.append(best)
        near.remove(best)
    return tuple(sorted(seen.slot for seen in chosen))


def _near(slots: Sequence[Slot], zone: ZoneInfo, count: int, days: int) -> list[_Seen]:
    """What lies on the first days with room; `slots` are in order of time."""
    near: list[_Seen] = []
    for slot in slots:
        local = slot.start.astimezone(zone)
        if not near or near[-1].day != local.date():
            if days <= 0 and len(near) >= count:
                break
            days -= 1
        near.append(_Seen(slot, local.date(), _part(local)))
    return near


def _sameness(seen: _Seen, chosen: Sequence[_Seen]) -> tuple[int, int, int, timedelta, datetime]:
    """How much a slot is like those that are chosen; the least alike is next, and the soonest of those."""
    distances = [abs(other.slot.start - seen.slot.start) for other in chosen]
    return (
        sum(other.day == seen.day and other.part == seen.part for other in chosen),
        sum(other.day == seen.day for other in chosen),
        sum(other.part == seen.part for other in chosen),
        max((APART - apart for apart in distances if apart < APART), default=timedelta(0)),
        seen.slot.start,
    )


def _awake(slot: Slot, zone: ZoneInfo) -> bool:
    return 0 < _part(slot.start.astimezone(zone)) < len(PARTS_OF_DAY)


def _part(local: datetime) -> int:
    return bisect_right(PARTS_OF_DAY, local.time())
