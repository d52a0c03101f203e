"""Times written out for people: always with their zone, in English where no locale says otherwise."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_interval, get_timezone_location

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


def when_words(meeting: Meeting, zone: ZoneInfo, locale: Locale | None = None) -> str:
    """`Tuesday 3 March 2026, 10:00 to 10:30 (Berlin time, UTC+1)`; in other languages as CLDR writes it:
    `Dienstag, 3. März 2026, 10:00–10:30 Uhr (Berlin, UTC+1)`.
    """
    start, end = meeting.start_at, meeting.end_at
    if locale is None or locale.language == "en":
        return f"{day_words(start, zone)}, {hours_words(start, end, zone)} ({zone_words(start, zone)})"
    clock = "hm" if "a" in locale.time_formats["short"].pattern else "Hm"
    day = format_date(start.astimezone(zone), "full", locale)
    hours = format_interval(start, end, clock, zone, locale=locale)
    return f"{day}, {hours} ({_place_words(start, zone, locale)})"


def _place_words(at: datetime, zone: ZoneInfo, locale: Locale) -> str:
    """A zone by its city, which needs no grammar: `Wien, UTC+1`."""
    if "/" not in zone.key or zone.key.startswith("Etc/"):
        return zone_words(at, zone)
    return f"{get_timezone_location(zone, locale=locale, return_city=True)}, {offset_words(at, zone)}"
