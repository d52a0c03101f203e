"""A person takes over: one at a time, the bot silent meanwhile."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence

import pytest

from bot.chat import service as chat
from bot.chat import turns
from bot.chat.models import Message
from bot.chat.resume import PAYLOAD
from bot.chat.takeover import (
    LONGEST,
    HandedBack,
    Joined,
    TakenBy,
    Written,
    join,
)
from bot.errors import NotFound, Refused
from bot.staff.models import Staff
from tests.integration.chat.conftest import NOW, Talk
from tests.integration.chat.taken import (
    DANA,
    WORDS,
    handed_back,
    heard,
    joined,
    team,
    texts,
    written,
)


async def test_the_visitor_is_told_who_has_joined_and_is_answered_by_them_alone(talk: Talk) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    await talk.say(started.token, "m1", text="hello")
    await joined(talk, started, dana)
    assert await talk.say(started.token, "m2", text="are you there?") == []
    assert isinstance(await written(talk, started, dana, "  Yes, I am.\r\nHow can I help? "), Written)
    said = await talk.history(started.conversation.id)
    assert [(m.sender, m.text, m.author) for m in said[-3:]] == [
        ("bot", "<utter_rep_joined>", None),
        ("visitor", "are you there?", None),
        ("rep", "Yes, I am.\nHow can I help?", "Dana Köhler"),
    ]
    assert heard(talk) == ["/start", "hello"]


async def test_what_is_said_while_a_person_has_the_chat_leaves_no_turn_that_a_worker_would_run(
    talk: Talk,
) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    await joined(talk, started, dana)
    turn = await talk.accept(started.token, "m1", text="hello")  # and here the process dies
    assert turn.status == "answered"
    assert await turns.run_pending(talk.runner) == 0
    assert heard(talk) == ["/start"]
    assert await talk.say(started.token, "m1", text="hello") == []
    assert (await texts(talk, started)).count("hello") == 1


async def test_a_turn_that_waited_for_the_dialogue_when_the_person_joined_is_theirs(talk: Talk) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    talk.dialogue.away = True
    await talk.say(started.token, "m1", text="hello")
    await joined(talk, started, dana)
    talk.dialogue.away = False
    assert await turns.run_pending(talk.runner) == 0
    assert (await turns.run_pending(talk.runner), heard(talk)) == (0, ["/start"])
    async with talk.store.read() as uow:
        assert await uow.turns.earliest_pending(started.conversation.id) is None


async def test_the_answer_of_a_turn_in_flight_still_arrives_and_then_the_bot_is_silent(talk: Talk) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    turn = await talk.accept(started.token, "m1", text="hello")
    async with talk.store.write() as uow:
        claimed = await talk.runner.claim(uow, started.conversation.id)
    await joined(talk, started, dana)
    assert [m.text for m in await talk.runner.answer(turn, claimed)] == ["you said hello"]
    assert await talk.say(started.token, "m2", text="and now?") == []
    assert heard(talk) == ["/start", "hello"]


async def test_a_turn_in_flight_that_fails_is_left_to_the_person_without_a_notice(talk: Talk) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    turn = await talk.accept(started.token, "m1", text="hello")
    async with talk.store.write() as uow:
        claimed = await talk.runner.claim(uow, started.conversation.id)
    await joined(talk, started, dana)
    talk.dialogue.away = True
    assert await talk.runner.answer(turn, claimed) == []
    talk.dialogue.away = False
    assert await turns.run_pending(talk.runner) == 0
    assert "<utter_one_moment>" not in await texts(talk, started)


async def test_a_choice_is_shown_by_its_title_and_runs_nothing(talk: Talk) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    [answer] = await talk.say(started.token, "m1", text="hello")
    await joined(talk, started, dana)
    assert await talk.say(started.token, "m2", choice=str(answer.choices[0]["id"])) == []
    said = await talk.history(started.conversation.id)
    assert (said[-1].sender, said[-1].text) == ("visitor", "Again")
    assert heard(talk) == ["/start", "hello"]


async def test_a_line_of_the_card_is_corrected_all_the_same(talk: Talk) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    await joined(talk, started, dana)
    [answer] = await talk.say(started.token, "m1", fact="budget", text="80k")
    assert answer.text == "corrected budget"


@pytest.mark.parametrize("attempt", range(5))
async def test_of_many_who_join_at_once_one_has_the_chat_and_the_others_hear_who(
    talk: Talk, attempt: int
) -> None:
    reps = await team(talk)
    started = await talk.start()

    async def try_to_join(who: Staff) -> object:
        async with talk.store.write() as uow:
            return await join(uow, started.conversation.id, who, WORDS, now=talk.clock.now())

    found = await asyncio.gather(*(try_to_join(reps[n % 2]) for n in range(8)))
    won = next(who for who, got in zip(reps * 4, found, strict=True) if got == Joined())
    assert found == [Joined() if who is won else TakenBy(won.name) for who in reps * 4]
    assert (await texts(talk, started)).count("<utter_rep_joined>") == 1


@pytest.mark.parametrize("attempt", range(5))
async def test_a_message_that_crosses_the_join_is_either_the_bots_or_the_persons(
    talk: Talk, attempt: int
) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    talk.dialogue.slow = 0.01

    async def visitor() -> list[Sequence[Message]]:
        return [await talk.say(started.token, f"m{n}", text=f"word {n}") for n in range(6)]

    async def person() -> None:
        await asyncio.sleep(0.005 * attempt)
        await joined(talk, started, dana)

    answers, _ = await asyncio.gather(visitor(), person())
    await turns.run_pending(talk.runner)
    by_the_bot = [f"word {n}" for n in range(6) if answers[n]]
    assert heard(talk) == ["/start", *by_the_bot]
    assert by_the_bot == [f"word {n}" for n in range(len(by_the_bot))]
    said = await texts(talk, started)
    assert [text for text in said if text.startswith("word")] == [f"word {n}" for n in range(6)]
    async with talk.store.read() as uow:
        assert await uow.turns.earliest_pending(started.conversation.id) is None


async def test_only_who_has_the_chat_writes_in_it_and_gives_it_back(talk: Talk) -> None:
    dana, mei = await team(talk)
    started = await talk.start()
    assert await written(talk, started, dana, "hello") == TakenBy(None)
    await joined(talk, started, dana)
    assert await written(talk, started, mei, "hello") == TakenBy("Dana Köhler")
    assert await handed_back(talk, started, mei) == TakenBy("Dana Köhler")
    assert [m.sender for m in await talk.history(started.conversation.id)].count("rep") == 0


async def test_a_form_that_is_sent_twice_at_once_is_one_message(talk: Talk) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    await joined(talk, started, dana)
    await asyncio.gather(*(written(talk, started, dana, "hello", "the form") for _ in range(5)))
    await written(talk, started, dana, "hello", "the next form")
    assert (await texts(talk, started)).count("hello") == 2


@pytest.mark.parametrize("text", ["", " \r\n ", "x" * (LONGEST + 1)])
async def test_no_words_and_too_many_are_refused(talk: Talk, text: str) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    await joined(talk, started, dana)
    with pytest.raises(Refused):
        await written(talk, started, dana, text)
    await written(talk, started, dana, "x" * LONGEST)


async def test_the_bot_takes_up_what_was_open_and_never_hears_what_was_said_to_the_person(
    talk: Talk,
) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    await joined(talk, started, dana)
    await talk.say(started.token, "m1", text="between us")
    back = await handed_back(talk, started, dana)
    assert isinstance(back, HandedBack)
    await talk.runner.answer(back.turn)
    assert (await texts(talk, started))[-2:] == ["<utter_rep_left>", f"you said {PAYLOAD}"]
    await talk.say(started.token, "m2", text="hello bot")
    assert heard(talk) == ["/start", PAYLOAD, "hello bot"]


async def test_a_bot_that_is_handed_a_chat_goes_on_even_if_the_web_process_dies(talk: Talk) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    await joined(talk, started, dana)
    await handed_back(talk, started, dana)
    assert await turns.run_pending(talk.runner) == 1
    assert heard(talk) == ["/start", PAYLOAD]


async def test_joining_and_handing_back_are_in_the_audit_log(talk: Talk) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    await joined(talk, started, dana)
    await joined(talk, started, dana)
    await handed_back(talk, started, dana)
    async with talk.store.read() as uow:
        latest = await uow.audit.latest(2)
    assert [(e.actor, e.did, e.object_id) for e in latest] == [
        (DANA, "handed a conversation back", started.conversation.id),
        (DANA, "joined a conversation", started.conversation.id),
    ]


async def test_who_is_erased_while_a_person_talks_to_them_is_gone_for_that_person_too(talk: Talk) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    await joined(talk, started, dana)
    await talk.say(started.token, "m1", text="hello")
    async with talk.store.write() as uow:
        await chat.erase(uow, await chat.conversation_of(uow, started.token), now=NOW)
    for verb in (written(talk, started, dana, "hello"), handed_back(talk, started, dana)):
        with pytest.raises(NotFound):
            await verb
    async with talk.store.write() as uow:
        with pytest.raises(NotFound):
            await join(uow, started.conversation.id, dana, WORDS, now=NOW)


async def test_saving_a_conversation_that_was_read_before_the_join_does_not_undo_it(talk: Talk) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    await joined(talk, started, dana)
    async with talk.store.write() as uow:
        await uow.conversations.save(started.conversation)
        conversation = await uow.conversations.get(started.conversation.id)
    assert conversation
    assert conversation.taken_by == dana.id
