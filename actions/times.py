"""Times to meet: read anew, shown to be picked from, and what the visitor's words mean among them."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from actions.base import BantamAction
from actions.cards import shown_slots, slots_card
from actions.outcome import Outcome, Say
from actions.turn import Turn
from bot.book.models import Meeting, Slot
from bot.book.times import Times, times_of
from bot.book.wishes import Fits, Meant
from bot.bootstrap import Work
from bot.chat.handover import call_for_help
from bot.chat.picking import Card, day_first, ever_shown, only_asks, slots_cards
from bot.understand.wishes import read_wish


class TimesAction(BantamAction):
    """Offers or takes times of a rep, whose own calendars are read again first."""

    prepares = True

    async def prepare(self, turn: Turn) -> None:
        async with self.app.store.read() as uow:
            taken = await turn.meeting(uow) or await turn.pick(uow)
            rep_id = taken.rep_id if taken else (await turn.lead(uow)).owner_id
        if rep_id:
            await self.app.fresh_calendar(rep_id)


async def times(turn: Turn, uow: Work, *, moves: Meeting | None = None) -> Times | None:
    """The free times of the lead's rep, or of the meeting's; None when there is nobody to meet."""
    lead = await turn.lead(uow)
    rep_id = moves.rep_id if moves else lead.owner_id
    if rep_id is None:
        return None
    return await times_of(uow, lead, rep_id, await turn.zone(uow), now=turn.now, moves=moves)


async def wished(
    turn: Turn, uow: Work, free: Times, card: Card | None, take: Callable[[datetime], Awaitable[Outcome]]
) -> Outcome | None:
    """What the message says about when to meet; None if nothing. `card` are the times that stood in the chat.

    One free time that is named exactly is taken; a question whether it is free is answered.
    """
    locale = (await turn.conversation(uow)).locale
    found = free.answer(turn.text, now=turn.now, day_first=day_first(locale), shown=shown_slots(card))
    if found is None:
        return None
    if isinstance(found, Meant):
        if only_asks(turn.text):
            return await show(turn, uow, "utter_slot_free", [found.slot], moves=free.moves)
        return await take(found.slot.start)
    if isinstance(found, Fits):
        slots = free.some(found.slots)
        response = "utter_slots_fit" if len(slots) > 1 else "utter_slot_fits"
        return await show(turn, uow, response, slots, moves=free.moves, wish=turn.text)
    if not found.nearest:
        return await nobody_free(turn, uow)
    return await show(turn, uow, "utter_no_slot_fits", found.nearest, moves=free.moves)


async def last_times(turn: Turn, uow: Work) -> Card | None:
    return await uow.messages.last_card(turn.conversation_id, "slots")


async def show(
    turn: Turn,
    uow: Work,
    response: str,
    slots: Sequence[Slot],
    *,
    moves: Meeting | None = None,
    wish: str | None = None,
) -> Outcome:
    """Times to be picked from; for `moves` a pick moves that meeting."""
    conversation, lead = await turn.conversation(uow), await turn.lead(uow)
    card = slots_card(slots, conversation, moves=moves.id if moves else None, wish=wish)
    rep = turn.app.host.rep_name(moves.rep_id if moves else lead.owner_id, conversation.locale)
    return Outcome([Say(response, {"rep": rep}, card=card, asks="slot")])


async def show_more(turn: Turn, uow: Work, free: Times) -> Outcome:
    """Times that were not shown yet: of what was wished for while there are any, then later ones."""
    cards = slots_cards(await uow.messages.after(turn.conversation_id))
    moves = free.moves.id if free.moves else None
    cards = cards if cards and cards[-1].get("moves") == moves else []
    if not cards:
        return await first_times(turn, uow, free)
    wish = str(cards[-1].get("wish") or "")
    within = read_wish(wish, turn.now, free.zone) if wish else None
    page = free.more(ever_shown(cards), within=within)
    if not page:
        return Outcome([Say("utter_no_more_times", asks="slot")])
    return await show(turn, uow, "utter_more_slots", page, moves=free.moves, wish=wish or None)


async def first_times(turn: Turn, uow: Work, free: Times | None) -> Outcome:
    """A few good times, or an honest word that there is none."""
    good = free.good() if free else ()
    if free is None or not good:
        return await nobody_free(turn, uow)
    response = "utter_offer_new_time" if free.moves else "utter_offer_slots"
    return await show(turn, uow, response, good, moves=free.moves)


async def nobody_free(turn: Turn, uow: Work) -> Outcome:
    """No time, or nobody to meet: said as it is, and a person sees to it."""
    lead = await turn.lead(uow)
    await call_for_help(
        uow, turn.conversation_id, "routing", "no time to offer", to=lead.owner_id, now=turn.now
    )
    spoken = (await turn.conversation(uow)).locale
    return Outcome([Say("utter_no_slots", {"rep": turn.app.host.rep_name(lead.owner_id, spoken)})])
