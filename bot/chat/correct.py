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
from bot.route.service import assess, rescore
from bot.understand import understand
from bot.understand.entities import entities
from bot.understand.facts import NeedCategory


async def correct_line(
    uow: DecideWork, conversation: Conversation, turn: Turn, host: Host, *, now: datetime
) -> Sequence[Mapping[str, Any]]:
    """Read the words as an answer to that line, keep what they state, score and route anew.

    Returns what the bot says: the new card, or that it could not read the words; then nothing has changed.
    """
    playbook, kind = host.playbook(), str(turn.payload["fact"])
    lead = await uow.leads.get(conversation.lead_id) if conversation.lead_id else None
    here = now.astimezone(ZoneInfo(conversation.timezone or "UTC"))
    needs = [NeedCategory(need.name, need.keywords, need.examples) for need in playbook.qualification.needs]
    found = entities(understand(str(turn.payload["text"]), asked=kind, now=here, needs=needs))
    stated = stated_by(found, intent="correct_answer", text=str(turn.payload["text"]))
    if lead is None or kind not in stated:
        return [host.words.say("utter_not_corrected", what=host.label(kind))]
    kept = await keep_facts(uow, lead, stated, Origin(conversation.id, kind), now=now)
    await (assess if conversation.outcome else rescore)(uow, kept.lead, playbook, now=now)
    card = await host.understood(uow, conversation)
    said = host.words.say("utter_noted", what=host.label(kind))
    return [{**said, "custom": {"card": card}}]
