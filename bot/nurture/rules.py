"""When a mail may go out, to whom it may not, and the hash by which an address is remembered."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.leads.holidays import public_holidays
from bot.leads.models import Contact, Stage
from bot.nurture.models import Ending
from bot.playbook.shapes import Sending

FAR = 60
"""Days after which a search for a working day gives up: no country has that many days off in a row."""


@dataclass(frozen=True)
class Due:
    """An instant (UTC) and, in words, why it is not earlier (empty when nothing moved it)."""

    at: datetime
    moved: str = ""


def due_at(earliest: datetime, contact: Contact, sending: Sending) -> Due:
    """The first instant at or after `earliest` (aware) that suits the lead: weekdays and hours of `sending`
    in their zone, and no public holiday of their country.

    Each day's hours are wall clock times converted to UTC, so a change of the clocks moves nothing.
    """
    zone = zone_of(contact)
    country = country_of(contact)
    obstacles: list[str] = []
    first = earliest.astimezone(zone).date()
    for day in (first + timedelta(days=n) for n in range(FAR)):
        if obstacle := _day_off(day, country, sending):
            obstacles.append(obstacle)
            continue
        opens, closes = (
            datetime.combine(day, hour, zone).astimezone(UTC)
            for hour in (sending.hours.start, sending.hours.end)
        )
        if earliest < closes:
            obstacles += ["before working hours"] if earliest < opens and day == first else []
            return Due(max(earliest.astimezone(UTC), opens), _moved(obstacles, zone))
        obstacles.append("after working hours")
    return Due(earliest.astimezone(UTC), "no working day found")


def _day_off(day: date, country: str | None, sending: Sending) -> str | None:
    if day.weekday() not in sending.weekdays:
        return "weekend"
    return "public holiday" if country and day in public_holidays(country, day.year) else None


def _moved(obstacles: Iterable[str], zone: ZoneInfo) -> str:
    unique = list(dict.fromkeys(obstacles))
    return f"moved to working hours in {zone.key}: {', '.join(unique)}" if unique else ""


def zone_of(contact: Contact) -> ZoneInfo:
    """The lead's time zone; UTC when it is not known, or not one that this machine knows."""
    try:
        return ZoneInfo(contact.timezone or "UTC")
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return ZoneInfo("UTC")


def country_of(contact: Contact) -> str | None:
    """The lead's country (ISO 3166, two letters): as stated, or the one that their time zone lies in."""
    return contact.country or _countries().get(contact.timezone or "")


@lru_cache(maxsize=1)
def _countries() -> dict[str, str]:
    """Zone names of the time zone database with the country that each is the zone of."""
    table = (resources.files("tzdata") / "zoneinfo" / "zone.tab").read_text("utf-8")
    rows = [line.split("\t") for line in table.splitlines() if line and not line.startswith("#")]
    return {row[2]: row[0] for row in rows}


def address_hash(email: str) -> str:
    """What suppression remembers instead of the address: the SHA-256 of the address, trimmed, in lower case.

    Without a key: it must hold after the lead is erased, and after the secret key was changed.
    """
    return hashlib.sha256(email.strip().lower().encode()).hexdigest()


def stage_ends(stage: Stage) -> Ending | None:
    """Why a lead at this stage gets no nurture mail (an ending), or None."""
    endings: dict[Stage, Ending] = {
        "meeting": "booked", "customer": "converted", "disqualified": "disqualified",
    }  # fmt: skip
    return endings.get(stage)


def in_words(delay: timedelta, since: str) -> str:
    """For example `4 days after step 1`."""
    minutes = round(delay.total_seconds() / 60)
    for size, unit in ((1440, "day"), (60, "hour"), (1, "minute")):
        if minutes and minutes % size == 0:
            count = minutes // size
            return f"{count} {unit}{'' if count == 1 else 's'} after {since}"
    return f"right after {since}"
