"""A zone's clock changes around an instant, as a VTIMEZONE (RFC 5545, 3.6.5).

Ours, because `icalendar` dates a change to summer time by the clock that it leads to, an hour late.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

import icalendar

SPAN = timedelta(days=366)
NONE = timedelta(0)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")


Change = tuple[datetime, datetime]
"""The last minute before a change of offset, and the first after it, in UTC."""


def vtimezone(zone: ZoneInfo, around: datetime) -> icalendar.Timezone:
    """The zone, right from a year before to a year after the aware instant `around`.

    Changes that come by one rule every year are written as rules, since Outlook knows nothing else: it takes
    one change to summer time a year and one back. Others stand there one by one.
    """
    component = icalendar.Timezone()
    component.add("tzid", zone.key)
    if yearly := _yearly(zone, around.year):
        for change, rule in yearly:
            component.add_component(_observance(zone, *change, rule=rule))
        return component
    first = (around - SPAN).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    component.add_component(_observance(zone, first, first))
    for before, after in clock_changes(zone, first, around + SPAN):
        component.add_component(_observance(zone, before, after))
    return component


@lru_cache(maxsize=256)
def _yearly(zone: ZoneInfo, year: int) -> tuple[tuple[Change, Mapping[str, object]], ...]:
    """The two changes of the year before last, each with the rule that it followed until the next year ended;
    none when there are not two a year, or they follow no rule such as the last Sunday of March."""
    years = [list(clock_changes(zone, *_span_of(zone, each))) for each in range(year - 2, year + 2)]
    if any(len(changes) != 2 for changes in years):
        return ()
    found: list[tuple[Change, Mapping[str, object]]] = []
    for same in zip(*years, strict=True):
        rules = set.intersection(*(_rules(zone, *change) for change in same))
        if not rules:
            return ()
        # "The last" is what laws say where both would do.
        month, day, *_ = min(rules)
        found.append((same[0], {"freq": "YEARLY", "bymonth": month, "byday": day}))
    return tuple(found)


def _span_of(zone: ZoneInfo, year: int) -> tuple[datetime, datetime]:
    first, last = (datetime(each, 1, 1, tzinfo=zone).astimezone(UTC) for each in (year, year + 1))
    return first, last


def _rules(
    zone: ZoneInfo, before: datetime, after: datetime
) -> set[tuple[int, str, time, timedelta, timedelta]]:
    """The rules by which this change can have come: month, `-1SU` or `2SU`, hour, offset before and after."""
    local = _onset(zone, before, after)
    weekday = WEEKDAYS[local.weekday()]
    days = [f"{(local.day - 1) // 7 + 1}{weekday}"]
    if (local + timedelta(days=7)).month != local.month:
        days.append(f"-1{weekday}")
    return {(local.month, day, local.time(), _offset(zone, before), _offset(zone, after)) for day in days}


def clock_changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[Change]:
    """Each change of offset between two instants in UTC: the last minute before it, and the first after."""
    day = first
    while day < last:
        before, after = day, day + timedelta(days=1)
        if _offset(zone, before) != _offset(zone, after):
            while after - before > timedelta(minutes=1):
                middle = before + (after - before) // 2
                middle = middle.replace(second=0, microsecond=0)
                if _offset(zone, middle) == _offset(zone, before):
                    before = middle
                else:
                    after = middle
            yield before, after
        day += timedelta(days=1)


def _observance(
    zone: ZoneInfo, before: datetime, at: datetime, *, rule: Mapping[str, object] | None = None
) -> icalendar.Component:
    local = at.astimezone(zone)
    component = icalendar.TimezoneDaylight() if local.dst() else icalendar.TimezoneStandard()
    component.add("dtstart", _onset(zone, before, at))
    component.add("tzoffsetfrom", _offset(zone, before))
    component.add("tzoffsetto", _offset(zone, at))
    component.add("tzname", local.tzname() or zone.key)
    if rule:
        component.add("rrule", rule)
    return component


def _onset(zone: ZoneInfo, before: datetime, at: datetime) -> datetime:
    """When the change happens by the clock that was in force until then (TZOFFSETFROM), naive."""
    return (at + _offset(zone, before)).replace(tzinfo=None)


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or NONE
