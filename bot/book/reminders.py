"""When a meeting is called to mind, and the worker's part of it."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Protocol

from bot.book.invites import Invites
from bot.book.models import Meeting
from bot.book.ports import BookWork, Meetings
from bot.leads.mail import Mail

DAY, HOUR = timedelta(hours=24), timedelta(hours=1)
BEFORE = (DAY, HOUR)
"""How long before its start a meeting is called to mind."""

FRESH = timedelta(hours=6)
"""Who booked or moved the meeting this short a time before needs no reminder yet."""

LATE = timedelta(hours=3)
"""Nearer than this to the start, the reminder of the day before is too late: another one follows."""


class MeetingReader(Protocol):
    async def get(self, meeting_id: str) -> Meeting | None: ...


class MeetingWork(Protocol):
    @property
    def meetings(self) -> MeetingReader: ...


class ReminderMeetings(Meetings, Protocol):
    async def claim_reminder(self, *, now: datetime) -> Meeting | None:
        """One confirmed meeting whose reminder is due; nobody else gets it until this transaction ends."""
        ...

    async def set_reminder(self, meeting_id: str, at: datetime | None) -> None:
        """When its next reminder is due; None when there is none."""
        ...


class ReminderWork(BookWork, Protocol):
    @property
    def meetings(self) -> ReminderMeetings: ...


class Store(Protocol):
    def write(self) -> AbstractAsyncContextManager[ReminderWork]: ...


def first_reminder(start: datetime, now: datetime) -> datetime | None:
    """The first reminder of a meeting that was booked or moved at `now`; None when none would help."""
    for before in BEFORE:
        if start - before >= now + min(FRESH, before):
            return start - before
    return None


def next_reminder(start: datetime, now: datetime) -> datetime | None:
    """The reminder that follows the one that was due at `now`."""
    return next((start - before for before in BEFORE if start - before > now), None)


def reminder_at(start: datetime, now: datetime) -> timedelta | None:
    """Which reminder, of `BEFORE`, still makes sense at `now`; None for one that is too late."""
    left = start - now
    if timedelta(0) < left <= HOUR:
        return HOUR
    return DAY if LATE < left <= DAY else None


async def remind_next(store: Store, invites: Invites, *, now: datetime) -> int:
    """Write the reminders of one meeting, and note when its next is due; 0 when none is due, else 1.

    All in one transaction: a worker that dies on the way has reminded nobody, and another one does it.
    """
    async with store.write() as uow:
        meeting = await uow.meetings.claim_reminder(now=now)
        if meeting is None:
            return 0
        which = reminder_at(meeting.start_at, now)
        if which:
            await invites.remind(uow, meeting.id, soon=which == HOUR, at=now)
        await uow.meetings.set_reminder(meeting.id, next_reminder(meeting.start_at, now))
    return 1


async def outdated(uow: MeetingWork, mail: Mail, *, now: datetime) -> str | None:
    """Why a reminder that waits in the mail log must not go out any more, in words; None: it may."""
    meeting = await uow.meetings.get(mail.meeting_id) if mail.meeting_id else None
    if meeting is None or meeting.status != "confirmed":
        return "meeting cancelled"
    if meeting.sequence != mail.version:
        return "meeting moved"
    return "meeting has begun" if meeting.start_at <= now else None
