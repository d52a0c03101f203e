"""Book: times to meet, the booking, and the meeting that there is."""

from __future__ import annotations

from datetime import datetime

from actions.base import BantamAction
from actions.cards import say_meeting, shown_again, slots_card
from actions.outcome import Outcome, Say
from actions.turn import Turn
from bot.book.models import AlreadyBooked, Booked, NotBookable, Slot
from bot.book.service import book_meeting, offer_slots
from bot.bootstrap import Work
from bot.chat.decide import keep_outcome
from bot.chat.handover import call_for_help
from bot.chat.picking import picked_start


class OfferSlots(BantamAction):
    """Three good times of the lead's rep; "more times" shows later ones."""

    title = "action_offer_slots"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        lead = await turn.lead(uow)
        if lead.owner_id is None:
            return await _nobody_free(turn, uow)
        card = await uow.messages.last_card(turn.conversation_id, "slots")
        more = card["slots"] if card and turn.intent == "more_times" else ()
        after = datetime.fromisoformat(more[-1]["start"]) if more else None
        offer = await offer_slots(uow, lead, lead.owner_id, now=turn.now, after=after)
        if not offer.slots:
            return await _nobody_free(turn, uow)
        return await _show(turn, uow, "utter_more_slots" if more else "utter_offer_slots", offer.slots)


class Book(BantamAction):
    """Book the time that the visitor picked. Only this action says that a meeting is booked."""

    title = "action_book"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        card = await uow.messages.last_card(turn.conversation_id, "slots")
        start = picked_start(turn.entity("choice"), card, await turn.zone(uow))
        if start is None:
            return Outcome([Say("utter_pick_slot", card=shown_again(card), asks="slot")])
        booked = await book_meeting(uow, await turn.booking_request(uow, start), clock=turn.app.clock)
        if isinstance(booked, Booked | AlreadyBooked):
            return await _meeting(turn, uow, booked)
        if isinstance(booked, NotBookable) and booked.because in ("rep_gone", "no_email"):
            return await _nobody_free(turn, uow)
        if not booked.nearest:
            return await _nobody_free(turn, uow)
        return await _show(turn, uow, "utter_slot_taken", booked.nearest)


class ShowMeeting(BantamAction):
    """The meeting that this conversation has, with the link to move or cancel it."""

    title = "action_show_meeting"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        meeting = await uow.meetings.booked_of((await turn.lead(uow)).id)
        if meeting is None or meeting.conversation_id != turn.conversation_id:
            return Outcome([Say("utter_no_meeting")])
        return Outcome([await say_meeting("utter_meeting", turn, uow, meeting)])


async def _meeting(turn: Turn, uow: Work, booked: Booked | AlreadyBooked) -> Outcome:
    new = isinstance(booked, Booked)
    if booked.meeting.conversation_id != turn.conversation_id:
        return Outcome([Say("utter_meeting_elsewhere")])
    words = await say_meeting("utter_booked" if new else "utter_meeting", turn, uow, booked.meeting)
    outcome = await keep_outcome(uow, await turn.conversation(uow), "booked")
    return Outcome([words], {"outcome": outcome})


async def _show(turn: Turn, uow: Work, response: str, slots: tuple[Slot, ...]) -> Outcome:
    conversation, lead = await turn.conversation(uow), await turn.lead(uow)
    card = slots_card(slots, conversation)
    return Outcome([Say(response, {"rep": turn.app.host.rep_name(lead.owner_id)}, card=card, asks="slot")])


async def _nobody_free(turn: Turn, uow: Work) -> Outcome:
    """No time, or nobody to meet: said as it is, and a person sees to it."""
    lead = await turn.lead(uow)
    await call_for_help(
        uow, turn.conversation_id, "routing", "no time to offer", to=lead.owner_id, now=turn.now
    )
    return Outcome([Say("utter_no_slots", {"rep": turn.app.host.rep_name(lead.owner_id)})])
