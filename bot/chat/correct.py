"""A line of the card that the visitor corrects in place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.capture.service import Origin, keep_facts, stated_by
from bot.chat.decide import DecideWork
from bot.chat.host import Host
from bot.chat.models import Conversation, Turn
from bot.errors import NotFound
from bot.playbook.shapes import Playbook
from bot.route.service import assess, rescore
from bot.understand import encoder, understand
from bot.understand.entities import entities
from bot.understand.facts import NeedCategory

Stated = Mapping[str, Mapping[str, Any]]


def read_line(
    kind: str, text: str, playbook: Playbook, conversation: Conversation, *, now: datetime
) -> Stated:
    """What the words state as an answer to that line, by kind; empty when they do not answer it.

    The first need that a process reads loads the sentence encoder (0.3 s).
    """
    here = now.astimezone(ZoneInfo(conversation.timezone or "UTC"))
    needs = [NeedCategory(need.name, need.keywords, need.examples) for need in playbook.qualification.needs]
    sentences = encoder.load() if kind == "need" else None
    found = entities(understand(text, asked=kind, now=here, needs=needs, encoder=sentences))
    stated = stated_by(found, intent="correct_answer", text=text)
    return stated if kind in stated else {}


async def correct_line(
    uow: DecideWork, conversation: Conversation, turn: Turn, host: Host, *, now: datetime
) -> Sequence[Mapping[str, Any]]:
    """Keep what the words state, score and route anew; returns what the bot says: the new card.

    Raises NotFound when the conversation has no lead.
    """
    playbook, kind = host.playbook(), str(turn.payload["fact"])
    lead = await uow.leads.get(conversation.lead_id) if conversation.lead_id else None
    if lead is None:
        raise NotFound
    stated = read_line(kind, str(turn.payload["text"]), playbook, conversation, now=now)
    kept = await keep_facts(uow, lead, stated, Origin(conversation.id, kind), now=now)
    await (assess if conversation.outcome else rescore)(uow, kept.lead, playbook, now=now)
    card = await host.understood(uow, conversation)
    said = host.words.say("utter_noted", what=host.label(kind))
    return [{**said, "custom": {"card": card}}]
