"""Book: times to meet, the one that is picked, and what it still needs: an address, a permission."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from actions.cards import say_meeting, shown_again, shown_slots
from actions.meeting import move, show_meeting
from actions.outcome import Outcome, Say
from actions.times import TimesAction, first_times, last_times, nobody_free, show, show_more, times, wished
from actions.turn import Turn
from bot.book.models import AlreadyBooked, Booked, Held, Meeting, NotBookable, SlotTaken
from bot.book.service import book_meeting, hold_slot
from bot.book.times import Times
from bot.book.words import when_words, zone_of
from bot.bootstrap import Work
from bot.chat.card import shown_in
from bot.chat.decide import ASKS_FOR_A_MEETING, keep_outcome, keep_permission
from bot.chat.picking import Card, picked_start

NO = frozenset({"deny", "refuse", "not_interested"})
GOES_ON = frozenset({"affirm", "inform", "correct_answer"})
MISSING = frozenset({"email", "consent"})
"""What a picked time may wait for."""


class OfferSlots(TimesAction):
    """Three good times of the lead's rep, or those that the visitor asks for; "more times" shows later ones.

    Who has a meeting is shown that one.
    """

    title = "action_offer_slots"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        if meeting := await turn.meeting(uow):
            return await self._with_meeting(turn, uow, meeting)
        reopened = await _reopened(turn, uow)
        if turn.entity("email") and (pick := await turn.pick(uow)):
            return await _go_on(turn, uow, pick)
        free = await times(turn, uow)
        if free and turn.intent == "more_times":
            outcome = await show_more(turn, uow, free)
        elif free and turn.intent in ("book_meeting", "talk_to_sales"):
            outcome = await _said(turn, uow, free, None) or await first_times(turn, uow, free)
        else:
            outcome = await first_times(turn, uow, free)
        return outcome.with_slots(reopened)

    async def _with_meeting(self, turn: Turn, uow: Work, meeting: Meeting) -> Outcome:
        """The meeting, or other times for it when the words ask for some."""
        free = await times(turn, uow, moves=meeting)
        if turn.intent != "more_times" or free is None:
            return await show_meeting(turn, uow, meeting)
        card = await last_times(turn, uow)
        if card and card.get("moves") == meeting.id:
            return await show_more(turn, uow, free)
        return await _said(turn, uow, free, None) or await show_meeting(turn, uow, meeting)


class Book(TimesAction):
    """Take the time that the visitor picked or named: book it, hold it, or move their meeting there.

    Only what this action and the next one say of a booking is so.
    """

    title = "action_book"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        card, choice = await last_times(turn, uow), turn.entity("choice") or {}
        start, meeting = picked_start(choice, card), await turn.meeting(uow)
        if meeting:
            moves = choice.get("moves") if choice.get("start") else (card or {}).get("moves")
            if moves != meeting.id:
                return await show_meeting(turn, uow, meeting)
        elif (await turn.conversation(uow)).outcome != "qualified":
            return Outcome([Say("utter_anything_else")])
        if start:
            return await move(turn, uow, meeting, start) if meeting else await _take(turn, uow, start)
        free = await times(turn, uow, moves=meeting)
        if free is None:
            return await nobody_free(turn, uow)
        said = await _said(turn, uow, free, card)
        return said or Outcome([Say("utter_pick_slot", card=shown_again(card), asks="slot")])


class GoOnBooking(TimesAction):
    """What a yes, a no or a fact comes to while times are shown, or while one is held.

    After a question in between, and after nonsense, what was open is asked again.
    """

    title = "action_go_on_booking"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        card, meeting = await last_times(turn, uow), await turn.meeting(uow)
        one = _yes_to_one(turn, card)
        if meeting:
            return await self._with_meeting(turn, uow, meeting, one)
        if (await turn.conversation(uow)).outcome != "qualified":
            return Outcome([Say("utter_anything_else")])
        pick = await turn.pick(uow)
        if pick and (turn.asked in MISSING or turn.entity("email")):
            return await _go_on(turn, uow, pick)
        if turn.intent in NO:
            return Outcome([Say("utter_slots_declined")])
        if one:
            return await _take(turn, uow, one)
        if pick and turn.asked is None and turn.intent in GOES_ON:
            return await _go_on(turn, uow, pick)
        if turn.asked == "slot" and card:
            response = "utter_pick_slot" if turn.intent == "affirm" else "utter_back_to_times"
            return Outcome([Say(response, card=shown_again(card), asks="slot")])
        if turn.intent not in GOES_ON:
            return Outcome()  # a question in between, and none of ours was open
        return await first_times(turn, uow, await times(turn, uow))

    async def _with_meeting(self, turn: Turn, uow: Work, meeting: Meeting, one: datetime | None) -> Outcome:
        if one:
            return await move(turn, uow, meeting, one)
        if turn.asked == "slot" and turn.intent in NO:
            return Outcome([await say_meeting("utter_meeting_kept", turn, uow, meeting)])
        return Outcome([Say("utter_anything_else")])


def _yes_to_one(turn: Turn, card: Card | None) -> datetime | None:
    """The only time that was shown, when the visitor says yes to it."""
    shown = shown_slots(card)
    yes = turn.intent == "affirm" and turn.asked == "slot" and len(shown) == 1
    return shown[0].start if yes else None


async def _reopened(turn: Turn, uow: Work) -> dict[str, Any]:
    """Who had a meeting that is over, or was cancelled elsewhere, may book the next."""
    conversation = await turn.conversation(uow)
    if conversation.outcome != "booked":
        return {}
    return {"outcome": await keep_outcome(uow, conversation, "qualified")}


async def _said(turn: Turn, uow: Work, free: Times, card: Card | None) -> Outcome | None:
    async def take(start: datetime) -> Outcome:
        return await move(turn, uow, free.moves, start) if free.moves else await _take(turn, uow, start)

    return await wished(turn, uow, free, card, take)


async def _take(turn: Turn, uow: Work, start: datetime, rep_id: str | None = None) -> Outcome:
    """Book the time; while an address or the permission is missing, hold it and ask."""
    lead, known = await turn.lead(uow), await turn.known(uow)
    rep_id = rep_id or lead.owner_id
    if rep_id is None:
        return await nobody_free(turn, uow)
    request = await turn.booking_request(uow, start, rep_id)
    if known.value("email") and known.consent:
        await keep_permission(uow, lead, await turn.conversation(uow), known, now=turn.now)
        return await _told(turn, uow, await book_meeting(uow, request, clock=turn.app.clock))
    return await _told(turn, uow, await hold_slot(uow, request, clock=turn.app.clock))


async def _told(
    turn: Turn, uow: Work, done: Booked | Held | AlreadyBooked | SlotTaken | NotBookable
) -> Outcome:
    if isinstance(done, Held):
        return await _held(turn, uow, done.meeting)
    if isinstance(done, Booked | AlreadyBooked):
        return await _booked(turn, uow, done)
    if isinstance(done, NotBookable) and done.because == "no_email":
        # The address is that of somebody who has a meeting: it stays theirs.
        return Outcome([Say("utter_meeting_elsewhere")])
    if not done.nearest:
        return await nobody_free(turn, uow)
    return await show(turn, uow, "utter_slot_taken", done.nearest)


async def _booked(turn: Turn, uow: Work, done: Booked | AlreadyBooked) -> Outcome:
    if done.meeting.conversation_id != turn.conversation_id:
        return Outcome([Say("utter_meeting_elsewhere")])
    new = isinstance(done, Booked)
    words = await say_meeting("utter_booked" if new else "utter_meeting", turn, uow, done.meeting)
    outcome = await keep_outcome(uow, await turn.conversation(uow), "booked")
    return Outcome([words], {"outcome": outcome})


async def _held(turn: Turn, uow: Work, held: Meeting) -> Outcome:
    """The time is kept for a few minutes: said once, with the question for what is missing."""
    reachable = (await turn.known(uow)).value("email")
    response = "utter_held" if reachable else "utter_held_for_an_address"
    locale = shown_in(turn.app.host.words, response, (await turn.conversation(uow)).locale)
    when = {"when": when_words(held, zone_of(held.visitor_timezone), locale)}
    if reachable:
        return Outcome([Say(response, when), Say(ASKS_FOR_A_MEETING)])
    return Outcome([Say(response, when, asks="email")])


async def _go_on(turn: Turn, uow: Work, pick: Meeting) -> Outcome:
    """The picked time, with what the visitor has just said: booked, or the next question, or given up."""
    conversation, known = await turn.conversation(uow), await turn.known(uow)
    if known.consent is False:
        return Outcome(
            [Say("utter_declined")], {"outcome": await keep_outcome(uow, conversation, "declined")}
        )
    if not known.value("email"):
        refused = turn.intent in NO or turn.entity("email")
        if turn.asked != "email" or not refused:
            return Outcome([Say("utter_ask_email")])
        outcome = await keep_outcome(uow, conversation, "declined")
        return Outcome([Say("utter_no_address")], {"outcome": outcome})
    if known.consent is None:
        return Outcome([Say(ASKS_FOR_A_MEETING)])
    return await _take(turn, uow, pick.start_at, pick.rep_id)
