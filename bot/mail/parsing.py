"""A mail as it arrives, read without trusting any of it (RFC 5322, 2045, 5545).

Whatever is broken in it is left out; nothing here raises on what somebody sent.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from email.utils import getaddresses
from typing import Any

from icalendar.parser import Contentline

LIMIT = 5_000_000
"""Bytes; a larger mail is not read."""

DEEPEST = 20
"""How many multiparts may lie in each other; the parts of what is nested deeper are left out."""

LOOKED_AT = re.compile(r"(?:BEGIN|END|METHOD|UID|SEQUENCE|ATTENDEE)[:;]", re.IGNORECASE)
"""The properties that are read; the others of a long calendar would only cost time."""

_CONTENT_LINE: Any = Contentline  # icalendar gives it no types
LONGEST_HEADER = LONGEST_LINE = 2_000
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


@dataclass(frozen=True)
class Letter:
    """What counts of a mail that arrived."""

    sender: str
    """The one address that it says to be from, in lower case; empty when it names none, or several."""
    auto_submitted: str
    """The keyword of RFC 3834: `auto-replied`, `auto-generated`; `no` without one."""
    report: bool
    """Whether it reports on another mail's way, such as a bounce (RFC 6522)."""
    nobodys: bool
    """Whether it came with the empty return path: nobody would hear of an answer (RFC 5321, 4.5.5)."""
    bulk: bool
    """Whether a list or a mass mailing sent it."""
    winmail: bool
    """Whether its parts are in Microsoft's own format, TNEF, which is not read here."""
    calendars: tuple[CalendarPart, ...]


def read_letter(raw: bytes) -> Letter | None:
    """The mail; None for what is no mail at all."""
    try:
        message = message_from_bytes(raw)
    except RecursionError:  # multiparts in multiparts, by the thousands
        return None
    if not message.keys():
        return None
    parts = list(_parts(message))
    types = {part.get_content_type() for part in parts}
    return Letter(
        sender=_sender(message),
        auto_submitted=_word(message, "Auto-Submitted") or "no",
        report=message.get_content_type() == "multipart/report",
        nobodys=_word(message, "Return-Path") == "<>",
        bulk=_word(message, "Precedence") in ("bulk", "list", "junk") or "List-Id" in message,
        winmail="application/ms-tnef" in types,
        calendars=tuple(found for part in parts if _is_calendar(part) and (found := _calendar(part))),
    )


def mailbox(uri: str) -> str:
    """The address of a `mailto:` URI, in lower case; a bare address counts too. Empty for anything else."""
    scheme, colon, rest = uri.strip().strip('"').partition(":")
    address = rest if colon and scheme.strip().lower() == "mailto" else uri if not colon else ""
    address = address.partition("?")[0].strip().strip("<>").casefold()
    return address if address.count("@") == 1 else ""


def _parts(message: Message, depth: int = 0) -> Iterator[Message]:
    """The leaves; never those of a mail within the mail, whose words are somebody else's."""
    if not message.is_multipart():
        yield message
    elif message.get_content_maintype() == "multipart" and depth < DEEPEST:
        inner = message.get_payload()
        for part in inner if isinstance(inner, list) else ():
            if isinstance(part, Message):
                yield from _parts(part, depth + 1)


def _sender(message: Message) -> str:
    fields = message.get_all("From", [])
    if len(fields) != 1 or len(str(fields[0])) > LONGEST_HEADER:
        return ""
    found = {mailbox(address) for _, address in getaddresses([str(fields[0])])}
    return found.pop() if len(found) == 1 else ""


def _word(message: Message, header: str) -> str:
    """The header's first word, in lower case, without a parameter or a comment after it."""
    words = str(message.get(header, "")).replace(";", " ").replace("(", " ").split()
    return words[0].lower() if words else ""


def _is_calendar(part: Message) -> bool:
    name = _parameter(part, "name") or _parameter(part, "filename", "Content-Disposition")
    return part.get_content_type() in CALENDAR_TYPES or name.lower().endswith(".ics")


def _parameter(part: Message, name: str, header: str = "Content-Type") -> str:
    value = part.get_param(name, header=header)
    if isinstance(value, tuple):  # RFC 2231: charset, language, value
        value = value[2]
    return str(value or "").strip()


def _calendar(part: Message) -> CalendarPart | None:
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
    return CalendarPart(method, _parameter(part, "method").upper(), tuple(events))


def _unfolded(part: Message) -> str:
    """The part's text with each content line on one line."""
    raw = part.get_payload(decode=True)
    if not isinstance(raw, bytes):
        return ""
    charset = _parameter(part, "charset").lower()
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
