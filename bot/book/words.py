"""Times written out for people: always with their zone."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.book.models import Meeting

RENAMED = {
    "Asmera": "Asmara", "Calcutta": "Kolkata", "Faeroe": "Faroe", "Godthab": "Nuuk", "Katmandu": "Kathmandu",
    "Kiev": "Kyiv", "Rangoon": "Yangon", "Saigon": "Ho Chi Minh City", "Ho Chi Minh": "Ho Chi Minh City",
}  # fmt: skip
"""Browsers go on naming zones as cities were called once."""


def zone_of(name: str) -> ZoneInfo:
    """The zone of that IANA name; UTC for one that this machine does not know."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return ZoneInfo("UTC")


def zone_words(at: datetime, zone: ZoneInfo) -> str:
    """A zone as people name it, with its offset at that instant: `Berlin time, UTC+1`."""
    city = zone.key.rpartition("/")[2].replace("_", " ")
    city = RENAMED.get(city, city)
    offset = offset_words(at, zone)
    return f"{city} time, {offset}" if "/" in zone.key and not zone.key.startswith("Etc/") else offset


def offset_words(at: datetime, zone: ZoneInfo) -> str:
    """`UTC`, `UTC+1`, `UTC-3:30`."""
    minutes = round((at.astimezone(zone).utcoffset() or timedelta(0)).total_seconds() / 60)
    hours, rest = divmod(abs(minutes), 60)
    sign = "-" if minutes < 0 else "+"
    return "UTC" + (f"{sign}{hours}" if minutes else "") + (f":{rest:02}" if rest else "")


def day_words(at: datetime, zone: ZoneInfo) -> str:
    """`Tuesday 3 March 2026`."""
    local = at.astimezone(zone)
    return f"{local:%A} {local.day} {local:%B %Y}"


def hours_words(start: datetime, end: datetime, zone: ZoneInfo) -> str:
    """`10:00 to 10:30`."""
    return f"{start.astimezone(zone):%H:%M} to {end.astimezone(zone):%H:%M}"


def short_words(at: datetime, zone: ZoneInfo) -> str:
    """`Tue 3 Mar, 10:00`: for a button that stands below its zone, or a subject."""
    local = at.astimezone(zone)
    return f"{local:%a} {local.day} {local:%b}, {local:%H:%M}"


def start_words(at: datetime, zone: ZoneInfo) -> str:
    """`Tuesday 3 March 2026, 10:00 (Berlin time, UTC+1)`."""
    return f"{day_words(at, zone)}, {at.astimezone(zone):%H:%M} ({zone_words(at, zone)})"


def when_words(meeting: Meeting, zone: ZoneInfo) -> str:
    """`Tuesday 3 March 2026, 10:00 to 10:30 (Berlin time, UTC+1)`."""
    day = day_words(meeting.start_at, zone)
    hours = hours_words(meeting.start_at, meeting.end_at, zone)
    return f"{day}, {hours} ({zone_words(meeting.start_at, zone)})"
