"""Verbs of the chat, in the order of a visit: start, accept a message, start over, erase."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from math import ceil
from typing import Any

from bot.capture import service as capture
from bot.capture.rules import source_of
from bot.chat.models import Conversation, Message, Turn, Visit
from bot.chat.ports import ChatWork
from bot.chat.rules import known_zone
from bot.errors import BantamError
from bot.leads.events import LeadErased
from bot.leads.ids import new_id
from bot.leads.models import Source
from bot.settings import Rate


class TokenUnknown(BantamError):
    text = "This chat's token is not known. Start a new chat."


class ChoiceUnknown(BantamError):
    text = "This choice was not offered in this chat. Pick one of the choices that are shown, or write."


class IdTaken(BantamError):
    text = "This id was used for another message. Send every message with an id of its own."


class TooManyMessages(BantamError):
    """`retry_after` is in seconds."""

    text = "That was a lot of messages in a short time. Wait a moment, then go on."

    def __init__(self, retry_after: int) -> None:
        super().__init__()
        self.retry_after = retry_after


@dataclass(frozen=True)
class Started:
    token: str
    conversation: Conversation
    turn: Turn


def token_hash(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


async def start(
    uow: ChatWork,
    page: Mapping[str, Any],
    *,
    locale: str | None,
    timezone: str | None,
    now: datetime,
    visitor_id: str | None = None,
    lead_id: str | None = None,
    prefix: str = "chat",
) -> Started:
    """A new conversation, with a token of 256 random bits that is kept hashed, and the turn that greets.

    `prefix` is what its id begins with.
    """
    token = secrets.token_urlsafe(32)
    conversation = Conversation(
        new_id(prefix),
        visitor_id or new_id("visitor"),
        now,
        lead_id,
        locale,
        known_zone(timezone),
        vars(source_of(page)),
    )
    await uow.conversations.add(conversation, token_hash=token_hash(token))
    turn = Turn(0, conversation.id, "start", "start", {"choice": "/start"}, "pending", now)
    if page.get("url"):
        await visit(uow, conversation, page, now=now)
    return Started(token, conversation, await uow.turns.add(turn))


async def conversation_of(uow: ChatWork, token: str) -> Conversation:
    """The conversation that the token opens. Raises TokenUnknown."""
    conversation = await uow.conversations.by_token(token_hash(token))
    if conversation is None:
        raise TokenUnknown
    return conversation


async def accept(
    uow: ChatWork,
    conversation: Conversation,
    client_id: str,
    said: Mapping[str, str],
    *,
    limit: Rate | None,
    now: datetime,
) -> Turn:
    """Commit to a visitor's message: from here on it is answered, whatever fails.

    `said` is `{"text"}`, `{"choice"}` (an id that was offered) or `{"fact", "text"}`. A repeat of the id
    gives the earlier turn. Raises ChoiceUnknown, IdTaken, or TooManyMessages past `limit`.
    """
    earlier = await _earlier(uow, conversation, client_id, said)
    if earlier is None:
        # Of messages that come at once each waits here for the one before it, and finds what that has made.
        conversation = await _locked(uow, conversation)
        earlier = await _earlier(uow, conversation, client_id, said)
    if earlier is not None:
        return earlier
    if limit:
        await _refuse_too_many(uow, conversation, limit, now=now)
    payload, shown = await _payload(uow, conversation, said)
    await _lead_of(uow, conversation, now=now)
    kind = "fact" if "fact" in said else "choice" if "choice" in said else "text"
    turn = Turn(0, conversation.id, client_id, kind, {**payload, "said": dict(said)}, "pending", now)
    if conversation.taken_by and kind != "fact":  # a person answers; the bot never hears of it
        turn = replace(turn, status="answered", answered_at=now)
    turn = await uow.turns.add(turn)
    await uow.messages.add(Message(0, conversation.id, "visitor", now, shown, turn.id))
    await uow.silences.end(conversation.id)
    return turn


async def _earlier(
    uow: ChatWork, conversation: Conversation, client_id: str, said: Mapping[str, str]
) -> Turn | None:
    """The turn of the same message when it came before. Raises IdTaken when that was another message."""
    earlier = await uow.turns.find(conversation.id, client_id)
    # A turn of our own, as that of the start, was never said by anybody.
    if earlier is not None and earlier.payload.get("said") != dict(said):
        raise IdTaken
    return earlier


async def _locked(uow: ChatWork, conversation: Conversation) -> Conversation:
    """The conversation as it is now, for this transaction alone. Raises TokenUnknown when it was erased."""
    locked = await uow.conversations.lock(conversation.id)
    if locked is None:
        raise TokenUnknown
    return locked


async def _refuse_too_many(uow: ChatWork, conversation: Conversation, limit: Rate, *, now: datetime) -> None:
    since = now - timedelta(seconds=limit.seconds)
    said = await uow.turns.said_since(conversation.id, since)
    if len(said) >= limit.count:
        # Then so few are left in the time that counts that one more is welcome.
        raise TooManyMessages(max(1, ceil((said[-limit.count] - since).total_seconds())))


async def _payload(
    uow: ChatWork, conversation: Conversation, said: Mapping[str, str]
) -> tuple[Mapping[str, Any], str]:
    """What the dialogue is sent, and what stands in the chat."""
    if "choice" not in said:
        return {k: v for k, v in said.items() if k in ("text", "fact")}, said["text"]
    choice = await uow.choices.get(conversation.id, said["choice"])
    if choice is None:
        raise ChoiceUnknown
    return {"choice": choice.payload, "title": choice.title}, choice.title


async def _lead_of(uow: ChatWork, conversation: Conversation, *, now: datetime) -> None:
    """A lead exists from a visitor's first message, anonymous until a name or an e-mail is known."""
    if conversation.lead_id is None:
        lead = await capture.new_lead(
            uow,
            Source(**conversation.source),
            timezone=conversation.timezone,
            language=conversation.locale,
            now=now,
        )
        await uow.conversations.save(replace(conversation, lead_id=lead.id))


async def visit(uow: ChatWork, conversation: Conversation, page: Mapping[str, Any], *, now: datetime) -> None:
    """Keep a page view of a visitor who has interacted."""
    title, referrer = page.get("title"), page.get("referrer")
    await uow.visits.add(
        Visit(
            conversation.id,
            now,
            str(page["url"])[:2000],
            str(title)[:300] if title else None,
            str(referrer)[:2000] if referrer else None,
        )
    )


async def start_over(
    uow: ChatWork, conversation: Conversation, page: Mapping[str, Any], *, now: datetime
) -> Started:
    """A new conversation of the same visitor; what was said before stays with the lead."""
    return await start(
        uow,
        page,
        locale=conversation.locale,
        timezone=conversation.timezone,
        now=now,
        visitor_id=conversation.visitor_id,
    )


async def leads_of_visitor(uow: ChatWork, conversation: Conversation) -> list[str]:
    """The leads that are this visitor's alone, and go with them."""
    found = await uow.conversations.of_visitor(conversation.visitor_id)
    ids = dict.fromkeys(each.lead_id for each in found if each.lead_id)
    return [
        lead_id for lead_id in ids if not await uow.conversations.shared(lead_id, conversation.visitor_id)
    ]


async def erase(uow: ChatWork, conversation: Conversation, *, now: datetime) -> list[str]:
    """Remove everything of this visitor; returns the conversations whose events the dialogue must drop too.

    A lead that other visitors share (they gave the same address, and nobody proved it) stays, without what
    this visitor said: nobody erases what is not theirs.
    """
    gone = await uow.conversations.of_visitor(conversation.visitor_id)
    for lead_id in await leads_of_visitor(uow, conversation):
        await uow.publish(LeadErased(lead_id, now))
        await uow.leads.remove(lead_id)
    for each in gone:
        await uow.conversations.remove(each.id)
    return [each.id for each in gone]


async def erase_lead(uow: ChatWork, lead_id: str, *, now: datetime) -> list[str]:
    """Remove the lead with all its conversations; returns those whose events the dialogue must drop too.

    For the owner of its address, proved by a link that was sent there.
    """
    gone = await uow.conversations.of_lead(lead_id)
    await uow.publish(LeadErased(lead_id, now))
    await uow.leads.remove(lead_id)
    for each in gone:
        await uow.conversations.remove(each.id)
    return [each.id for each in gone]
