"""A rep's meetings are written to their CalDAV calendars, and taken out again."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.book.calendar_models import CalendarFailure, DueWrite, OwnCalendar, Source, retry_after
from bot.book.calendar_notices import tell_problem, visitor_name
from bot.book.calendar_ports import CalendarDesk, CalendarWork, Store
from bot.book.invite import calendar_text, meeting_event
from bot.book.models import Meeting
from bot.book.own_calendars import host_of, opened
from bot.book.vtimezone import vtimezone
from bot.book.words import zone_of
from bot.leads.events import MeetingBooked, MeetingCancelled, MeetingMoved
from bot.leads.models import Lead
from bot.playbook.shapes import Rep

log = logging.getLogger("bantam.calendars")

LEASE = timedelta(minutes=2)
GONE = ("cancelled", "expired")


@dataclass(frozen=True)
class _Job:
    """A meeting on its way into a calendar, or out of one that is not (any more) the place for it."""

    meeting: Meeting
    calendar: OwnCalendar
    rep: Rep
    lead: Lead | None

    @property
    def stays(self) -> bool:
        return self.meeting.status not in GONE and self.calendar.rep_id == self.meeting.rep_id


async def on_meeting_changed(
    uow: CalendarWork, event: MeetingBooked | MeetingMoved | MeetingCancelled
) -> None:
    """Let the rep's calendars hear of it, and those that have the meeting from before, of another rep too."""
    calendars = {calendar.id for calendar in await uow.calendars.of_rep(event.rep_id) if calendar.written}
    for calendar_id in sorted(calendars | set(await uow.calendars.written_to(event.meeting_id))):
        await uow.calendars.want_write(event.meeting_id, calendar_id, now=event.at)


async def write_next_due(store: Store, desk: CalendarDesk, *, now: datetime) -> int:
    """Bring one meeting into one calendar, or out of it; how many were dealt with, 0 when none is due."""
    async with store.write() as uow:
        write = await uow.calendars.claim_write(now=now, until=now + LEASE)
        job = await _job(uow, write) if write else None
    if write is None:
        return 0
    if job is None:
        return 1
    failure = await _hand_over(desk, job, now=now)
    async with store.write() as uow:
        if failure is None:
            await _settle(uow, write, job, now=now)
        else:
            await _keep_failure(uow, desk, write, job, failure, now=now)
    return 1


async def take_out(store: Store, desk: CalendarDesk, meeting_ids: Sequence[str]) -> list[str]:
    """Take these meetings out of every calendar that they were written to, now; hosts that did not let us.

    For before a lead is erased: the rows that tell the worker of it go with the lead. No row changes here.
    """
    async with store.read() as uow:
        jobs = [
            (meeting.uid, calendar)
            for meeting_id in meeting_ids
            if (meeting := await uow.meetings.get(meeting_id))
            for calendar_id in await uow.calendars.written_to(meeting_id)
            if (calendar := await uow.calendars.get(calendar_id))
        ]
    left = []
    for uid, calendar in jobs:
        try:
            await desk.writer.remove(opened(desk.vault, calendar), uid)
        except CalendarFailure:
            left.append(host_of(calendar))
    return sorted(set(left))


def event_text(meeting: Meeting, rep: Rep, lead: Lead | None, public_url: str, *, now: datetime) -> str:
    """The meeting as an event of the rep's own calendar.

    Without organizer and guests: a server that handles invites itself (RFC 6638) would answer us on the rep's
    behalf, and decline the meeting when it is moved to another rep.
    """
    zone = zone_of(rep.timezone)
    summary = f"{visitor_name(lead)} and {rep.name}"
    description = f"{meeting.location}\n{public_url}/console/leads/{meeting.lead_id}"
    event = meeting_event(meeting, zone, summary, description, stamp=now, cancelled=False)
    return calendar_text([event], vtimezone(zone, meeting.start_at))


async def _job(uow: CalendarWork, write: DueWrite) -> _Job | None:
    """None when the meeting, its calendar or its rep is gone: the row goes with them."""
    meeting = await uow.meetings.get(write.meeting_id)
    calendar = await uow.calendars.get(write.calendar_id)
    rep = await uow.reps.get(meeting.rep_id) if meeting else None
    if meeting is None or calendar is None or rep is None:
        return None
    return _Job(meeting, calendar, rep, await uow.leads.get(meeting.lead_id))


async def _hand_over(desk: CalendarDesk, job: _Job, *, now: datetime) -> CalendarFailure | None:
    try:
        source: Source = opened(desk.vault, job.calendar)
        if job.stays:
            ics = event_text(job.meeting, job.rep, job.lead, desk.public_url, now=now)
            await desk.writer.put(source, job.meeting.uid, ics)
        else:
            await desk.writer.remove(source, job.meeting.uid)
    except CalendarFailure as failure:
        return failure
    except Exception as error:  # noqa: BLE001 - a strange server must not hold up the other calendars
        log.error("writing to a calendar of %s failed: %s", job.rep.id, type(error).__name__)
        return CalendarFailure(
            "The meeting could not be written to the calendar. It is tried again by itself."
        )
    return None


async def _settle(uow: CalendarWork, write: DueWrite, job: _Job, *, now: datetime) -> None:
    """Done, unless the meeting has changed while it was written."""
    meeting = await uow.meetings.get(write.meeting_id)
    changed = meeting is not None and _state(meeting) != _state(job.meeting)
    sequence = job.meeting.sequence if job.stays else None
    await uow.calendars.settle_write(write, due_at=now if changed else None, sequence=sequence)


def _state(meeting: Meeting) -> tuple[int, str, bool]:
    return meeting.sequence, meeting.rep_id, meeting.status in GONE


async def _keep_failure(
    uow: CalendarWork,
    desk: CalendarDesk,
    write: DueWrite,
    job: _Job,
    failure: CalendarFailure,
    *,
    now: datetime,
) -> None:
    """Tried again later, until the meeting is over; what will not mend by itself is told once."""
    hopeless = failure.permanent or job.meeting.end_at <= now
    due_at = None if hopeless else now + retry_after(write.failures + 1)
    await uow.calendars.settle_write(write, due_at=due_at, sequence=write.sequence, problem=str(failure))
    owner = await uow.reps.get(job.calendar.rep_id)
    if failure.permanent and owner:
        await tell_problem(uow, desk, owner, job.calendar, str(failure), now=now, about="writing")
