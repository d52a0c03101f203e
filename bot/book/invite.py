"""The calendar part of a meeting's mails: iCalendar (RFC 5545), inviting (RFC 5546) by mail (RFC 6047)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from types import MappingProxyType
from typing import Any, Literal
from zoneinfo import ZoneInfo

import icalendar

from bot.book.models import Meeting
from bot.book.vtimezone import vtimezone
from bot.book.words import zone_of
from bot.leads.mail import one_line

Method = Literal["REQUEST", "CANCEL"]


@dataclass(frozen=True)
class Person:
    name: str
    email: str


@dataclass(frozen=True)
class Invitation:
    """What stands in the invite. `organizer` is a mailbox that we read: replies to the invite go there."""

    meeting: Meeting
    timezone: str
    organizer: Person
    attendees: tuple[Person, ...]
    summary: str
    description: str


def invite(invitation: Invitation, method: Method, *, now: datetime) -> str:
    """One VEVENT as text with CRLF line ends; whole lines of at most 75 octets.

    UID stays for the meeting's life and SEQUENCE is the meeting's, so that a calendar replaces what it has.
    Times carry the TZID `timezone` with its VTIMEZONE: they keep their hour if a country changes its clocks.
    """
    zone = zone_of(invitation.timezone)
    event = meeting_event(
        invitation.meeting,
        zone,
        invitation.summary,
        invitation.description,
        stamp=now,
        cancelled=method == "CANCEL",
    )
    event.add("organizer", _address(invitation.organizer))
    for person in invitation.attendees:
        event.add("attendee", _attendee(person), encode=False)
    return calendar_text([event], vtimezone(zone, invitation.meeting.start_at), method=method)


def meeting_event(
    meeting: Meeting, zone: ZoneInfo, summary: str, description: str, *, stamp: datetime, cancelled: bool
) -> icalendar.Event:
    """The meeting as a VEVENT without organizer and guests; `stamp` is its DTSTAMP."""
    start, end = meeting.start_at.astimezone(zone), meeting.end_at.astimezone(zone)
    if _happens_twice(start) or _happens_twice(end):
        # It would mean the first one (RFC 5545, 3.3.5); ical.js, and so Thunderbird, takes the second.
        start, end = meeting.start_at.astimezone(UTC), meeting.end_at.astimezone(UTC)
    event = icalendar.Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", stamp)
    event.add("created", meeting.created_at)
    event.add("last-modified", meeting.updated_at)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", one_line(summary))
    event.add("description", description)
    event.add("location", meeting.location)
    if meeting.location.startswith("https://"):
        event.add("url", meeting.location)
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    event.add("transp", "OPAQUE")
    return event


def _happens_twice(local: datetime) -> bool:
    """Whether this wall clock time comes again, after the clocks were set back."""
    return local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()


def organizer_of(mail_from: str) -> Person:
    """The sender's mailbox as a person: `Tidewater <hello@tidewater.example>`."""
    name, email = parseaddr(mail_from)
    return Person(name or email, email)


def calendar_text(
    events: Iterable[icalendar.Event],
    zone: icalendar.Timezone,
    *,
    method: str | None = None,
    more: Mapping[str, Any] = MappingProxyType({}),
) -> str:
    """A VCALENDAR with CRLF line ends; without a method it is no message, but what a calendar holds.

    `more` are further properties of the calendar.
    """
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Bantam//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    if method:
        calendar.add("method", method)
    for name, value in more.items():
        calendar.add(name, value)
    calendar.add_component(zone)
    for event in events:
        calendar.add_component(event)
    return str(calendar.to_ical(), "utf-8")


def _attendee(person: Person) -> icalendar.vCalAddress:
    address = _address(person)
    address.params["CUTYPE"] = "INDIVIDUAL"
    address.params["ROLE"] = "REQ-PARTICIPANT"
    address.params["PARTSTAT"] = "NEEDS-ACTION"
    address.params["RSVP"] = "TRUE"
    return address


def _address(person: Person) -> icalendar.vCalAddress:
    address = icalendar.vCalAddress(f"mailto:{person.email}")
    # A quoted parameter has no way to hold a double quote (RFC 5545, 3.2).
    address.params["CN"] = one_line(person.name).replace('"', "'") or person.email
    return address
