"""A visitor's message is committed before it is answered, and answered once, in its order."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.chat import service as chat
from bot.chat import turns
from bot.chat.rules import LEASE
from bot.chat.service import ChoiceUnknown, IdTaken, TokenUnknown, TooManyMessages
from bot.settings import Rate
from tests.integration.chat.conftest import Talk


async def test_a_message_is_answered_and_both_stand_in_the_history(talk: Talk) -> None:
    started = await talk.start()
    [answer] = await talk.say(started.token, "m1", text="hello")
    assert answer.text == "you said hello"
    assert answer.asks == "budget"
    said = [(m.sender, m.text) for m in await talk.history(started.conversation.id)]
    assert said[-2:] == [("visitor", "hello"), ("bot", "you said hello")]


async def test_the_same_id_gives_the_same_answer_and_does_nothing_twice(talk: Talk) -> None:
    started = await talk.start()
    first = await talk.say(started.token, "m1", text="hello")
    again = await talk.say(started.token, "m1", text="hello")
    assert [m.id for m in again] == [m.id for m in first]
    assert [heard for heard in talk.dialogue.heard if heard[0] == "m1"] == [("m1", "hello")]


async def test_an_id_with_other_words_is_refused(talk: Talk) -> None:
    started = await talk.start()
    await talk.say(started.token, "m1", text="hello")
    with pytest.raises(IdTaken):
        await talk.accept(started.token, "m1", text="something else")


async def test_while_the_dialogue_is_away_the_visitor_is_told_and_the_answer_comes_by_itself(
    talk: Talk,
) -> None:
    started = await talk.start()
    talk.dialogue.away = True
    [notice] = await talk.say(started.token, "m1", text="hello")
    assert notice.text == "<utter_one_moment>"
    assert [m.text for m in await talk.say(started.token, "m1", text="hello")] == ["<utter_one_moment>"]
    talk.dialogue.away = False
    await turns.run_pending(talk.runner)
    await turns.run_pending(talk.runner)
    texts = [m.text for m in await talk.history(started.conversation.id)]
    assert texts.count("<utter_one_moment>") == 1
    assert texts[-1] == "you said hello"


async def test_messages_that_waited_are_answered_in_the_order_in_which_they_were_sent(talk: Talk) -> None:
    started = await talk.start()
    talk.dialogue.away = True
    for number in range(3):
        await talk.say(started.token, f"m{number}", text=f"word {number}")
    talk.dialogue.away = False
    while await turns.run_pending(talk.runner):
        pass
    assert [text for _, text in talk.dialogue.heard] == ["/start", "word 0", "word 1", "word 2"]


async def test_one_turn_of_a_conversation_is_in_flight_at_a_time(talk: Talk) -> None:
    started = await talk.start()
    talk.dialogue.slow = 0.05
    accepted = [await talk.accept(started.token, f"m{n}", text=f"word {n}") for n in range(4)]
    await asyncio.gather(*(talk.runner.answer(turn) for turn in accepted))
    assert talk.dialogue.most_at_once == {started.conversation.id: 1}
    assert [text for _, text in talk.dialogue.heard] == ["/start", "word 0", "word 1", "word 2", "word 3"]


async def test_a_turn_that_many_processes_want_is_given_to_the_dialogue_once(talk: Talk) -> None:
    started = await talk.start()
    accepted = [await talk.accept(started.token, f"m{n}", text=f"word {n}") for n in range(12)]
    await asyncio.gather(*(talk.runner.answer(turn) for turn in accepted for _ in range(2)))
    assert [text for _, text in talk.dialogue.heard[1:]] == [f"word {n}" for n in range(12)]


async def test_a_notice_that_crosses_the_answer_leaves_the_turn_answered(talk: Talk) -> None:
    started = await talk.start()
    turn = await talk.accept(started.token, "m1", text="hello")
    async with talk.store.write() as uow:
        assert await uow.turns.answered(turn.id, talk.clock.now())
    async with talk.store.write() as uow:
        assert not await uow.turns.noticed(turn.id)
        await uow.turns.failed(turn.id)
        current = await uow.turns.find(started.conversation.id, "m1")
    assert current is not None
    assert (current.status, current.noticed, current.attempts) == ("answered", False, 0)


async def test_the_lease_of_a_process_that_died_in_a_turn_ends_by_itself(talk: Talk) -> None:
    started = await talk.start()
    await talk.accept(started.token, "m1", text="hello")
    now = talk.clock.now()
    async with talk.store.write() as uow:
        assert await uow.conversations.lease(started.conversation.id, "dead", now=now, until=now + LEASE)
    assert (await talk.runner.run_next(started.conversation.id)).state == "busy"
    talk.clock.move(LEASE + timedelta(seconds=1))
    assert (await talk.runner.run_next(started.conversation.id)).state == "answered"


async def test_a_choice_is_resolved_among_those_that_this_conversation_was_offered(talk: Talk) -> None:
    mine, other = await talk.start(), await talk.start()
    [answer] = await talk.say(mine.token, "m1", text="hello")
    choice = answer.choices[0]["id"]
    with pytest.raises(ChoiceUnknown):
        await talk.accept(other.token, "m1", choice=choice)
    await talk.say(mine.token, "m2", choice=choice)
    assert talk.dialogue.heard[-1] == ("m2", "/again")
    shown = [m for m in await talk.history(mine.conversation.id) if m.sender == "visitor"]
    assert shown[-1].text == "Again"


async def test_a_token_that_was_never_given_opens_nothing(talk: Talk) -> None:
    await talk.start()
    with pytest.raises(TokenUnknown):
        await talk.accept("x" * 43, "m1", text="hello")


async def test_more_messages_than_the_limit_in_its_time_are_refused_and_not_kept(talk: Talk) -> None:
    started = await talk.start()
    for number in range(3):
        await talk.say(started.token, f"m{number}", text="hello")
    async with talk.store.write() as uow:
        with pytest.raises(TooManyMessages):
            await chat.accept(
                uow, started.conversation, "m9", {"text": "hello"}, limit=Rate(3, 60), now=talk.clock.now()
            )
    assert sum(m.sender == "visitor" for m in await talk.history(started.conversation.id)) == 3


async def test_a_lead_exists_from_the_first_message_and_not_before(talk: Talk) -> None:
    started = await talk.start()
    async with talk.store.read() as uow:
        conversation = await uow.conversations.get(started.conversation.id)
        assert conversation
        assert conversation.lead_id is None
    await talk.say(started.token, "m1", text="hello")
    async with talk.store.read() as uow:
        conversation = await uow.conversations.get(started.conversation.id)
        assert conversation
        assert conversation.lead_id
        lead = await uow.leads.get(conversation.lead_id)
        assert lead
        assert lead.contact.timezone == "Europe/Berlin"


async def test_erasing_leaves_nothing_of_the_visitor(talk: Talk) -> None:
    started = await talk.start()
    await talk.say(started.token, "m1", text="hello")
    async with talk.store.write() as uow:
        conversation = await chat.conversation_of(uow, started.token)
        assert await chat.erase(uow, conversation, now=talk.clock.now()) == [conversation.id]
    assert await talk.history(started.conversation.id) == []
    async with talk.store.read() as uow:
        assert conversation.lead_id
        assert await uow.leads.get(conversation.lead_id) is None
    with pytest.raises(TokenUnknown):
        await talk.accept(started.token, "m2", text="hello")
