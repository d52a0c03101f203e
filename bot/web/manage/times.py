"""The times that a visitor chooses from, as days and hours of their zone. Pure.

A time is named by its instant, so that another zone changes what is written and never what is booked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.book import choosing
from bot.book.models import Slot
from bot.book.words import offset_words

GOOD = 6
"""How many times the first page offers."""

FURTHEST = timedelta(days=730)
"""What is further from now than this is no start that anybody was offered."""


@dataclass(frozen=True)
class Time:
    """`start` is ISO 8601 in UTC; `offset` is written where the day or the page has two of them."""

    start: str
    hours: str
    offset: str
    current: bool


@dataclass(frozen=True)
class Day:
    name: str
    times: tuple[Time, ...]


@dataclass(frozen=True)
class Page:
    """One page of times: a few (`more`: there are others), or all of the week that begins on `monday`.

    `earlier` and `later` are the Mondays of the pages beside it, None where there are none.
    """

    days: tuple[Day, ...]
    more: bool = False
    monday: date | None = None
    earlier: date | None = None
    later: date | None = None
    begins: datetime | None = None
    """The first start that is shown."""


def good_page(free: Sequence[Slot], zone: ZoneInfo, current: Slot | None) -> Page:
    """The first page: a few times that differ, the soonest among them."""
    others = [slot for slot in free if slot != current]
    good = choosing.three_good(others, zone, GOOD)
    return Page(by_day(good, zone, None), more=len(others) > len(good), begins=_first(good))


def near_page(near: Sequence[Slot], zone: ZoneInfo, current: Slot | None) -> Page:
    """The times closest to one that is gone."""
    others = [slot for slot in near if slot != current]
    return Page(by_day(others, zone, None), more=True, begins=_first(others))


def week_page(free: Sequence[Slot], zone: ZoneInfo, asked: date, current: Slot | None) -> Page:
    """Every time of one week of the visitor's, or of the week closest to it that has any."""
    others = [slot for slot in free if slot != current]
    weeks = sorted({_monday(slot, zone) for slot in others})
    if not weeks:
        return Page(())
    at = min(range(len(weeks)), key=lambda index: abs(weeks[index] - asked))
    of_week = [slot for slot in free if _monday(slot, zone) == weeks[at]]
    earlier = weeks[at - 1] if at else None
    later = weeks[at + 1] if at + 1 < len(weeks) else None
    return Page(by_day(of_week, zone, current), False, weeks[at], earlier, later, _first(of_week))


def by_day(slots: Sequence[Slot], zone: ZoneInfo, current: Slot | None) -> tuple[Day, ...]:
    """The slots under the visitor's dates, in order. Offsets are written when they are not all the same."""
    offsets = {offset_words(slot.start, zone) for slot in slots}
    days = groupby(sorted(slots), key=lambda slot: slot.start.astimezone(zone).date())
    return tuple(
        Day(_day_name(day), tuple(_time(slot, zone, len(offsets) > 1, current) for slot in of_day))
        for day, of_day in days
    )


def asked_week(text: object) -> date | None:
    """The date that the address asks for; None for anything that is no date of ours."""
    try:
        return date.fromisoformat(str(text))
    except ValueError:
        return None


def chosen_start(value: object, now: datetime) -> datetime | None:
    """The instant that a form sends, in UTC; None for anything that no form of ours holds."""
    try:
        start = datetime.fromisoformat(str(value))
        if start.tzinfo is None or abs(start - now) > FURTHEST:
            return None
        return start.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _first(slots: Sequence[Slot]) -> datetime | None:
    return min((slot.start for slot in slots), default=None)


def _time(slot: Slot, zone: ZoneInfo, with_offset: bool, current: Slot | None) -> Time:
    start = slot.start.astimezone(zone)
    offset = offset_words(slot.start, zone) if with_offset else ""
    return Time(slot.start.astimezone(UTC).isoformat(), f"{start:%H:%M}", offset, slot == current)


def _day_name(day: date) -> str:
    return f"{day:%A} {day.day} {day:%B}"


def _monday(slot: Slot, zone: ZoneInfo) -> date:
    day = slot.start.astimezone(zone).date()
    return day - timedelta(days=day.weekday())
