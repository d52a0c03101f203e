"""The cards of booking: times to pick from, and the meeting that was made."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from actions.outcome import Say
from actions.turn import Turn
from bot.book.manage_link import manage_url
from bot.book.models import Meeting, Slot
from bot.book.words import when_words, zone_of
from bot.bootstrap import Work
from bot.chat.card import slot_label
from bot.chat.models import Conversation


def slots_card(slots: Sequence[Slot], conversation: Conversation) -> dict[str, Any]:
    """Times in the visitor's zone; web swaps each payload for a choice."""
    zone = ZoneInfo(conversation.timezone or "UTC")
    shown = [_shown(slot.start, slot.end, zone, conversation.locale) for slot in slots]
    return {"type": "slots", "timezone": zone.key, "slots": shown}


def _shown(start: datetime, end: datetime, zone: ZoneInfo, locale: str | None) -> dict[str, Any]:
    return {
        "start": start.astimezone(zone).isoformat(),
        "end": end.astimezone(zone).isoformat(),
        "label": slot_label(start, zone, locale),
        "payload": _payload(start.isoformat()),
    }


def _payload(start: str) -> str:
    return "/choose" + json.dumps({"choice": {"start": start}})


def shown_again(card: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """The same times once more, to be picked by a click."""
    if card is None:
        return None
    return {**card, "slots": [{**slot, "payload": _payload(slot["start"])} for slot in card["slots"]]}


async def say_meeting(response: str, turn: Turn, uow: Work, meeting: Meeting) -> Say:
    """The meeting in words and as a card, with the link to cancel it; for the visitor whose meeting it is."""
    zone, lead = zone_of(meeting.visitor_timezone), await turn.lead(uow)
    rep = turn.app.host.rep_name(meeting.rep_id)
    link = manage_url(turn.app.links, turn.app.settings.public_url, meeting, now=turn.now)
    card = {
        "type": "meeting",
        "id": meeting.id,
        "start": meeting.start_at.astimezone(zone).isoformat(),
        "end": meeting.end_at.astimezone(zone).isoformat(),
        "timezone": zone.key,
        "location": meeting.location,
        "with": rep,
        "manage_url": link,
    }
    values = {"rep": rep, "when": when_words(meeting, zone), "email": str(lead.contact.email or "")}
    return Say(response, values, card)
