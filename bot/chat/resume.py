"""Carry on: a link in a mail opens its conversation again, on any device; the bot goes on where it was."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.chat.decide import DecideWork, decide, outcome_for
from bot.chat.host import Host
from bot.chat.models import Conversation, Turn
from bot.chat.ports import ChatWork
from bot.chat.rules import known_zone
from bot.chat.service import Started, token_hash, visit
from bot.errors import BantamError
from bot.qualify.rules import Ready, readiness

PAYLOAD = "/carry_on"
"""What the dialogue is sent; typed text is never taken for a payload."""
MOST_DEVICES = 20
"""Tokens that a conversation has besides its first; the oldest makes room for a new one."""
WELCOMED = timedelta(minutes=10)
"""Who opens the link again within that time, and has said nothing since, is not greeted twice."""


class ConversationGone(BantamError):
    text = "This chat is over: it was deleted. Start a new chat."


async def resume(
    uow: ChatWork,
    conversation_id: str,
    page: Mapping[str, Any] | None,
    *,
    locale: str | None,
    timezone: str | None,
    now: datetime,
) -> Started:
    """A further token for the conversation, and the turn that takes it up again.

    The zone of the device that is used now counts from here on. Raises ConversationGone.
    """
    conversation = await uow.conversations.get(conversation_id)
    if conversation is None:
        raise ConversationGone
    zone = known_zone(timezone) or conversation.timezone
    conversation = replace(conversation, timezone=zone, locale=locale or conversation.locale)
    await uow.conversations.save(conversation)
    token = secrets.token_urlsafe(32)
    hashed = token_hash(token)
    await uow.conversations.add_token(conversation.id, hashed, now=now, most=MOST_DEVICES)
    if page and page.get("url"):
        # The link itself stands behind the `#`, and is nobody's to keep.
        await visit(uow, conversation, {**page, "url": str(page["url"]).partition("#")[0]}, now=now)
    turn = await uow.turns.latest(conversation.id)
    if turn is None or turn.kind != "resume" or turn.created_at <= now - WELCOMED:
        client_id = f"resume/{hashed[:32]}"
        turn = Turn(0, conversation.id, client_id, "resume", {"choice": PAYLOAD}, "pending", now)
        turn = await uow.turns.add(turn)
    return Started(token, conversation, turn)


Step = Literal["question", "decide", "times", "mail", "waiting", "stopped", "done"]
"""What comes after the greeting: the open question; what a form that is done comes to; times, or the meeting
that there is; the question for useful mail; a person who has the chat; or nothing but an open ear."""


@dataclass(frozen=True)
class WhereWeWere:
    """`outcome` is what the conversation has come to by the facts of now."""

    outcome: str | None
    step: Step


async def where_we_were(
    uow: DecideWork, conversation: Conversation, host: Host, *, now: datetime
) -> WhereWeWere:
    """Where a conversation goes on. What was told meanwhile, in a mail, may have made its lead ready: then it
    is decided anew. Nobody is enrolled for coming back.

    Raises NotFound when the conversation has no lead.
    """
    outcome, known = conversation.outcome, await host.known(uow, conversation)
    verdict = readiness(known.bant, known.profile, host.playbook().qualification)
    waits = outcome in ("enrolled", "declined") and isinstance(verdict, Ready)
    if waits and outcome_for(outcome, verdict, known) == "qualified":
        outcome = await decide(uow, conversation, host.playbook(), now=now)
    asks = await host.next_question(uow, replace(conversation, outcome=outcome))
    return WhereWeWere(outcome, next_step(outcome, asks))


def next_step(outcome: str | None, asks: str | None) -> Step:
    """Pure: what comes after the greeting, for an outcome and the question that is open."""
    match outcome:
        case None:
            return "question" if asks else "decide"
        case "qualified" | "booked":
            return "times"
        case "nurture":
            return "mail"
        case "stopped":
            return "stopped"
        case "handover":
            return "question" if asks else "waiting"
        case "enrolled" | "declined":
            return "question" if asks else "done"
    return "done"
