"""The cards of booking: times to pick from, the meeting that was made, and how it was moved or cancelled."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from actions.outcome import Say
from actions.turn import Turn
from bot.book.manage_link import manage_url
from bot.book.models import Meeting, Slot
from bot.book.words import when_words, zone_of
from bot.bootstrap import Work
from bot.chat.card import moment_words, shown_in, slot_label
from bot.chat.models import Conversation

State = Literal["booked", "moved", "cancelled"]


def slots_card(
    slots: Sequence[Slot], conversation: Conversation, *, moves: str | None = None, wish: str | None = None
) -> dict[str, Any]:
    """Times in the visitor's zone; web swaps each payload for a choice.

    `moves` is the meeting that a pick moves; `wish` are the words that these times answer.
    """
    zone = ZoneInfo(conversation.timezone or "UTC")
    shown = [_shown(slot, zone, conversation.locale, moves) for slot in slots]
    card = {"type": "slots", "timezone": zone.key, "slots": shown, "moves": moves, "wish": wish}
    return {key: value for key, value in card.items() if value is not None}


def _shown(slot: Slot, zone: ZoneInfo, locale: str | None, moves: str | None) -> dict[str, Any]:
    return {
        "start": slot.start.astimezone(zone).isoformat(),
        "end": slot.end.astimezone(zone).isoformat(),
        "label": slot_label(slot.start, zone, locale),
        "payload": _payload(slot.start.isoformat(), moves),
    }


def _payload(start: str, moves: str | None) -> str:
    return "/choose" + json.dumps({"choice": {"start": start, **({"moves": moves} if moves else {})}})


def shown_again(card: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The same times once more, to be picked by a click."""
    if card is None:
        return None
    moves = card.get("moves")
    slots = [{**slot, "payload": _payload(slot["start"], moves)} for slot in card["slots"]]
    return {**card, "slots": slots}


def shown_slots(card: Mapping[str, Any] | None) -> list[Slot]:
    """The times of a slots card."""
    return [
        Slot(datetime.fromisoformat(slot["start"]), datetime.fromisoformat(slot["end"]))
        for slot in (card or {}).get("slots") or ()
    ]


async def say_meeting(
    response: str,
    turn: Turn,
    uow: Work,
    meeting: Meeting,
    *,
    state: State = "booked",
    before: Slot | None = None,
) -> Say:
    """The meeting in words and as a card, with the link to change it; for the visitor whose meeting it is.

    `before` is when it was until it was moved.
    """
    zone, lead = zone_of(meeting.visitor_timezone), await turn.lead(uow)
    theirs, host = (await turn.conversation(uow)).locale, turn.app.host
    rep, locale = host.rep_name(meeting.rep_id, theirs), shown_in(host.words, response, theirs)
    card = {
        "type": "meeting",
        "id": meeting.id,
        "state": state,
        "start": meeting.start_at.astimezone(zone).isoformat(),
        "end": meeting.end_at.astimezone(zone).isoformat(),
        "before": before and before.start.astimezone(zone).isoformat(),
        "timezone": zone.key,
        "location": meeting.location,
        "with": rep,
        "manage_url": manage_url(turn.app.links, turn.app.settings.public_url, meeting, now=turn.now),
    }
    if state == "cancelled":
        del card["manage_url"], card["location"]
    values = {
        "rep": rep,
        "when": when_words(meeting, zone, locale),
        "email": str(lead.contact.email or ""),
        "before": moment_words(before.start, zone, locale) if before else "",
        "place": meeting.location,
        "meeting": meeting.id,
    }
    return Say(response, values, card)
