"""What the dialogue said becomes messages; what a browser sends is checked."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.chat.models import Choice, Conversation, Message
from bot.leads.ids import new_id

ASKS = (
    "need",
    "budget",
    "authority",
    "timeline",
    "name",
    "email",
    "phone",
    "company_size",
    "company",
    "consent",
    "slot",
    "cancel",
)
LEASE = timedelta(seconds=30)
"""How long a turn may be in flight before another process takes it over."""


def asks_of(said: Mapping[str, Any]) -> str | None:
    """What a message of the dialogue asks for: its card's word, or its response's name (`utter_ask_X…`)."""
    custom = said.get("custom") or {}
    if custom.get("asks") in ASKS:
        return str(custom["asks"])
    asked = re.match(r"utter_ask_(\w+)", str(said.get("utter_action") or ""))
    if not asked:
        return None
    return next((name for name in ASKS if re.match(rf"{name}(_|$)", asked[1])), None)


def message_from(
    said: Mapping[str, Any], conversation_id: str, turn_id: int | None, *, now: datetime
) -> tuple[Message, list[Choice]]:
    """The message that the visitor sees and the choices that it offers; payloads stay on the server."""
    offered = [
        Choice(new_id("choice"), str(button["title"]), str(button["payload"]))
        for button in said.get("buttons") or ()
    ]
    card, slots = _card(said.get("custom") or {})
    message = Message(
        0,
        conversation_id,
        "bot",
        now,
        str(said.get("text") or ""),
        turn_id,
        [{"id": choice.id, "title": choice.title} for choice in offered],
        card,
        asks_of(said),
        str(said["utter_action"]) if said.get("utter_action") else None,
    )
    return message, offered + slots


def _card(custom: Mapping[str, Any]) -> tuple[Mapping[str, Any] | None, list[Choice]]:
    card = custom.get("card")
    if not isinstance(card, Mapping) or card.get("type") != "slots":
        return card, []
    slots, offered = [], []
    for slot in card.get("slots") or ():
        choice = Choice(new_id("choice"), str(slot["label"]), str(slot["payload"]))
        offered.append(choice)
        slots.append({**{k: v for k, v in slot.items() if k != "payload"}, "id": choice.id})
    return {**card, "slots": slots}, offered


def known_zone(name: str | None) -> str | None:
    """The zone's name when it is one of the IANA database's; None otherwise."""
    try:
        return str(ZoneInfo(name)) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def metadata_for(conversation: Conversation, asks: str | None, *, now: datetime) -> dict[str, Any]:
    """What the dialogue must know beside the words: the question asked, and the visitor's now and zone."""
    zone = ZoneInfo(conversation.timezone or "UTC")
    return {
        "asks": asks,
        "timezone": str(zone),
        "locale": conversation.locale or "en",
        "now": now.astimezone(zone).isoformat(),
    }


def for_widget(message: Message) -> dict[str, Any]:
    """The message in the shape of the widget's interface; `name` stands in those of a rep only."""
    shown = {
        "id": str(message.id),
        "from": message.sender,
        "at": message.at.isoformat(),
        "text": message.text,
        "choices": list(message.choices),
        "card": message.card,
        "asks": message.asks,
    }
    return {**shown, "name": message.author} if message.sender == "rep" else shown


def all_for_widget(messages: Sequence[Message]) -> list[dict[str, Any]]:
    return [for_widget(message) for message in messages]
