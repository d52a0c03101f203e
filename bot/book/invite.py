"""The calendar part of a meeting's mails: iCalendar (RFC 5545), inviting (RFC 5546) by mail (RFC 6047)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parseaddr
from typing import Literal

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
    meeting, zone = invitation.meeting, zone_of(invitation.timezone)
    start, end = meeting.start_at.astimezone(zone), meeting.end_at.astimezone(zone)
    if start.fold or end.fold:
        # A wall clock time that happens twice means the first one (RFC 5545, 3.3.5): the second needs UTC.
        start, end = meeting.start_at.astimezone(UTC), meeting.end_at.astimezone(UTC)
    event = icalendar.Event()
    event.add("uid", meeting.uid)
    event.add("sequence", meeting.sequence)
    event.add("dtstamp", now)
    event.add("created", meeting.created_at)
    event.add("last-modified", meeting.updated_at)
    event.add("dtstart", start)
    event.add("dtend", end)
    event.add("summary", one_line(invitation.summary))
    event.add("description", invitation.description)
    event.add("location", meeting.location)
    if meeting.location.startswith("https://"):
        event.add("url", meeting.location)
    event.add("status", "CANCELLED" if method == "CANCEL" else "CONFIRMED")
    event.add("transp", "OPAQUE")
    event.add("organizer", _address(invitation.organizer))
    for person in invitation.attendees:
        event.add("attendee", _attendee(person), encode=False)
    return _calendar(event, method, vtimezone(zone, meeting.start_at))


def organizer_of(mail_from: str) -> Person:
    """The sender's mailbox as a person: `Tidewater <hello@tidewater.example>`."""
    name, email = parseaddr(mail_from)
    return Person(name or email, email)


def _calendar(event: icalendar.Event, method: Method, zone: icalendar.Timezone) -> str:
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Bantam//Meetings//EN")
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", method)
    calendar.add_component(zone)
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
