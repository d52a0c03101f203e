"""Running a turn: the message is committed already; here it gets its answer, once, in its order.

One turn of a conversation is in flight at a time. The lease on the conversation's row says who is at it, so
that it holds over several web processes and the worker; a dead process's lease ends by itself.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, Literal

from bot.chat.models import NOTICE, Conversation, Message, Turn
from bot.chat.ports import ChatStore, ChatWork, Dialogue, DialogueUnavailable, Words
from bot.chat.rules import LEASE, message_from, metadata_for
from bot.chat.silence import begin as begin_silence
from bot.clock import Clock
from bot.leads.ids import new_id
from bot.playbook.shapes import Silence

PATIENCE = timedelta(seconds=12)
"""How long `say` waits for an answer before it says so honestly."""
LONGEST_PAUSE = 0.4
"""Seconds between two looks while another process is at the turn: many like requests must not hold it up."""
Correct = Callable[[ChatWork, Conversation, Turn], Awaitable[Sequence[Mapping[str, Any]]]]


@dataclass(frozen=True)
class Ran:
    """`busy`: nothing to do, or another process is at it; `failed`: the turn stays pending."""

    state: Literal["busy", "answered", "failed"]
    turn_id: int | None = None
    said: Sequence[Message] = ()


@dataclass(frozen=True)
class Claimed:
    """A turn that this process is at, until the lease ends; `asks` is the question that is open."""

    turn: Turn
    conversation: Conversation
    holder: str
    asks: str | None


def never() -> Silence:
    """Nobody is asked."""
    return Silence(None, None)


@dataclass(frozen=True)
class TurnRunner:
    """What a turn needs. `correct` answers a corrected line of the card, without the dialogue; `silence` says
    when a visitor who does not answer is asked."""

    store: ChatStore
    dialogue: Dialogue
    words: Words
    clock: Clock
    correct: Correct
    silence: Callable[[], Silence] = never

    async def answer(self, turn: Turn, claimed: Claimed | None = None) -> Sequence[Message]:
        """The answer to the turn: the kept one, or a new one, or after `PATIENCE` an honest notice.

        `claimed` is what `claim` gave in the transaction that accepted the turn, if it did.
        """
        if turn.status == "answered":
            async with self.store.read() as uow:
                return await uow.messages.of_turn(turn.id)
        deadline, pause = self.clock.now() + PATIENCE, 0.05
        while self.clock.now() < deadline:
            if claimed:
                ran, claimed = await self._run(claimed), None
            else:
                ran = await self.run_next(turn.conversation_id)
            if ran.state == "failed":
                break
            if ran.turn_id == turn.id:
                return ran.said
            async with self.store.read() as uow:
                current = await uow.turns.find(turn.conversation_id, turn.client_id)
                if current is None:
                    return ()
                if current.status == "answered":
                    return await uow.messages.of_turn(current.id)
            await asyncio.sleep(pause if ran.state == "busy" else 0)
            pause = min(2 * pause, LONGEST_PAUSE)
        return await self._notice(turn)

    async def run_next(self, conversation_id: str) -> Ran:
        """Run the earliest pending turn of the conversation, unless another process is at it."""
        async with self.store.write() as uow:
            claimed = await self.claim(uow, conversation_id)
        return await self._run(claimed) if claimed else Ran("busy")

    async def claim(self, uow: ChatWork, conversation_id: str) -> Claimed | None:
        """Take the earliest pending turn; None when there is none, or another process is at it.

        The lease comes first: a turn that was read before it may have been answered by who had the lease.
        """
        now, holder = self.clock.now(), new_id("turn")
        if not await uow.conversations.lease(conversation_id, holder, now=now, until=now + LEASE):
            return None
        conversation = await uow.conversations.get(conversation_id)
        if conversation and conversation.taken_by:  # since the turn was accepted, or while it waited
            await uow.takeovers.leave_to_person(conversation_id, now)
        turn = await uow.turns.earliest_pending(conversation_id)
        if turn is None:
            await uow.conversations.release(conversation_id, holder)
            return None
        asks = await uow.messages.open_question(conversation_id)
        return Claimed(turn, conversation, holder, asks) if conversation else None

    async def _run(self, claimed: Claimed) -> Ran:
        turn, holder = claimed.turn, claimed.holder
        try:
            said = await self._ask(claimed.conversation, turn, claimed.asks)
        except DialogueUnavailable:
            async with self.store.write() as uow:
                await uow.turns.failed(turn.id)
                await uow.conversations.release(turn.conversation_id, holder)
            return Ran("failed", turn.id)
        return Ran("answered", turn.id, await self._keep(turn, said, holder))

    async def _ask(
        self, conversation: Conversation, turn: Turn, asks: str | None
    ) -> Sequence[Mapping[str, Any]]:
        if turn.kind == "fact":
            async with self.store.write() as uow:
                return await self.correct(uow, conversation, turn)
        metadata = metadata_for(conversation, asks, now=self.clock.now())
        said = {k: v for k, v in turn.payload.items() if k != "said"}
        return await self.dialogue.turn(conversation.id, turn.client_id, said, metadata)

    async def _keep(self, turn: Turn, said: Sequence[Mapping[str, Any]], holder: str) -> Sequence[Message]:
        """Commit the answer, and with it that the turn is done."""
        async with self.store.write() as uow:
            if await uow.turns.answered(turn.id, self.clock.now()):
                added = await add_messages(uow, said, turn.conversation_id, turn.id, clock=self.clock)
                silence, now = self.silence(), self.clock.now()
                await begin_silence(uow, turn.conversation_id, added, silence, now=now)
            await uow.conversations.release(turn.conversation_id, holder)
            return await uow.messages.of_turn(turn.id)

    async def _notice(self, turn: Turn) -> Sequence[Message]:
        """Tell the visitor, once a turn, that the answer comes later. The message stays in the chat."""
        async with self.store.write() as uow:
            conversation = await uow.conversations.get(turn.conversation_id)
            if conversation and conversation.taken_by:
                await uow.takeovers.leave_to_person(turn.conversation_id, self.clock.now())
            if not await uow.turns.noticed(turn.id):
                return await uow.messages.of_turn(turn.id)
            said = self.words.say(NOTICE, conversation.locale if conversation else None)
            return await add_messages(uow, [said], turn.conversation_id, turn.id, clock=self.clock)


async def add_messages(
    uow: ChatWork,
    said: Sequence[Mapping[str, Any]],
    conversation_id: str,
    turn_id: int | None,
    *,
    clock: Clock,
) -> list[Message]:
    """Put what the bot said into the chat, with its choices."""
    added = []
    for each in said:
        message, offered = message_from(each, conversation_id, turn_id, now=clock.now())
        message = await uow.messages.add(message)
        await uow.choices.add(conversation_id, message.id, offered)
        added.append(message)
    return added


async def run_pending(runner: TurnRunner, *, limit: int = 20) -> int:
    """Run the turns that wait because the dialogue was away, oldest first; returns how many got their answer.

    Stops at the first failure: while the dialogue is away the others would only wait for it too.
    """
    async with runner.store.read() as uow:
        waiting = await uow.turns.waiting_conversations(now=runner.clock.now(), limit=limit)
    answered = 0
    for conversation_id in waiting:
        ran = await runner.run_next(conversation_id)
        answered += ran.state == "answered"
        if ran.state == "failed":
            break
    return answered
