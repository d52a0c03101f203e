"""A visitor who says nothing is asked once and offered a link to carry on, beside the dialogue."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.chat import service as chat
from bot.chat.models import CARRY_ON, STILL_THERE, Message
from bot.chat.silence import nudge_next
from bot.chat.turns import run_pending
from bot.clock import FixedClock
from bot.playbook.shapes import Silence
from bot.store.database import Store, open_engine
from tests.integration.chat.conftest import Talk

USUAL = Silence()
THREE, TEN = timedelta(minutes=3), timedelta(minutes=10)


class Quiet:
    """A visitor whose page is open, and a worker that comes by; `begin` is when the bot asked."""

    def __init__(self, talk: Talk) -> None:
        self.talk = talk
        talk.runner = replace(talk.runner, silence=lambda: USUAL)
        self.begin = talk.clock.now()

    async def start(self) -> chat.Started:
        self.started = await self.talk.start()
        return self.started

    async def after(self, passed: timedelta, *, here: bool = True) -> int:
        """The worker at that time after the question; what it did."""
        now = self.begin + passed
        self.talk.clock = FixedClock(now)
        self.talk.runner = replace(self.talk.runner, clock=self.talk.clock)
        if here:
            async with self.talk.store.write() as uow:
                await uow.conversations.seen([self.started.conversation.id], now=now)
        return await self.nudge(self.talk.store, now)

    async def nudge(self, store: Store, now: datetime) -> int:
        return await nudge_next(store, self.talk.runner.words, USUAL, lambda talk: f"link/{talk}", now=now)

    async def say(self, text: str) -> None:
        self.begin = self.talk.clock.now()
        await self.talk.say(self.started.token, f"m-{text}", text=text)

    async def said(self) -> list[Message]:
        return await self.talk.history(self.started.conversation.id)

    async def nudges(self) -> list[str]:
        return [each.response for each in await self.said() if each.response in (STILL_THERE, CARRY_ON)]


@pytest.fixture
async def quiet(talk: Talk) -> Quiet:
    one = Quiet(talk)
    await one.start()
    return one


async def test_who_says_nothing_is_asked_after_three_minutes_and_offered_the_link_after_ten(
    quiet: Quiet,
) -> None:
    assert await quiet.after(THREE - timedelta(seconds=1)) == 0
    assert await quiet.after(THREE) == 1
    assert await quiet.nudges() == [STILL_THERE]
    assert await quiet.after(TEN - timedelta(seconds=1)) == 0
    assert await quiet.after(TEN) == 1
    assert await quiet.after(timedelta(days=1)) == 0
    assert await quiet.nudges() == [STILL_THERE, CARRY_ON]


async def test_the_question_stays_open_and_what_was_clicked_below_the_nudge_answers_it(quiet: Quiet) -> None:
    await quiet.after(THREE)
    [question, nudge] = await quiet.said()
    assert nudge.asks == question.asks == "budget"
    assert [each["title"] for each in nudge.choices] == ["Again"]
    assert nudge.choices[0]["id"] != question.choices[0]["id"]
    for number, choice in enumerate((nudge.choices[0]["id"], question.choices[0]["id"])):
        turn = await quiet.talk.accept(quiet.started.token, f"c{number}", choice=choice)
        assert turn.payload["choice"] == "/again"
    async with quiet.talk.store.read() as uow:
        assert await uow.messages.open_question(quiet.started.conversation.id) == "budget"
        asked = await uow.messages.last_asking(quiet.started.conversation.id, "budget")
        assert asked
        assert asked.id == question.id


async def test_a_nudge_is_told_to_nobody_but_the_visitor(quiet: Quiet) -> None:
    await quiet.after(THREE)
    await quiet.after(TEN)
    assert [heard for _, heard in quiet.talk.dialogue.heard] == ["/start"]
    assert [each.text for each in await quiet.talk.runner.answer(quiet.started.turn)] == ["you said /start"]


async def test_a_message_of_the_visitor_ends_the_silence_and_the_next_one_is_counted_anew(
    quiet: Quiet,
) -> None:
    await quiet.after(THREE - timedelta(seconds=1))
    await quiet.say("hello")
    assert await quiet.after(THREE - timedelta(seconds=1)) == 0
    assert await quiet.after(THREE) == 1
    assert await quiet.nudges() == [STILL_THERE]


async def test_about_the_same_question_nobody_is_asked_twice_though_they_spoke_in_between(
    quiet: Quiet,
) -> None:
    await quiet.after(THREE)
    await quiet.say("what does it cost?")
    assert await quiet.after(THREE) == 1
    assert await quiet.after(TEN) == 1
    assert await quiet.nudges() == [STILL_THERE, CARRY_ON]


async def test_who_has_left_the_page_is_not_asked(quiet: Quiet) -> None:
    assert await quiet.after(THREE, here=False) == 1
    assert await quiet.after(TEN, here=False) == 1
    assert await quiet.nudges() == []


async def test_while_an_answer_is_owed_nobody_is_asked(quiet: Quiet) -> None:
    quiet.talk.dialogue.away = True
    await quiet.say("hello")
    assert await quiet.after(TEN) == 0
    quiet.talk.dialogue.away = False
    quiet.begin = quiet.talk.clock.now()
    await run_pending(quiet.talk.runner)
    assert await quiet.nudges() == []
    assert await quiet.after(THREE) == 1
    assert await quiet.nudges() == [STILL_THERE]


async def test_a_turn_that_comes_without_a_message_holds_the_nudge_back_too(quiet: Quiet) -> None:
    turn = replace(quiet.started.turn, client_id="resume/1", kind="resume", status="pending")
    async with quiet.talk.store.write() as uow:
        await uow.turns.add(turn)
    assert await quiet.after(THREE) == 1
    assert await quiet.nudges() == []


@pytest.mark.parametrize(
    "change", [{"outcome": "enrolled"}, {"stopped_at": datetime.fromisoformat("2026-03-02T08:01Z")}]
)
async def test_who_wants_to_be_left_alone_or_is_done_is_not_asked(
    quiet: Quiet, change: dict[str, object]
) -> None:
    async with quiet.talk.store.write() as uow:
        await uow.conversations.save(replace(quiet.started.conversation, **change))  # type: ignore[arg-type]
    assert await quiet.after(THREE) == 1
    assert await quiet.after(TEN) == 0
    assert await quiet.nudges() == []


async def test_while_a_person_has_the_chat_the_bot_does_not_ask(quiet: Quiet) -> None:
    async with quiet.talk.store.write() as uow:
        assert await uow.takeovers.join(quiet.started.conversation.id, "staff_1", now=quiet.begin)
    assert await quiet.after(THREE) == 1
    assert await quiet.nudges() == []


async def test_many_workers_at_once_ask_once(quiet: Quiet, database_url: str) -> None:
    now = quiet.begin + THREE
    async with quiet.talk.store.write() as uow:
        await uow.conversations.seen([quiet.started.conversation.id], now=now)
    workers = [Store(open_engine(database_url)) for _ in range(6)]
    try:
        await asyncio.gather(*(quiet.nudge(store, now) for store in workers for _ in range(2)))
    finally:
        for store in workers:
            await store.close()
    assert await quiet.nudges() == [STILL_THERE]


async def test_a_message_in_the_same_instant_as_the_nudge_leaves_no_nudge_for_later(quiet: Quiet) -> None:
    """Whichever is first: after the visitor's word nothing is due until the bot has answered."""
    now = quiet.begin + THREE
    async with quiet.talk.store.write() as uow:
        await uow.conversations.seen([quiet.started.conversation.id], now=now)
    speaking = quiet.talk.accept(quiet.started.token, "m1", text="hello")
    await asyncio.gather(speaking, quiet.nudge(quiet.talk.store, now))
    async with quiet.talk.store.read() as uow:
        assert await uow.silences.next_due(now + timedelta(days=1)) is None
    senders = [each.sender for each in await quiet.said()]
    assert senders in (["bot", "visitor"], ["bot", "bot", "visitor"])
