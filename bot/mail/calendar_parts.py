"""The calendar that a mail carries (RFC 5545), read without trusting any of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import Message
from typing import Any

from icalendar.parser import Contentline

from bot.mail.mime import parameter

LOOKED_AT = re.compile(r"(?:BEGIN|END|METHOD|UID|SEQUENCE|ATTENDEE)[:;]", re.IGNORECASE)
"""The properties that are read; the others of a long calendar would only cost time."""

_CONTENT_LINE: Any = Contentline  # icalendar gives it no types
LONGEST_LINE = 2_000
CALENDAR_TYPES = ("text/calendar", "application/ics")


@dataclass(frozen=True)
class CalendarEvent:
    """A VEVENT's properties, in capitals: `{"ATTENDEE": [(parameters, value), ...]}`."""

    properties: dict[str, list[tuple[dict[str, str], str]]]

    def value(self, name: str) -> str:
        """The property's first value; empty without one."""
        found = self.properties.get(name)
        return found[0][1].strip() if found else ""


@dataclass(frozen=True)
class CalendarPart:
    """A VCALENDAR. `method` is the body's METHOD, in capitals; empty without one."""

    method: str
    declared: str
    """The METHOD of the part's Content-Type, which some servers give there alone."""
    events: tuple[CalendarEvent, ...]


def is_calendar(part: Message) -> bool:
    name = parameter(part, "name") or parameter(part, "filename", "Content-Disposition")
    return part.get_content_type() in CALENDAR_TYPES or name.lower().endswith(".ics")


def calendar_part(part: Message) -> CalendarPart | None:
    text = _unfolded(part)
    if not text.lstrip().upper().startswith("BEGIN:VCALENDAR"):
        return None
    method = ""
    events: list[CalendarEvent] = []
    inside: list[str] = []
    for name, parameters, value in _properties(text):
        if name == "BEGIN":
            inside.append(value.upper())
            if inside == ["VCALENDAR", "VEVENT"]:
                events.append(CalendarEvent({}))
        elif name == "END":
            inside = inside[:-1]
        elif inside == ["VCALENDAR"] and name == "METHOD":
            method = method or value.upper()
        elif inside == ["VCALENDAR", "VEVENT"]:
            events[-1].properties.setdefault(name, []).append((parameters, value))
    return CalendarPart(method, parameter(part, "method").upper(), tuple(events))


def _unfolded(part: Message) -> str:
    """The part's text with each content line on one line."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    charset = parameter(part, "charset").lower()
    if charset in ("utf-16", "utf-16le", "utf-16be"):
        raw = raw.decode(charset, "replace").encode()
    # Before it is decoded: some programs fold in the middle of a character.
    raw = re.sub(rb"\r?\n[ \t]", b"", raw)
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        return raw.decode("latin-1")  # what we look at is ASCII anyway, apart from rare addresses


def _properties(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Those that count here, as name (in capitals), parameters, value; a malformed one is left out."""
    for line in re.split(r"\r\n|\n|\r", text):
        if len(line) > LONGEST_LINE or not LOOKED_AT.match(line):
            continue
        try:
            name, parameters, value = _CONTENT_LINE(line).parts()
        except ValueError:
            continue
        plain = {str(key).upper(): _first(given) for key, given in parameters.items()}
        yield str(name).upper(), plain, str(value).strip()


def _first(value: object) -> str:
    """A parameter may hold several values."""
    return str(value[0] if isinstance(value, (list, tuple)) and value else value)
