"""How the demo's chats end: by the same verbs as every other chat."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from bot.book.changes import cancel_meeting
from bot.book.models import Booked, BookingRequest, Meeting, Slot
from bot.book.service import book_meeting, offer_slots
from bot.book.words import short_words, when_words, zone_of
from bot.chat.decide import decide, not_ready_because
from bot.chat.handover import hand_over, leave_alone
from bot.clock import FixedClock
from bot.demo.chat import Chat
from bot.nurture.service import enrol


async def agree(chat: Chat) -> str:
    """The visitor gives the permission that is asked for; what the conversation comes to."""
    await chat.bot("utter_understood", card=await chat.app.host.understood(chat.uow, chat.conversation))
    await chat.bot(await chat.app.host.consent_response(chat.uow, chat.conversation))
    await chat.visitor("Yes, that's fine")
    await chat.state({"consent": {"value": True, "quote": "Yes, that's fine"}}, "consent")
    outcome = await decide(chat.uow, chat.conversation, chat.app.playbook(), now=chat.now)
    await chat.settle(outcome)
    await chat.reload()
    return outcome


async def offered(chat: Chat) -> tuple[Slot, ...]:
    """Times of the rep are shown, and nothing is picked."""
    await agree(chat)
    lead = chat.lead
    if lead.owner_id is None:
        return ()
    offer = await offer_slots(chat.uow, lead, lead.owner_id, now=chat.now)
    zone = zone_of(chat.conversation.timezone or "UTC")
    shown = [
        {
            "start": slot.start.isoformat(), "end": slot.end.isoformat(),
            "label": short_words(slot.start, zone), "payload": "/choose",
        }
        for slot in offer.slots
    ]  # fmt: skip
    card = {"type": "slots", "timezone": zone.key, "slots": shown}
    await chat.bot("utter_offer_slots", card=card, asks="slot", rep=offer.rep.name)
    return offer.slots


async def booked(chat: Chat) -> Meeting | None:
    """One of the times is picked. None: the rep has no time in the next weeks."""
    slots = await offered(chat)
    if not slots or chat.lead.owner_id is None:
        return None
    slot = slots[min(chat.picks, len(slots) - 1)]
    zone = chat.conversation.timezone or "UTC"
    await chat.visitor(short_words(slot.start, zone_of(zone)))
    request = BookingRequest(chat.lead.id, chat.conversation.id, chat.lead.owner_id, slot.start, zone)
    done = await book_meeting(chat.uow, request, clock=FixedClock(chat.now))
    if not isinstance(done, Booked):
        return None
    meeting = done.meeting
    when, rep = when_words(meeting, zone_of(zone)), chat.app.host.rep_name(meeting.rep_id)
    card = {
        "type": "meeting", "id": meeting.id, "start": meeting.start_at.isoformat(),
        "end": meeting.end_at.isoformat(), "timezone": zone, "location": meeting.location, "with": rep,
    }  # fmt: skip
    await chat.bot("utter_booked", card=card, when=when, rep=rep, email=str(chat.lead.contact.email))
    await chat.settle("booked")
    return meeting


async def cancelled(chat: Chat) -> None:
    """Booked, and cancelled by the visitor before the day was over."""
    meeting = await booked(chat)
    if meeting is not None:
        early = min(chat.now + timedelta(hours=3), meeting.start_at - timedelta(minutes=10))
        await cancel_meeting(chat.uow, meeting.id, "visitor", clock=FixedClock(early))


async def enrolled(chat: Chat) -> None:
    """Not ready yet: the sequence for the reason begins."""
    await agree(chat)
    known = await chat.app.host.known(chat.uow, chat.conversation)
    playbook = chat.app.playbook()
    await enrol(chat.uow, chat.lead, not_ready_because(known, playbook), playbook.site, now=chat.now)
    await chat.bot("utter_enrolled", email=str(chat.lead.contact.email))
    await chat.settle("enrolled")


async def stopped(chat: Chat) -> None:
    """Enrolled, and some days later wants no more."""
    await enrolled(chat)
    chat.now += timedelta(days=2)
    await chat.visitor("Please don't write to me any more")
    await chat.bot("utter_stopped")
    await leave_alone(chat.uow, await chat.reload(), chat.conversation.id, now=chat.now)


async def declined(chat: Chat) -> None:
    """The visitor gives no permission, and nothing is sent."""
    await chat.bot("utter_understood", card=await chat.app.host.understood(chat.uow, chat.conversation))
    await chat.bot(await chat.app.host.consent_response(chat.uow, chat.conversation))
    await chat.visitor("No, thanks")
    await chat.state({"consent": {"value": False, "quote": "No, thanks"}}, "consent")
    await chat.settle(await decide(chat.uow, chat.conversation, chat.app.playbook(), now=chat.now))
    await chat.bot("utter_declined")


async def disqualified(chat: Chat) -> None:
    await decide(chat.uow, chat.conversation, chat.app.playbook(), now=chat.now)
    known = await chat.app.host.known(chat.uow, chat.conversation)
    await chat.bot(f"utter_disqualified_{known.profile}")


async def handover(chat: Chat) -> None:
    """A person takes over."""
    await decide(chat.uow, chat.conversation, chat.app.playbook(), now=chat.now)
    lead = await chat.reload()
    await hand_over(chat.uow, lead, chat.conversation.id, "a customer with a problem", now=chat.now)
    await chat.bot("utter_handover", rep=chat.app.host.rep_name(lead.owner_id))
    await chat.settle("handover")


async def left(chat: Chat) -> None:
    """They went away in the middle; the last question stands."""
    await chat.bot("utter_ask_consent_mail" if chat.lead.contact.email else "utter_ask_need")


ENDINGS: Mapping[str, Callable[[Chat], Awaitable[object]]] = {
    "booked": booked,
    "cancelled": cancelled,
    "enrolled": enrolled,
    "stopped": stopped,
    "offered": offered,
    "declined": declined,
    "disqualified": disqualified,
    "handover": handover,
    "left": left,
}
