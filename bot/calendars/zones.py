"""Names of zones in calendars, as zones: IANA's, Windows', a vendor's, or one that the calendar defines."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from functools import lru_cache
from zoneinfo import ZoneInfo

import icalendar
from icalendar.timezone import tzp
from icalendar.timezone.windows_to_olson import WINDOWS_TO_OLSON

from bot.calendars.blocks import Block, name_of, value_of

UTC_NAMES = frozenset({"utc", "gmt", "z", "utc+00:00", "coordinated universal time", "greenwich mean time"})


class Zones:
    """The zones of one calendar. `own` (IANA) stands in for unknown ones; `warn` hears of those."""

    def __init__(self, own: str, definitions: Sequence[Block], warn: Callable[[str], None]) -> None:
        self._own = own
        self._warn = warn
        self._definitions = {
            _clean(name): block for block in definitions if (name := block.value("TZID")) is not None
        }
        self._known: dict[str, str] = {}

    def tzid(self, name: str) -> str:
        """An id under which icalendar knows that zone; the rep's own when nobody does."""
        cleaned = _clean(name)
        if cleaned not in self._known:
            self._known[cleaned] = self._find(cleaned)
        return self._known[cleaned]

    def _find(self, name: str) -> str:
        if found := iana(name):
            return found
        if (block := self._definitions.get(name)) and (found := _defined(block)):
            return found
        self._warn(f'the zone "{name[:60]}" is not known: its times are read in {self._own}')
        return self._own


@lru_cache(4096)
def iana(name: str) -> str | None:
    """The IANA name: of itself, of a Windows zone, or after a vendor's prefix (RFC 5545, 3.2.19)."""
    if name.lower() in UTC_NAMES:
        return "UTC"
    parts = name.strip("/").split("/")
    for candidate in [name, WINDOWS_TO_OLSON.get(name), *("/".join(parts[at:]) for at in range(len(parts)))]:
        if candidate and _exists(candidate):
            return candidate
    return None


def _exists(name: str) -> bool:
    try:
        return bool(ZoneInfo(name).key)
    except (KeyError, ValueError, OSError):
        return False


def _defined(block: Block) -> str | None:
    """The zone of a VTIMEZONE, under an id made of its rules: icalendar keeps zones for the whole process,
    and what one calendar calls "Custom" is not what another one does."""
    for line in block.lines:
        if name_of(line) == "X-LIC-LOCATION" and (found := iana(_clean(value_of(line)))):
            return found
    rules = [line for line in block.lines if name_of(line) != "TZID"]
    tzid = f"bantam-{hashlib.sha256('\n'.join(rules).encode()).hexdigest()[:24]}"
    try:
        lines = ["BEGIN:VTIMEZONE", f"TZID:{tzid}", *rules, "END:VTIMEZONE", ""]
        tzp.cache_timezone_component(icalendar.Timezone.from_ical("\r\n".join(lines)))
        return tzid if tzp.timezone(tzid) is not None else None
    except Exception:  # noqa: BLE001 - a broken definition may break anything in icalendar and dateutil
        return None


def _clean(name: str) -> str:
    return name.strip().strip('"').strip()
