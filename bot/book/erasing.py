"""Who wants to be erased may have a meeting to come: the rep's time is freed, and their calendar told."""

from __future__ import annotations

from bot.book.changes import cancel_meeting
from bot.book.invites import Invites
from bot.book.models import Cancelled
from bot.book.ports import BookWork
from bot.clock import FixedClock
from bot.leads.events import LeadErased


async def on_lead_erased(uow: BookWork, invites: Invites, event: LeadErased) -> None:
    """Cancel the meeting to come, and give up what is held; rows that name the visitor go with the lead."""
    held = await uow.meetings.hold_of(event.lead_id)
    if held:
        await uow.reps.lock(held.rep_id)
        if await uow.meetings.end(held.id, "expired", now=event.at):
            await uow.reps.free_day(held.rep_id, held.rep_day)
    booked = await uow.meetings.booked_of(event.lead_id)
    if booked is None:
        return
    done = await cancel_meeting(uow, booked.id, "visitor", clock=FixedClock(event.at))
    if isinstance(done, Cancelled):
        await invites.tell_rep_of_erasure(uow, done.meeting, at=event.at)
