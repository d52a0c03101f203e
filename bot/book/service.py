"""Verbs of booking: offer times, book one, cancel a meeting."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from bot.book import rules
from bot.book.models import (
    AlreadyBooked,
    Booked,
    BookingOutcome,
    BookingRequest,
    Cancelled,
    CancelledBy,
    Meeting,
    NotBookable,
    NotCancelled,
    Offer,
    Slot,
    SlotTaken,
)
from bot.book.ports import BookWork
from bot.book.words import zone_of
from bot.clock import Clock
from bot.errors import NotFound
from bot.leads.events import MeetingBooked, MeetingCancelled
from bot.leads.ids import new_id
from bot.leads.models import Lead
from bot.playbook.shapes import Rep

DAY = timedelta(days=1)


async def offer_slots(
    uow: BookWork, lead: Lead, rep_id: str, *, now: datetime, count: int = 3, after: datetime | None = None
) -> Offer:
    """A few good times with the rep, in UTC; spread over the visitor's days and parts of the day.

    `after` asks for times later than one that was shown. Holds nothing. No slots: the rep has none within
    their horizon. Raises NotFound when there is no such rep.
    """
    rep = await uow.reps.get(rep_id)
    if rep is None:
        raise NotFound(f"There is no rep {rep_id}. Import the playbook again, or route the lead again.")
    free = await all_free_slots(uow, rep, now=now, after=after)
    zone = zone_of(lead.contact.timezone or rep.timezone)
    return Offer(rules.three_good(free, zone, count), rep)


async def all_free_slots(
    uow: BookWork, rep: Rep, *, now: datetime, after: datetime | None = None
) -> list[Slot]:
    """Every time at which the rep can be met within their horizon, earliest first."""
    last = now + rep.horizon + DAY
    busy = await uow.meetings.busy(rep.id, now - DAY, last)
    booked = await uow.reps.booked_days(rep.id, rules.rep_day(rep, now), rules.rep_day(rep, last))
    return rules.free_slots(rep, busy, now, booked=booked, after=after)


async def book_meeting(uow: BookWork, request: BookingRequest, *, clock: Clock) -> BookingOutcome:
    """Book the slot for the lead with the rep; MeetingBooked sends the invites and ends every sequence.

    Safe to repeat: a lead with an active meeting is shown that one. Nothing is written unless it is `Booked`.
    Raises NotFound when there is no such lead.
    """
    rep = await uow.reps.lock(request.rep_id)
    now = clock.now()
    lead = await uow.leads.get(request.lead_id)
    if lead is None:
        raise NotFound()
    if earlier := await uow.meetings.active_of(lead.id):
        return AlreadyBooked(earlier)
    if rep is None:
        return NotBookable("rep_gone")
    if not lead.contact.email:
        return NotBookable("no_email")  # nobody could be sent the invite
    if refused := await _refusal(uow, rep, request.start, now=now):
        return refused
    meeting = _meeting(request, rep, now)
    if not await _write(uow, rep, meeting):
        # The lock holds off who books the same rep. The lead may be booking another one in a second tab:
        # there, and for a writer that takes no lock, the database has the last word.
        if earlier := await uow.meetings.active_of(lead.id):
            return AlreadyBooked(earlier)
        return SlotTaken(await _nearest(uow, rep, request.start, now=now))
    owner = lead.owner_id or rep.id
    await uow.leads.save(replace(lead, stage="meeting", owner_id=owner, updated_at=now))
    await uow.publish(MeetingBooked(lead.id, now, meeting.id, rep.id))
    return Booked(meeting)


async def cancel_meeting(
    uow: BookWork, meeting_id: str, by: CancelledBy, *, clock: Clock
) -> Cancelled | NotCancelled:
    """Free the slot; MeetingCancelled tells everybody. Safe to repeat.

    Raises NotFound when there is no such meeting.
    """
    found = await uow.meetings.get(meeting_id)
    if found is None:
        raise NotFound("There is no such meeting. Open the link again from the mail that brought it.")
    # In the order in which a booking takes its locks, so that the two never wait for each other.
    await uow.reps.lock(found.rep_id)
    now = clock.now()
    if found.active and found.start_at <= now:
        return NotCancelled(found, "over")
    cancelled = await uow.meetings.cancel(meeting_id, by, now=now)
    if cancelled is None:
        return NotCancelled(await uow.meetings.get(meeting_id) or found, "cancelled")
    await uow.reps.free_day(cancelled.rep_id, cancelled.rep_day)
    lead = await uow.leads.get(cancelled.lead_id)
    if lead and lead.stage == "meeting":
        await uow.leads.save(replace(lead, stage="sql", updated_at=now))
    await uow.publish(MeetingCancelled(cancelled.lead_id, now, cancelled.id, cancelled.rep_id, by))
    return Cancelled(cancelled)


async def _refusal(
    uow: BookWork, rep: Rep, start: datetime, *, now: datetime
) -> SlotTaken | NotBookable | None:
    day = rules.rep_day(rep, start)
    busy = await uow.meetings.busy(rep.id, start - DAY, start + rep.meeting_length + DAY)
    because = rules.why_not(rep, start, busy, now, await uow.reps.booked_days(rep.id, day, day))
    if because is None:
        return None
    nearest = await _nearest(uow, rep, start, now=now)
    return SlotTaken(nearest) if because in ("busy", "day_full") else NotBookable(because, nearest)


async def _nearest(uow: BookWork, rep: Rep, start: datetime, *, now: datetime) -> tuple[Slot, ...]:
    return rules.nearest(await all_free_slots(uow, rep, now=now), start)


async def _write(uow: BookWork, rep: Rep, meeting: Meeting) -> bool:
    if not await uow.reps.take_day(rep.id, meeting.rep_day, cap=rep.daily_cap):
        return False
    if await uow.meetings.add_unless_busy(meeting):
        return True
    await uow.reps.free_day(rep.id, meeting.rep_day)
    return False


def _meeting(request: BookingRequest, rep: Rep, now: datetime) -> Meeting:
    start = request.start.astimezone(UTC)
    slot = Slot(start, start + rep.meeting_length)
    busy_start, busy_end = rules.busy_span(rep, slot)
    meeting_id = new_id("meet")
    return Meeting(
        id=meeting_id,
        lead_id=request.lead_id,
        conversation_id=request.conversation_id,
        rep_id=rep.id,
        start_at=slot.start,
        end_at=slot.end,
        busy_start=busy_start,
        busy_end=busy_end,
        rep_day=rules.rep_day(rep, slot.start),
        status="confirmed",
        location=rep.location,
        visitor_timezone=zone_of(request.visitor_timezone).key,
        uid=f"{meeting_id}@bantam",
        sequence=0,
        created_at=now,
        updated_at=now,
    )
