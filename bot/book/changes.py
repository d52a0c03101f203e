"""Verbs on a meeting that is booked: move it, cancel it, mark it, take a calendar's answer to its invite."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Literal

from bot.book import rules
from bot.book.models import (
    Answer,
    Answered,
    AnswerIgnored,
    Cancelled,
    CancelledBy,
    Marked,
    Meeting,
    Moved,
    MoveOutcome,
    NotBookable,
    NotCancelled,
    NotMarked,
    NotMoved,
    Rating,
    Side,
    Slot,
    SlotTaken,
)
from bot.book.ports import BookWork
from bot.book.reminders import first_reminder
from bot.book.service import nearest, refusal
from bot.book.words import zone_of
from bot.capture.stages import come_to
from bot.clock import Clock
from bot.errors import NotFound
from bot.leads.events import MeetingCancelled, MeetingHeld, MeetingMissed, MeetingMoved
from bot.playbook.shapes import Rep


async def move_meeting(
    uow: BookWork,
    meeting_id: str,
    start: datetime,
    by: Side,
    *,
    clock: Clock,
    rep_id: str | None = None,
    visitor_timezone: str | None = None,
) -> MoveOutcome:
    """The same meeting at another time (`start` is aware), and with another rep when `rep_id` says so.

    A visitor gets the times that are offered; a rep may take any that is ahead and free of meetings. With
    `visitor_timezone` (an IANA name) the visitor is told the time in that zone from now on. The row and its
    UID stay, SEQUENCE counts up; MeetingMoved tells everybody. Nothing is written unless it is `Moved`.
    Raises NotFound when there is no such meeting.
    """
    meeting, reps, now = await _locked(uow, meeting_id, clock, rep_id)
    if refused := _settled(meeting, now):
        return NotMoved(meeting, refused)
    rep = reps.get(rep_id or meeting.rep_id)
    if rep is None:
        return NotBookable("rep_gone")
    if start == meeting.start_at and rep.id == meeting.rep_id:
        return NotMoved(meeting, "same")
    if refusal_ := await _refusal(uow, rep, meeting, start, by, now):
        return refusal_
    zone = zone_of(visitor_timezone or meeting.visitor_timezone).key
    moved = replace(_at(meeting, rep, start, now), visitor_timezone=zone)
    if not await _write(uow, rep, meeting, moved, by):
        return SlotTaken(await nearest(uow, rep, start, now=now, besides=meeting))
    await _follow_owner(uow, meeting, moved, now)
    await uow.publish(
        MeetingMoved(moved.lead_id, now, moved.id, moved.rep_id, by, meeting.start_at, meeting.rep_id)
    )
    return Moved(moved, meeting.slot)


async def cancel_meeting(
    uow: BookWork, meeting_id: str, by: CancelledBy, *, clock: Clock
) -> Cancelled | NotCancelled:
    """Free the slot; MeetingCancelled tells everybody. Safe to repeat.

    Raises NotFound when there is no such meeting.
    """
    meeting, _, now = await _locked(uow, meeting_id, clock)
    if refused := _settled(meeting, now):
        return NotCancelled(meeting, refused)
    cancelled = await uow.meetings.end(meeting.id, "cancelled", now=now, by=by)
    if cancelled is None:
        return NotCancelled(meeting, "cancelled")
    await uow.reps.free_day(cancelled.rep_id, cancelled.rep_day)
    await _leave_stage(uow, cancelled, now)
    await uow.publish(MeetingCancelled(cancelled.lead_id, now, cancelled.id, cancelled.rep_id, by))
    return Cancelled(cancelled)


async def mark_held(
    uow: BookWork, meeting_id: str, rating: Rating | None, *, clock: Clock
) -> Marked | NotMarked:
    """The meeting took place, and what the rep thinks of the lead; may be said again, also after a no-show.

    Raises NotFound when there is no such meeting.
    """
    meeting, _, now = await _locked(uow, meeting_id, clock)
    marked = await uow.meetings.mark(meeting.id, "completed", rating, now=now)
    if marked is None:
        return NotMarked(meeting, "ahead" if meeting.active else "cancelled")
    lead = await uow.leads.get(marked.lead_id)
    if lead:
        lost = rating == "bad"
        stage = "lost" if lost else "meeting" if lead.stage in ("lost", "sql", "nurture") else lead.stage
        because = "bad lead" if lost else None
        await come_to(uow, replace(lead, lost_reason=because), stage, now=now)
    await uow.publish(MeetingHeld(marked.lead_id, now, marked.id, marked.rep_id, rating))
    return Marked(marked)


async def mark_no_show(uow: BookWork, meeting_id: str, *, clock: Clock) -> Marked | NotMarked:
    """The visitor did not come: MeetingMissed offers them another time. Safe to repeat.

    Raises NotFound when there is no such meeting.
    """
    meeting, _, now = await _locked(uow, meeting_id, clock)
    if meeting.status == "no_show":
        return Marked(meeting)
    marked = await uow.meetings.mark(meeting.id, "no_show", None, now=now)
    if marked is None:
        return NotMarked(meeting, "ahead" if meeting.active else "cancelled")
    await _leave_stage(uow, marked, now)
    await uow.publish(MeetingMissed(marked.lead_id, now, marked.id, marked.rep_id))
    return Marked(marked)


async def answer_invite(
    uow: BookWork, uid: str, sequence: int, attendee: str, answer: Answer, *, clock: Clock
) -> Answered | AnswerIgnored:
    """A calendar's reply (RFC 5546, 3.2.3) of the address `attendee`; a declined meeting is cancelled.

    A reply to an earlier SEQUENCE than the meeting's is about another time, and changes nothing.
    """
    found = await uow.meetings.by_uid(uid)
    if found is None:
        return AnswerIgnored("unknown")
    meeting, _, now = await _locked(uow, found.id, clock)
    side = await _side_of(uow, meeting, attendee)
    if side is None:
        return AnswerIgnored("stranger")
    if _settled(meeting, now):
        return AnswerIgnored("over")
    if sequence < meeting.sequence:
        return AnswerIgnored("old")
    kept = replace(meeting, updated_at=now)
    kept = replace(kept, visitor_reply=answer) if side == "visitor" else replace(kept, rep_reply=answer)
    await uow.meetings.change_unless_busy(kept)
    if answer == "declined":
        await cancel_meeting(uow, meeting.id, side, clock=clock)
    return Answered(kept, side, answer)


async def renew_link(uow: BookWork, meeting_id: str, *, clock: Clock) -> Meeting:
    """End every manage link of the meeting that was given out. Raises NotFound."""
    meeting, _, now = await _locked(uow, meeting_id, clock)
    renewed = replace(meeting, link_version=meeting.link_version + 1, updated_at=now)
    await uow.meetings.change_unless_busy(renewed)
    return renewed


async def _locked(
    uow: BookWork, meeting_id: str, clock: Clock, other_rep: str | None = None
) -> tuple[Meeting, dict[str, Rep], datetime]:
    """The meeting as it is once nobody else can change it: in the order in which a booking takes its locks,
    so that the two never wait for each other."""
    found = await uow.meetings.get(meeting_id)
    if found is None:
        raise NotFound("There is no such meeting. Open the link again from the mail that brought it.")
    reps = await uow.reps.lock(found.rep_id, *([other_rep] if other_rep else []))
    return await uow.meetings.get(meeting_id) or found, dict(reps), clock.now()


def _settled(meeting: Meeting, now: datetime) -> Literal["cancelled", "over"] | None:
    """Why nothing about it can change any more."""
    if meeting.status != "confirmed":
        return "over" if meeting.status in ("completed", "no_show") else "cancelled"
    return "over" if meeting.start_at <= now else None


async def _refusal(
    uow: BookWork, rep: Rep, meeting: Meeting, start: datetime, by: Side, now: datetime
) -> SlotTaken | NotBookable | None:
    if by == "visitor":
        return await refusal(uow, rep, start, now=now, besides=meeting)
    return NotBookable("past") if start <= now else None


def _at(meeting: Meeting, rep: Rep, start: datetime, now: datetime) -> Meeting:
    begin = start.astimezone(UTC)
    slot = Slot(begin, begin + rep.meeting_length)
    busy_start, busy_end = rules.busy_span(rep, slot)
    return replace(
        meeting,
        rep_id=rep.id,
        start_at=slot.start,
        end_at=slot.end,
        busy_start=busy_start,
        busy_end=busy_end,
        rep_day=rules.rep_day(rep, slot.start),
        location=rep.location,
        sequence=meeting.sequence + 1,
        updated_at=now,
        remind_at=first_reminder(slot.start, now),
        visitor_reply=None,
        rep_reply=None,
        clash_told_at=None,
    )


async def _write(uow: BookWork, rep: Rep, before: Meeting, after: Meeting, by: Side) -> bool:
    """The same row with its new time, and the days counted anew; a rep may go over their own daily cap."""
    another_day = (before.rep_id, before.rep_day) != (after.rep_id, after.rep_day)
    cap = rep.daily_cap if by == "visitor" else 1_000
    if another_day and not await uow.reps.take_day(after.rep_id, after.rep_day, cap=cap):
        return False
    if await uow.meetings.change_unless_busy(after):
        if another_day:
            await uow.reps.free_day(before.rep_id, before.rep_day)
        return True
    if another_day:
        await uow.reps.free_day(after.rep_id, after.rep_day)
    return False


async def _follow_owner(uow: BookWork, before: Meeting, after: Meeting, now: datetime) -> None:
    """Who takes over the meeting takes over the lead of its rep too, and sees what was said."""
    lead = await uow.leads.get(after.lead_id)
    if lead and before.rep_id != after.rep_id and lead.owner_id == before.rep_id:
        await uow.leads.save(replace(lead, owner_id=after.rep_id, updated_at=now))


async def _leave_stage(uow: BookWork, meeting: Meeting, now: datetime) -> None:
    lead = await uow.leads.get(meeting.lead_id)
    if lead and lead.stage == "meeting":
        await come_to(uow, lead, "sql", now=now)


async def _side_of(uow: BookWork, meeting: Meeting, attendee: str) -> Side | None:
    lead, rep = await uow.leads.get(meeting.lead_id), await uow.reps.get(meeting.rep_id)
    address = attendee.strip().casefold()
    if lead and lead.contact.email and lead.contact.email.casefold() == address:
        return "visitor"
    return "rep" if rep and rep.email.casefold() == address else None
