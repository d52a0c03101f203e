"""A meeting, a slot, and what booking and cancelling can come to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from bot.playbook.shapes import Rep

MeetingStatus = Literal["held", "confirmed", "cancelled", "expired", "completed", "no_show"]
ACTIVE: tuple[MeetingStatus, ...] = ("held", "confirmed")
Side = Literal["visitor", "rep"]
CancelledBy = Side
Rating = Literal["good", "bad"]
Answer = Literal["accepted", "declined", "tentative"]
"""What a calendar answers to an invite (PARTSTAT, RFC 5545, 3.2.12)."""


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
    link_version: int = 0
    remind_at: datetime | None = None
    rating: Rating | None = None
    visitor_reply: Answer | None = None
    rep_reply: Answer | None = None
    clash_told_at: datetime | None = None

    @property
    def active(self) -> bool:
        return self.status in ACTIVE

    @property
    def slot(self) -> Slot:
        return Slot(self.start_at, self.end_at)


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
    "day_full", "busy", "calendar_stale",
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
class Held:
    """The slot is kept for the lead until `meeting.held_until`; nobody was told of a meeting."""

    meeting: Meeting


HoldOutcome = Held | AlreadyBooked | SlotTaken | NotBookable


@dataclass(frozen=True)
class Cancelled:
    meeting: Meeting


@dataclass(frozen=True)
class NotCancelled:
    """Nothing changed: it was `cancelled` before, or is `over` (it has begun)."""

    meeting: Meeting
    because: Literal["cancelled", "over"]


@dataclass(frozen=True)
class Moved:
    """The same meeting at another time; `before` is when it was."""

    meeting: Meeting
    before: Slot


@dataclass(frozen=True)
class NotMoved:
    """Nothing changed: it is `cancelled`, is `over` (it has begun), or is at that time already (`same`)."""

    meeting: Meeting
    because: Literal["cancelled", "over", "same"]


MoveOutcome = Moved | NotMoved | SlotTaken | NotBookable


@dataclass(frozen=True)
class Marked:
    meeting: Meeting


@dataclass(frozen=True)
class NotMarked:
    """Nothing changed: it was `cancelled`, or it has not begun yet (`ahead`)."""

    meeting: Meeting
    because: Literal["cancelled", "ahead"]


@dataclass(frozen=True)
class Answered:
    """The reply is kept; a `declined` one has cancelled the meeting."""

    meeting: Meeting
    side: Side
    answer: Answer


@dataclass(frozen=True)
class AnswerIgnored:
    """Nothing changed: no such meeting (`unknown`), somebody who was not invited (`stranger`), an answer to
    an earlier time (`old`), or a meeting that is cancelled or over (`over`)."""

    because: Literal["unknown", "stranger", "old", "over"]
