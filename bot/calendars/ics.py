"""What a calendar's text takes of its owner's time: iCalendar (RFC 5545), as real calendars write it.

Pure. Nothing of an event but its times is looked at, kept or told.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import icalendar
import recurring_ical_events
from icalendar.prop import vPeriod

from bot.book.calendar_models import FeedUnreadable, Window
from bot.book.rules import Busy
from bot.calendars.blocks import Block, name_of, split, value_of
from bot.calendars.repeats import endless
from bot.calendars.zones import Zones, iana

MOST_BUSY = 20_000
"""Busy times that a calendar may have in the window, after those that touch are joined."""
OURS = "@bantam"
"""How the UIDs of our own meetings end: SQL knows those better."""
MARGIN = timedelta(days=2)
"""Zones and whole days lie up to a day beside UTC."""
DATES = ("DTSTART", "DTEND", "RECURRENCE-ID", "RDATE", "EXDATE")
PERIOD: Any = vPeriod  # which has no types of its own
Patience = Callable[[], AbstractContextManager[None]]


class TooLong(BaseException):
    """Raised in the middle of an event that takes too long, by who limits the time. No `except Exception`
    of a library may swallow it."""


@dataclass(frozen=True)
class Found:
    """Busy times in UTC, sorted, none touching another; and what was left out or guessed."""

    busy: tuple[Busy, ...]
    warnings: tuple[str, ...]


def busy_times(texts: Iterable[str], window: Window, *, patience: Patience = nullcontext) -> Found:
    """The busy times in the window of all the calendars in these texts.

    Cancelled, transparent and declined events and our own meetings take no time; a broken event is left out
    with a warning. Each series of events is counted out within `patience`, which may raise TooLong.
    Raises FeedUnreadable when a text is no calendar, or holds more than anybody's calendar does.
    """
    warnings: Counter[str] = Counter()
    busy: list[Busy] = []
    for text in texts:
        busy += _Calendar(text, window, warnings).busy(patience)
        busy = merged(busy)
        if len(busy) > MOST_BUSY:
            words = f"The calendar has more than {MOST_BUSY} busy times ahead. Add one with fewer events."
            raise FeedUnreadable(words, permanent=True)
    return Found(tuple(busy), tuple(_counted(warnings)))


def merged(busy: Iterable[Busy]) -> list[Busy]:
    """Sorted, and joined where they overlap or touch."""
    joined: list[Busy] = []
    for start, end in sorted(busy):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(joined[-1][1], end))
        else:
            joined.append((start, end))
    return joined


class _Calendar:
    """One text, on its way to busy times."""

    def __init__(self, text: str, window: Window, warnings: Counter[str]) -> None:
        blocks = split(text)
        self._window = window
        self._warnings = warnings
        self._blocks = blocks.found
        self._own = ZoneInfo(window.zone)
        definitions = [block for block in blocks.found if block.name == "VTIMEZONE"]
        self._zones = Zones(window.zone, definitions, self._warn)
        # Times without a zone are the calendar's, if it says in which zone it is (X-WR-TIMEZONE).
        self._calendars_zone = iana(blocks.zone) if blocks.zone else None
        self._floating = self._calendars_zone or window.zone

    def busy(self, patience: Patience) -> Iterator[Busy]:
        for series in self._series():
            try:
                with patience():
                    found = [self._clipped(*times) for times in self._times(series)]
            except TooLong:
                self._warn("an event that repeats too often was left out")
            except Exception:  # noqa: BLE001 - of thousands of events one is always strange
                self._warn("an event that cannot be read was left out")
            else:
                yield from (times for times in found if times)
        for block in self._blocks:
            if block.name == "VFREEBUSY":
                yield from filter(None, (self._clipped(*times) for times in self._free_busy(block)))

    def _series(self) -> Iterable[list[Block]]:
        """Events that belong together: a repeating one and its exceptions share a UID."""
        series: dict[str, list[Block]] = defaultdict(list)
        for number, block in enumerate(self._blocks):
            if block.name != "VEVENT":
                continue
            uid = (block.value("UID") or "").strip()
            if not uid.lower().endswith(OURS) and not self._elsewhere(block):
                series[uid or f"none-{number}"].append(block)
        return series.values()

    def _elsewhere(self, block: Block) -> bool:
        """Whether a single event is so far from the window that it need not be read. Calendars are old."""
        if _repeats(block) or block.value("DURATION"):
            return False
        days = [value[:8] for name in ("DTSTART", "DTEND") if _DAY.match(value := block.value(name) or "")]
        before, after = f"{self._window.start - MARGIN:%Y%m%d}", f"{self._window.end + MARGIN:%Y%m%d}"
        return bool(days) and (max(days) < before or min(days) > after)

    def _times(self, series: Sequence[Block]) -> Iterator[tuple[Any, Any]]:
        """From when to when: aware, or dates of the owner's zone."""
        events = [self._event(block) for block in series]
        if len(events) == 1 and not _repeats(series[0]):
            if events[0].get("TRANSP") != "TRANSPARENT":
                yield _span(events[0])
            return
        calendar = icalendar.Calendar()
        if self._calendars_zone:
            calendar.add("X-WR-TIMEZONE", self._calendars_zone)
        for event in events:
            calendar.add_component(event)
        start, end = self._window.start.astimezone(UTC) - MARGIN, self._window.end.astimezone(UTC) + MARGIN
        for event in recurring_ical_events.of(calendar).between(start, end):
            if event.get("TRANSP") != "TRANSPARENT":
                yield event["DTSTART"].dt, event["DTEND"].dt

    def _event(self, block: Block) -> Any:
        """The event with its times alone, each with a zone that icalendar knows."""
        lines = [line for raw in _without_repeats(block.lines) for line in self._cleaned(raw)]
        if self._free(block):
            lines.append("TRANSP:TRANSPARENT")
        event: Any = icalendar.Event.from_ical("\r\n".join(["BEGIN:VEVENT", *lines, "END:VEVENT", ""]))
        if event.errors:
            raise ValueError("a property is malformed")
        for rule in (value_of(line) for line in block.lines if name_of(line) == "RRULE"):
            if endless(rule, event["DTSTART"].dt, self._window.end):
                raise TooLong
        return event

    def _cleaned(self, line: str) -> Iterator[str]:
        name = name_of(line)
        if name in DATES:
            head, _, values = line.rpartition(":")
            params = _params(head)
            later = ";RANGE=THISANDFUTURE" if params.get("RANGE", "").upper() == "THISANDFUTURE" else ""
            for value in filter(None, (value.strip() for value in values.split(","))):
                yield f"{name}{later}{self._placed(value, params.get('TZID'))}"
        elif name == "RRULE":
            yield f"RRULE:{''.join(value_of(line).split())}"  # Exchange writes spaces after commas
        elif name in ("UID", "DURATION", "SEQUENCE"):
            yield f"{name}:{value_of(line).strip()}"

    def _placed(self, value: str, tzid: str | None) -> str:
        """The end of a line for a date, a date-time or a period: `;TZID=Europe/Berlin:20260302T090000`."""
        kind = ";VALUE=PERIOD" if "/" in value else ";VALUE=DATE" if _DATE.fullmatch(value) else ""
        if kind == ";VALUE=DATE" or value.partition("/")[0].endswith("Z"):
            return f"{kind}:{value}"
        return f"{kind};TZID={self._zones.tzid(tzid) if tzid else self._floating}:{value}"

    def _free(self, block: Block) -> bool:
        """Whether it takes nobody's time: cancelled, transparent, or declined by the owner."""
        status, transparent = block.value("STATUS") or "", block.value("TRANSP")
        shown = (block.value("X-MICROSOFT-CDO-BUSYSTATUS") or "").strip().upper()
        if status.strip().upper() == "CANCELLED" or (transparent is None and shown == "FREE"):
            return True
        return (transparent or "").strip().upper() == "TRANSPARENT" or any(map(self._declined, block.lines))

    def _declined(self, line: str) -> bool:
        if name_of(line) != "ATTENDEE" or not self._window.email:
            return False
        head, _, address = line.rpartition(":")
        return "PARTSTAT=DECLINED" in head.upper() and address.strip().lower() == self._window.email.lower()

    def _free_busy(self, block: Block) -> Iterator[tuple[Any, Any]]:
        """The periods of a VFREEBUSY (RFC 5545, 3.6.4), all in UTC."""
        if (block.value("UID") or "").strip().lower().endswith(OURS):
            return
        for line in block.lines:
            if (
                name_of(line) != "FREEBUSY"
                or _params(line.rpartition(":")[0]).get("FBTYPE", "").upper() == "FREE"
            ):
                continue
            for value in value_of(line).split(","):
                try:
                    start, end = PERIOD.from_ical(value.strip())
                    yield start, start + end if isinstance(end, timedelta) else end
                except Exception:  # noqa: BLE001 - see above
                    self._warn("a busy time that cannot be read was left out")

    def _clipped(self, start: Any, end: Any) -> Busy | None:
        """What of it lies in the window; None for nothing, and for what lasts no time at all."""
        begins, ends = self._instant(start), self._instant(end)
        first, last = max(begins, self._window.start), min(ends, self._window.end)
        return (first.astimezone(UTC), last.astimezone(UTC)) if begins < ends and first < last else None

    def _instant(self, at: Any) -> datetime:
        if not isinstance(at, datetime):
            return datetime.combine(at, time(), self._own).astimezone(UTC)  # the owner's midnight
        return (at if at.tzinfo else at.replace(tzinfo=self._own)).astimezone(UTC)

    def _warn(self, words: str) -> None:
        self._warnings[words] += 1


_DAY = re.compile(r"\d{8}")
_DATE = re.compile(r"\d{8}")
_PARAM = re.compile(r';\s*([A-Za-z-]+)=("[^"]*"|[^;]*)')


def _params(head: str) -> dict[str, str]:
    return {name.upper(): value.strip('"') for name, value in _PARAM.findall(head)}


def _without_repeats(lines: Sequence[str]) -> Iterator[str]:
    """What an event may say once counts as it was said first."""
    said: set[str] = set()
    for line in lines:
        name = name_of(line)
        if name not in said or name in ("RRULE", "RDATE", "EXDATE"):
            yield line
        said.add(name)


def _repeats(block: Block) -> bool:
    return any(name_of(line) in ("RRULE", "RDATE", "RECURRENCE-ID") for line in block.lines)


def _span(event: Any) -> tuple[Any, Any]:
    """Of a single event (RFC 5545, 3.6.1): without an end a date is a whole day, and a time takes no time."""
    start = event["DTSTART"].dt
    if "DTEND" in event:
        return start, event["DTEND"].dt
    if "DURATION" not in event:
        return start, start if isinstance(start, datetime) else start + timedelta(days=1)
    lasts = event["DURATION"].dt
    if not isinstance(start, datetime) and lasts % timedelta(days=1):
        start = datetime.combine(start, time())
    return start, start + lasts


def _counted(warnings: Counter[str]) -> Iterator[str]:
    """Each once, with how often; the most frequent first."""
    for words, count in warnings.most_common(20):
        yield f"{words} ({count} times)" if count > 1 else words
