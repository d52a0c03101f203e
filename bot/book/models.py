"""A meeting, a slot, and what booking and cancelling can come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.playbook.shapes import Rep

MeetingStatus = Literal["held", "confirmed", "cancelled", "expired", "completed", "no_show"]
ACTIVE: tuple[MeetingStatus, ...] = ("held", "confirmed")
CancelledBy = Literal["visitor", "rep"]


@dataclass(frozen=True, order=True)
class Slot:
    """A time to meet: half-open, aware, in UTC."""

    start: datetime
    end: datetime


@dataclass(frozen=True)
class Meeting:
    """A meeting as SQL holds it.

    `busy_start` to `busy_end` is what it takes of the rep's time, half-open, buffers included;
    `rep_day` is the date in the rep's zone to which it counts.
    """

    id: str
    lead_id: str
    conversation_id: str | None
    rep_id: str
    start_at: datetime
    end_at: datetime
    busy_start: datetime
    busy_end: datetime
    rep_day: date
    status: MeetingStatus
    location: str
    visitor_timezone: str
    uid: str
    sequence: int
    created_at: datetime
    updated_at: datetime
    held_until: datetime | None = None
    cancelled_by: CancelledBy | None = None

    @property
    def active(self) -> bool:
        return self.status in ACTIVE


@dataclass(frozen=True)
class Offer:
    """Times that this rep can make now. Showing them holds nothing."""

    slots: tuple[Slot, ...]
    rep: Rep


@dataclass(frozen=True)
class BookingRequest:
    """Who wants which slot with whom. `start` is aware; `visitor_timezone` is an IANA name."""

    lead_id: str
    conversation_id: str | None
    rep_id: str
    start: datetime
    visitor_timezone: str


Because = Literal[
    "past", "too_soon", "too_far", "time_off", "holiday", "no_hours", "break", "not_on_the_grid",
    "day_full", "busy",
]  # fmt: skip
"""Which rule takes a start away."""


@dataclass(frozen=True)
class Booked:
    meeting: Meeting


@dataclass(frozen=True)
class AlreadyBooked:
    """The lead has this active meeting; it is shown instead of a second one."""

    meeting: Meeting


@dataclass(frozen=True)
class SlotTaken:
    """Somebody was faster, or the day filled up: these are the nearest free times now."""

    nearest: tuple[Slot, ...]


@dataclass(frozen=True)
class NotBookable:
    """This start cannot be booked at all, and why; `rep_gone` and `no_email` are not about the start."""

    because: Because | Literal["rep_gone", "no_email"]
    nearest: tuple[Slot, ...] = ()


BookingOutcome = Booked | AlreadyBooked | SlotTaken | NotBookable


@dataclass(frozen=True)
class Cancelled:
    meeting: Meeting


@dataclass(frozen=True)
class NotCancelled:
    """Nothing changed: it was `cancelled` before, or is `over` (it has begun)."""

    meeting: Meeting
    because: Literal["cancelled", "over"]
