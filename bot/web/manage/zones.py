"""The time zones that a visitor may see times in. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from bot.book.words import zone_words

COMMON = (
    "Pacific/Honolulu", "America/Anchorage", "America/Los_Angeles", "America/Phoenix",
    "America/Denver", "America/Chicago", "America/Mexico_City", "America/New_York",
    "America/Halifax", "America/St_Johns", "America/Bogota", "America/Sao_Paulo",
    "America/Argentina/Buenos_Aires", "UTC", "Europe/London", "Europe/Berlin", "Europe/Athens",
    "Europe/Istanbul", "Africa/Lagos", "Africa/Cairo", "Africa/Johannesburg", "Africa/Nairobi",
    "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Kathmandu", "Asia/Dhaka", "Asia/Bangkok",
    "Asia/Singapore", "Asia/Shanghai", "Asia/Tokyo", "Australia/Perth", "Australia/Adelaide",
    "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip
"""Where most visitors are; who is elsewhere has theirs in the list as well."""


@dataclass(frozen=True)
class ZoneChoice:
    """One entry of the list: `Kathmandu time, UTC+5:45`."""

    name: str
    words: str


def known_zone(name: object) -> str | None:
    """The IANA name, when it is one that this machine knows; None for anything else."""
    return name if isinstance(name, str) and name in _known() else None


def zone_choices(at: datetime, theirs: Iterable[str]) -> list[ZoneChoice]:
    """The common zones and theirs, from west to east as the clocks stand at that instant."""
    zones = [ZoneInfo(name) for name in {*COMMON, *theirs} if known_zone(name)]
    zones.sort(key=lambda zone: (at.astimezone(zone).utcoffset() or timedelta(0), zone.key))
    return [ZoneChoice(zone.key, zone_words(at, zone)) for zone in zones]


@cache
def _known() -> frozenset[str]:
    return frozenset(available_timezones())
