"""Verbs of booking: offer times, hold one, book one. What happens to a meeting later is in `changes.py`."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from bot.book import choosing, rules
from bot.book.models import (
    AlreadyBooked,
    Because,
    Booked,
    BookingOutcome,
    BookingRequest,
    Held,
    HoldOutcome,
    Meeting,
    MeetingStatus,
    NotBookable,
    Offer,
    Slot,
    SlotTaken,
)
from bot.book.ports import BookWork
from bot.book.reminders import first_reminder
from bot.book.rules import Busy
from bot.book.words import zone_of
from bot.capture.stages import come_to
from bot.clock import Clock
from bot.errors import NotFound
from bot.leads.events import MeetingBooked
from bot.leads.ids import new_id
from bot.leads.models import Lead
from bot.playbook.shapes import Rep

DAY = timedelta(days=1)
HOLD = timedelta(minutes=5)
"""How long a picked slot is kept while an address or a permission is missing."""


async def offer_slots(uow: BookWork, lead: Lead, rep_id: str, *, now: datetime, count: int = 3) -> Offer:
    """A few good times with the rep, in UTC; spread over the visitor's days and parts of the day.

    Holds nothing. No slots: the rep has none within
    their horizon. Raises NotFound when there is no such rep.
    """
    rep = await uow.reps.get(rep_id)
    if rep is None:
        raise NotFound(f"There is no rep {rep_id}. Import the playbook again, or route the lead again.")
    free = await all_free_slots(uow, rep, now=now)
    zone = zone_of(lead.contact.timezone or rep.timezone)
    return Offer(choosing.three_good(free, zone, count, temperature=lead.temperature), rep)


async def all_free_slots(
    uow: BookWork, rep: Rep, *, now: datetime, besides: Meeting | None = None
) -> list[Slot]:
    """Every time at which the rep can be met within their horizon, earliest first.

    None while a calendar of theirs cannot be trusted. `besides` is a meeting that may be moved: it
    takes no time, and does not count to its day.
    """
    if await uow.calendars.stale(rep.id, now=now):
        return []
    busy, booked = await _taken(uow, rep, now - DAY, now + rep.horizon + DAY, now=now, besides=besides)
    return rules.free_slots(rep, busy, now, booked=booked)


async def _taken(
    uow: BookWork, rep: Rep, first: datetime, last: datetime, *, now: datetime, besides: Meeting | None
) -> tuple[list[Busy], dict[date, int]]:
    """What is taken of the rep's time between the two, and how many meetings each of the days counts."""
    meetings = await uow.meetings.busy(rep.id, first, last, now=now, besides=besides.id if besides else None)
    own = await uow.calendars.busy(rep.id, first, last)
    booked = dict(await uow.reps.booked_days(rep.id, rules.rep_day(rep, first), rules.rep_day(rep, last)))
    if besides and besides.rep_id == rep.id and besides.rep_day in booked:
        booked[besides.rep_day] -= 1
    return [*meetings, *own], booked


async def book_meeting(uow: BookWork, request: BookingRequest, *, clock: Clock) -> BookingOutcome:
    """Book the slot for the lead with the rep; MeetingBooked sends the invites and ends every sequence.

    Safe to repeat: a lead with a meeting to come is shown that one. A slot that was held for the lead becomes
    the meeting. Nothing is written unless it is `Booked`. Raises NotFound when there is no such lead.
    """
    if gone := await _gone(uow, request, now=clock.now()):
        return gone
    rep, lead, now = await _locked(uow, request, clock)
    if earlier := await _booked(uow, lead, now):
        return AlreadyBooked(earlier)
    if rep is None:
        return NotBookable("rep_gone")
    if not lead.contact.email:
        return NotBookable("no_email")  # nobody could be sent the invite
    done = await _take(uow, rep, lead, request, "confirmed", now=now)
    if not isinstance(done, Meeting):
        return done
    owner = lead.owner_id or rep.id
    await come_to(uow, replace(lead, owner_id=owner), "meeting", now=now)
    await uow.publish(MeetingBooked(lead.id, now, done.id, rep.id))
    return Booked(done)


async def hold_slot(uow: BookWork, request: BookingRequest, *, clock: Clock) -> HoldOutcome:
    """Keep the slot for the lead for `HOLD`, while an address or a permission is missing; nobody is told.

    A lead holds one slot: the one before is given up. Raises NotFound when there is no such lead.
    """
    if gone := await _gone(uow, request, now=clock.now()):
        return gone
    rep, lead, now = await _locked(uow, request, clock)
    if earlier := await _booked(uow, lead, now):
        return AlreadyBooked(earlier)
    if rep is None:
        return NotBookable("rep_gone")
    done = await _take(uow, rep, lead, request, "held", now=now)
    return Held(done) if isinstance(done, Meeting) else done


async def end_holds(uow: BookWork, rep_id: str, *, now: datetime) -> int:
    """Free what was held of the rep's time and has run out; how many that were."""
    await uow.reps.lock(rep_id)
    return await _end_holds(uow, rep_id, now)


async def _end_holds(uow: BookWork, rep_id: str, now: datetime) -> int:
    run_out = await uow.meetings.expire_holds(rep_id, now=now)
    for hold in run_out:
        await uow.reps.free_day(hold.rep_id, hold.rep_day)
    return len(run_out)


async def _gone(uow: BookWork, request: BookingRequest, *, now: datetime) -> SlotTaken | None:
    """Nobody waits for their turn to book the rep only to hear that the slot is taken.

    Seen without a lock, so only a no counts: who may book is looked at again with it.
    """
    rep = await uow.reps.get(request.rep_id)
    if rep is None or await uow.meetings.booked_of(request.lead_id):
        return None
    held = await uow.meetings.hold_of(request.lead_id)
    if await _why_not(uow, rep, request.start, now=now, besides=held) != "busy":
        return None
    return SlotTaken(await nearest(uow, rep, request.start, now=now))


async def _locked(uow: BookWork, request: BookingRequest, clock: Clock) -> tuple[Rep | None, Lead, datetime]:
    """The rep, whom nobody else books from here on, and the lead. Holds that ran out are ended.

    A slot that the lead holds may be another rep's, who is locked too: always in the order of their ids.
    """
    held = await uow.meetings.hold_of(request.lead_id)
    reps = await uow.reps.lock(request.rep_id, *([held.rep_id] if held else []))
    now = clock.now()
    for rep_id in sorted(reps):
        await _end_holds(uow, rep_id, now)
    lead = await uow.leads.get(request.lead_id)
    if lead is None:
        raise NotFound()
    return reps.get(request.rep_id), lead, now


async def _booked(uow: BookWork, lead: Lead, now: datetime) -> Meeting | None:
    """The meeting that the lead has ahead, or is in. One that is over does not keep them from the next."""
    earlier = await uow.meetings.booked_of(lead.id)
    return earlier if earlier and earlier.end_at > now else None


async def _take(
    uow: BookWork, rep: Rep, lead: Lead, request: BookingRequest, status: MeetingStatus, *, now: datetime
) -> Meeting | AlreadyBooked | SlotTaken | NotBookable:
    """The slot, written as a meeting of that status; what the lead held until now is given up."""
    held = await uow.meetings.hold_of(lead.id)
    refused = await refusal(uow, rep, request.start, now=now, besides=held)
    if refused:
        return refused
    if held and await uow.meetings.end(held.id, "expired", now=now):
        await uow.reps.free_day(held.rep_id, held.rep_day)
    if over := await uow.meetings.booked_of(lead.id):
        await uow.meetings.mark(over.id, "completed", None, now=now)  # nobody said otherwise
    meeting = _meeting(request, rep, status, now)
    if await _write(uow, rep, meeting):
        return meeting
    # The lock holds off who books the same rep. The lead may be booking another one in a second tab:
    # there, and for a writer that takes no lock, the database has the last word.
    if earlier := await uow.meetings.booked_of(lead.id):
        return AlreadyBooked(earlier)
    return SlotTaken(await nearest(uow, rep, request.start, now=now))


async def refusal(
    uow: BookWork, rep: Rep, start: datetime, *, now: datetime, besides: Meeting | None = None
) -> SlotTaken | NotBookable | None:
    """Why the rep cannot be met then; None when they can. `besides` is a meeting that gives up its time."""
    because = await _why_not(uow, rep, start, now=now, besides=besides)
    if because is None:
        return None
    free = await nearest(uow, rep, start, now=now, besides=besides)
    return SlotTaken(free) if because in ("busy", "day_full") else NotBookable(because, free)


async def _why_not(
    uow: BookWork, rep: Rep, start: datetime, *, now: datetime, besides: Meeting | None
) -> Because | None:
    if await uow.calendars.stale(rep.id, now=now):
        return "calendar_stale"
    last = start + rep.meeting_length + DAY
    busy, booked = await _taken(uow, rep, start - DAY, last, now=now, besides=besides)
    return rules.why_not(rep, start, busy, now, booked)


async def nearest(
    uow: BookWork, rep: Rep, start: datetime, *, now: datetime, besides: Meeting | None = None
) -> tuple[Slot, ...]:
    """The free times closest to a start that somebody wanted."""
    return choosing.nearest(await all_free_slots(uow, rep, now=now, besides=besides), start)


async def _write(uow: BookWork, rep: Rep, meeting: Meeting) -> bool:
    if not await uow.reps.take_day(rep.id, meeting.rep_day, cap=rep.daily_cap):
        return False
    if await uow.meetings.add_unless_busy(meeting):
        return True
    await uow.reps.free_day(rep.id, meeting.rep_day)
    return False


def _meeting(request: BookingRequest, rep: Rep, status: MeetingStatus, now: datetime) -> Meeting:
    start = request.start.astimezone(UTC)
    slot = Slot(start, start + rep.meeting_length)
    busy_start, busy_end = rules.busy_span(rep, slot)
    meeting_id = new_id("meet")
    held = status == "held"
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
        status=status,
        location=rep.location,
        visitor_timezone=zone_of(request.visitor_timezone).key,
        uid=f"{meeting_id}@bantam",
        sequence=0,
        created_at=now,
        updated_at=now,
        held_until=now + HOLD if held else None,
        remind_at=None if held else first_reminder(start, now),
    )
