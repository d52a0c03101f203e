"""A zone's clock changes around an instant, as a VTIMEZONE (RFC 5545, 3.6.5).

Ours, because `icalendar` dates a change to summer time by the clock that it leads to, an hour late.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import icalendar

SPAN = timedelta(days=366)
NONE = timedelta(0)


def vtimezone(zone: ZoneInfo, around: datetime) -> icalendar.Timezone:
    """The zone with every change from a year before to a year after the aware instant `around`."""
    first = (around - SPAN).astimezone(UTC).replace(minute=0, second=0, microsecond=0)
    component = icalendar.Timezone()
    component.add("tzid", zone.key)
    component.add_component(_observance(zone, first, first))
    for before, after in clock_changes(zone, first, around + SPAN):
        component.add_component(_observance(zone, before, after))
    return component


def clock_changes(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[tuple[datetime, datetime]]:
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


def _observance(zone: ZoneInfo, before: datetime, at: datetime) -> icalendar.Component:
    local = at.astimezone(zone)
    component = icalendar.TimezoneDaylight() if local.dst() else icalendar.TimezoneStandard()
    # The clock that was in force shows when the change happens (TZOFFSETFROM).
    component.add("dtstart", (at + _offset(zone, before)).replace(tzinfo=None))
    component.add("tzoffsetfrom", _offset(zone, before))
    component.add("tzoffsetto", _offset(zone, at))
    component.add("tzname", local.tzname() or zone.key)
    return component


def _offset(zone: ZoneInfo, at: datetime) -> timedelta:
    return at.astimezone(zone).utcoffset() or NONE
