"""A visitor who falls silent over a question is asked once, and later offered a link to carry on with.

The bot says it beside the dialogue, in the words of domain.yml, and repeats the question's choices: a widget
offers those of the last message. Rasa never hears of it, and the question stays the one that is open.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.chat.models import BESIDE, CARRY_ON, STILL_THERE, Choice, Message, Quiet
from bot.chat.ports import ChatStore, ChatWork, Words
from bot.chat.rules import message_from
from bot.chat.speaking import still_offered, words_for
from bot.leads.ids import new_id
from bot.playbook.shapes import Silence

HERE = timedelta(seconds=45)
"""Whose page was not heard of for longer has left; an open one is heard of every 15 s."""
OVER = frozenset({"booked", "handover", "stopped", "enrolled", "declined", "disqualified"})
"""Outcomes after which nobody waits for the visitor."""
WHOLE = 10_000  # messages; no conversation is that long


@dataclass(frozen=True)
class Nudge:
    """What is said now, if anything, and when it is looked at again, if ever."""

    says: str | None = None
    next_at: datetime | None = None


def steps(silence: Silence) -> tuple[tuple[str, timedelta], ...]:
    """What is said in a silence, and how long after the question."""
    planned = ((STILL_THERE, silence.ask_after), (CARRY_ON, silence.offer_after))
    return tuple((response, after) for response, after in planned if after is not None)


def open_question(said: Sequence[Message]) -> Message | None:
    """The bot's question that nobody has said anything after, a nudge or a notice apart."""
    last = next((each for each in reversed(said) if each.response not in BESIDE), None)
    return last if last and last.sender == "bot" and last.asks else None


def nudge_of(silence: Silence, quiet: Quiet, said: Sequence[Message], *, now: datetime) -> Nudge:
    """What to do about a silence whose time has come. `said` is the whole conversation.

    Nothing is said to who has left, and nothing twice about the same question. However late this runs, the
    steps stay as far apart as the playbook has them.
    """
    question, planned = open_question(said), steps(silence)
    over = quiet.stopped_at or quiet.outcome in OVER or quiet.attended or quiet.pending
    if over or question is None or quiet.nudges >= len(planned):
        return Nudge()
    (response, after), rest = planned[quiet.nudges], planned[quiet.nudges + 1 :]
    next_at = max(question.at + rest[0][1], now + rest[0][1] - after) if rest else None
    here = quiet.seen_at is not None and now - quiet.seen_at <= HERE
    before = any(each.response == response and each.asks == question.asks for each in said)
    return Nudge(response if here and not before else None, next_at)


async def begin(
    uow: ChatWork, conversation_id: str, said: Sequence[Message], silence: Silence, *, now: datetime
) -> None:
    """The bot has answered: if that leaves a question open, its time runs."""
    planned = steps(silence)
    if planned and said and said[-1].asks:
        await uow.silences.begin(conversation_id, now + planned[0][1])


async def nudge_next(
    store: ChatStore, words: Words, silence: Silence, link: Callable[[str], str], *, now: datetime
) -> int:
    """Look at the silence whose time came first; 0 when there is none. `link` carries a conversation on.

    Any number of workers may do it at once: who takes it has it alone.
    """
    async with store.read() as uow:
        due = await uow.silences.next_due(now)
    if due is None:
        return 0
    conversation_id, due_at = due
    async with store.write() as uow:
        quiet = await uow.silences.take(conversation_id, due_at)
        if quiet is None:
            return 1  # another worker has it, or the visitor has spoken
        said = await uow.messages.after(conversation_id, limit=WHOLE)
        nudge = nudge_of(silence, quiet, said, now=now)
        await uow.silences.go_on(conversation_id, quiet.nudges + 1, nudge.next_at)
        question = open_question(said)
        if nudge.says and question:
            words_said = await words_for(uow, conversation_id, words, nudge.says, url=link(conversation_id))
            await _say(uow, words_said, question, now=now)
    return 1


async def _say(uow: ChatWork, words: Mapping[str, Any], question: Message, *, now: datetime) -> None:
    """Below the question, with its choices anew: an id belongs to one message."""
    message, _ = message_from(words, question.conversation_id, None, now=now)
    shown = await still_offered(uow, question)
    offered = [Choice(new_id("choice"), each.title, each.payload) for each in shown]
    choices = [{"id": each.id, "title": each.title} for each in offered]
    message = await uow.messages.add(replace(message, choices=choices, asks=question.asks))
    await uow.choices.add(question.conversation_id, message.id, offered)
