"""A person takes over: one of the team joins a conversation, writes in it, and hands it back to the bot."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.chat.decide import keep_outcome
from bot.chat.handover import hand_over
from bot.chat.host import Host
from bot.chat.models import Conversation, Message, Turn
from bot.chat.ports import ChatWork, Words
from bot.chat.resume import PAYLOAD
from bot.chat.rules import message_from
from bot.chat.speaking import words_for
from bot.errors import NotFound, Refused
from bot.leads.ids import new_id
from bot.qualify.rules import Ready, readiness
from bot.staff.models import AuditEntry, Staff
from bot.staff.ports import StaffWork

COMES_WITHIN = timedelta(minutes=3)
"""A visitor who was told that somebody comes hears after that time that nobody is free."""
AWAY = timedelta(minutes=3)
"""A taker whose page has not asked for so long has left a visitor who waits."""
LONGEST = 1000  # characters of a message, as for a visitor's
HANDED_BACK, LEFT_ALONE = "back/", "alone/"
"""How the ids of the turns begin that let the bot go on. No browser can send a `/`."""


class Receipts(Protocol):
    async def find(self, conversation_id: str, client_id: str, action: str) -> Mapping[str, Any] | None: ...
    async def keep(
        self, conversation_id: str, client_id: str, action: str, outcome: Mapping[str, Any], *, now: datetime
    ) -> None: ...


class TakeoverWork(ChatWork, StaffWork, Protocol):
    """What taking over needs of the database."""

    @property
    def receipts(self) -> Receipts: ...


class TakeoverStore(Protocol):
    def write(self) -> AbstractAsyncContextManager[TakeoverWork]: ...
    def read(self) -> AbstractAsyncContextManager[TakeoverWork]: ...


@dataclass(frozen=True)
class Joined:
    pass


@dataclass(frozen=True)
class TakenBy:
    """Somebody else has the conversation; None: nobody of the team does."""

    name: str | None


@dataclass(frozen=True)
class Written:
    message: Message | None
    """None for a repeat of the same form."""


@dataclass(frozen=True)
class HandedBack:
    turn: Turn
    """By which the bot takes up what was open; it may be run at once, and the worker runs it anyhow."""


async def join(
    uow: TakeoverWork, conversation_id: str, who: Staff, words: Words, *, now: datetime
) -> Joined | TakenBy:
    """Take the conversation, and tell the visitor who is there. A repeat changes nothing. Raises NotFound."""
    if not await uow.takeovers.join(conversation_id, who.id, now=now):
        conversation = await uow.conversations.get(conversation_id)
        if conversation is None:
            raise NotFound
        return Joined() if conversation.taken_by == who.id else await _taken_by(uow, conversation)
    said = await words_for(uow, conversation_id, words, "utter_rep_joined", rep=who.name)
    await _say(uow, conversation_id, said, now=now)
    await uow.audit.add(AuditEntry(now, who.email, "joined a conversation", conversation_id))
    return Joined()


async def write(
    uow: TakeoverWork, conversation_id: str, who: Staff, text: str, form_id: str, *, now: datetime
) -> Written | TakenBy:
    """Put the words into the chat, once for each form. The task that asked for a person is done by it.

    Raises Refused for no words and for more than LONGEST characters, NotFound when the chat is gone.
    """
    text = text.replace("\r\n", "\n").strip()
    if not text:
        raise Refused("Write a message first.")
    if len(text) > LONGEST:
        raise Refused(f"That is {len(text)} characters. Write at most {LONGEST}, or send it in parts.")
    # This locks the row, so that of two copies of a form the second finds the receipt of the first.
    if not await uow.takeovers.seen(conversation_id, who.id, now=now):
        return await _not_taken(uow, conversation_id)
    key = (conversation_id, f"rep/{form_id}", "write")
    if await uow.receipts.find(*key):
        return Written(None)
    message = Message(0, conversation_id, "rep", now, text, author=who.name)
    message = await uow.messages.add(message)
    await uow.receipts.keep(*key, {"message": message.id}, now=now)
    if task := await uow.tasks.open_of(conversation_id, "handover"):
        await uow.tasks.finish(task.id, at=now)
    return Written(message)


async def hand_back(
    uow: TakeoverWork, conversation_id: str, who: Staff, words: Words, *, now: datetime
) -> HandedBack | TakenBy:
    """The bot answers again, and takes up what was open. Raises NotFound when the chat is gone."""
    if not await uow.takeovers.leave(conversation_id, who.id):
        return await _not_taken(uow, conversation_id)
    await uow.audit.add(AuditEntry(now, who.email, "handed a conversation back", conversation_id))
    said = await words_for(uow, conversation_id, words, "utter_rep_left", rep=who.name)
    return HandedBack(await _go_on(uow, conversation_id, said, HANDED_BACK, now=now))


async def reopened(uow: ChatWork, conversation: Conversation, host: Host) -> Conversation:
    """The conversation as the bot takes it up when a person has dealt with it: a question that is open, or
    times for who is ready; else there is nothing but an open ear."""
    if conversation.outcome != "handover":
        return conversation
    known, before = await host.known(uow, conversation), replace(conversation, outcome=None)
    if known.profile == "customer":
        return conversation
    verdict = readiness(known.bant, known.profile, host.playbook().qualification)
    if isinstance(verdict, Ready) or await host.next_question(uow, before):
        await uow.conversations.save(before)
        return before
    return conversation


async def end_next_wait(store: TakeoverStore, words: Words, *, now: datetime) -> int:
    """Tell the visitor who waits longest that nobody is free; the task stays. 1, or 0 when none has waited
    for COMES_WITHIN."""
    async with store.read() as uow:
        conversation_id = await uow.takeovers.waiting_since(now - COMES_WITHIN)
    if conversation_id is None:
        return 0
    async with store.write() as uow:
        if await uow.takeovers.end_wait(conversation_id, since=now - COMES_WITHIN):
            said = await words_for(uow, conversation_id, words, "utter_nobody_free")
            await _go_on(uow, conversation_id, said, LEFT_ALONE, now=now)
    return 1


async def free_next_left_alone(store: TakeoverStore, words: Words, *, now: datetime) -> int:
    """Give a conversation back to the bot whose taker has been away for AWAY while the visitor waits: with an
    honest message, and a task and a mail for who left. 1, or 0 when there is none."""
    async with store.read() as uow:
        left = await uow.takeovers.left_alone_since(now - AWAY)
    if left is None:
        return 0
    conversation_id, staff_id = left
    async with store.write() as uow:
        if not await uow.takeovers.leave(conversation_id, staff_id, unseen_since=now - AWAY):
            return 1
        who = await uow.staff.by_id(staff_id)
        colleague = await words_for(uow, conversation_id, words, "utter_label_colleague")
        rep = who.name if who else str(colleague["text"])
        await _ask_to_write(uow, conversation_id, who, now=now)
        said = await words_for(uow, conversation_id, words, "utter_rep_away", rep=rep)
        await _go_on(uow, conversation_id, said, LEFT_ALONE, now=now)
    return 1


async def _ask_to_write(uow: TakeoverWork, conversation_id: str, who: Staff | None, *, now: datetime) -> None:
    conversation = await uow.conversations.get(conversation_id)
    lead = await uow.leads.get(conversation.lead_id) if conversation and conversation.lead_id else None
    if conversation and lead:
        to = (who.rep_id if who else None) or lead.owner_id
        await hand_over(uow, lead, conversation_id, "waits for an answer in the chat", to=to, now=now)
        await keep_outcome(uow, conversation, "handover")


async def _go_on(
    uow: ChatWork, conversation_id: str, said: Mapping[str, Any], prefix: str, *, now: datetime
) -> Turn:
    """Say it, and let the bot go on by a turn of our own. What was said to the person stays between them."""
    await uow.takeovers.leave_to_person(conversation_id, now)
    await _say(uow, conversation_id, said, now=now)
    client_id = f"{prefix}{new_id('turn')}"
    return await uow.turns.add(
        Turn(0, conversation_id, client_id, "resume", {"choice": PAYLOAD}, "pending", now)
    )


async def _say(uow: ChatWork, conversation_id: str, said: Mapping[str, Any], *, now: datetime) -> None:
    message, _ = message_from(said, conversation_id, None, now=now)
    await uow.messages.add(message)


async def _not_taken(uow: TakeoverWork, conversation_id: str) -> TakenBy:
    conversation = await uow.conversations.get(conversation_id)
    if conversation is None:
        raise NotFound
    return await _taken_by(uow, conversation)


async def _taken_by(uow: TakeoverWork, conversation: Conversation) -> TakenBy:
    who = await uow.staff.by_id(conversation.taken_by) if conversation.taken_by else None
    return TakenBy(who.name if who else None)
