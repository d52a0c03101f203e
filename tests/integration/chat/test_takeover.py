"""A person takes over: one at a time, the bot silent meanwhile, and nobody left in a void."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.chat import service as chat
from bot.chat import turns
from bot.chat.duty import PRESENT, on_duty
from bot.chat.handover import hand_over
from bot.chat.models import Message
from bot.chat.resume import PAYLOAD
from bot.chat.takeover import (
    AWAY,
    COMES_WITHIN,
    LONGEST,
    HandedBack,
    Joined,
    TakenBy,
    Written,
    end_next_wait,
    free_next_left_alone,
    hand_back,
    join,
    write,
)
from bot.errors import NotFound, Refused
from bot.staff.models import Staff
from bot.staff.rules import Limit
from bot.staff.service import add_staff, sign_in, sign_out
from tests.consoles import PASSWORD, add_reps
from tests.integration.chat.conftest import NOW, Talk, Words

WORDS = Words()
DANA, MEI, IDA = "dana@tidewater.example", "mei@tidewater.example", "ida@tidewater.example"


async def team(talk: Talk) -> tuple[Staff, Staff]:
    """Two reps who sign in."""
    await add_reps(talk.store)
    async with talk.store.write() as uow:
        for email, name in ((DANA, "Dana Köhler"), (MEI, "Mei Tanaka")):
            await add_staff(uow, email, "rep", now=NOW, name=name, password=PASSWORD)
        dana, mei = await uow.staff.by_email(DANA), await uow.staff.by_email(MEI)
    assert dana
    assert mei
    return dana, mei


async def joined(talk: Talk, started: chat.Started, who: Staff) -> None:
    async with talk.store.write() as uow:
        assert await join(uow, started.conversation.id, who, WORDS, now=talk.clock.now()) == Joined()


async def written(talk: Talk, started: chat.Started, who: Staff, text: str, form: str = "f1") -> object:
    async with talk.store.write() as uow:
        return await write(uow, started.conversation.id, who, text, form, now=talk.clock.now())


async def handed_back(talk: Talk, started: chat.Started, who: Staff) -> HandedBack | TakenBy:
    async with talk.store.write() as uow:
        return await hand_back(uow, started.conversation.id, who, WORDS, now=talk.clock.now())


async def texts(talk: Talk, started: chat.Started) -> list[str]:
    return [m.text for m in await talk.history(started.conversation.id)]


def heard(talk: Talk) -> list[str]:
    return [text for _, text in talk.dialogue.heard]


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


# --- on duty ---


async def put_on_duty(talk: Talk, who: Staff) -> None:
    async with talk.store.write() as uow:
        await uow.staff.keep_duty(who.id, on=True, seen_at=talk.clock.now())


async def somebody(talk: Talk, owner: str | None = None) -> str | None:
    async with talk.store.read() as uow:
        who = await on_duty(uow, owner, now=talk.clock.now())
    return who.name if who else None


async def test_on_duty_counts_only_while_a_page_of_theirs_asks(talk: Talk) -> None:
    dana, _ = await team(talk)
    assert await somebody(talk) is None
    await put_on_duty(talk, dana)
    talk.clock.move(PRESENT - timedelta(seconds=1))
    assert await somebody(talk) == "Dana Köhler"
    talk.clock.move(timedelta(seconds=1))
    assert await somebody(talk) is None


async def test_the_leads_owner_is_told_first_and_who_may_not_see_the_lead_never(talk: Talk) -> None:
    dana, mei = await team(talk)
    await put_on_duty(talk, dana)
    assert await somebody(talk, owner="mei") is None
    await put_on_duty(talk, mei)
    assert await somebody(talk, owner="mei") == "Mei Tanaka"
    assert await somebody(talk, owner="dana") == "Dana Köhler"


async def test_signing_out_ends_duty(talk: Talk) -> None:
    dana, _ = await team(talk)
    limit = Limit(5, timedelta(minutes=15))
    signed = await sign_in(talk.store, DANA, PASSWORD, address="192.0.2.1", limit=limit, now=NOW)
    await put_on_duty(talk, dana)
    async with talk.store.write() as uow:
        await sign_out(uow, signed.token, dana, now=NOW)  # type: ignore[union-attr]
    assert await somebody(talk) is None


# --- waits that end ---


async def wants_a_person(talk: Talk, started: chat.Started) -> None:
    """What action_handover does while somebody is on duty."""
    await talk.say(started.token, "m0", text="a person, please")
    async with talk.store.write() as uow:
        conversation = await uow.conversations.get(started.conversation.id)
        assert conversation
        lead = await uow.leads.get(str(conversation.lead_id))
        assert lead
        await hand_over(uow, lead, conversation.id, "asked for a person", now=talk.clock.now())
        assert await uow.takeovers.wait(conversation.id, now=talk.clock.now())


async def open_task(talk: Talk, started: chat.Started) -> str | None:
    async with talk.store.read() as uow:
        task = await uow.tasks.open_of(started.conversation.id, "handover")
    return f"{task.reason} ({task.assigned_to})" if task else None


async def test_who_waits_hears_in_time_that_nobody_is_free_and_the_task_stays(talk: Talk) -> None:
    started = await talk.start()
    await wants_a_person(talk, started)
    talk.clock.move(COMES_WITHIN - timedelta(seconds=1))
    assert await end_next_wait(talk.store, WORDS, now=talk.clock.now()) == 0
    talk.clock.move(timedelta(seconds=1))
    assert await end_next_wait(talk.store, WORDS, now=talk.clock.now()) == 1
    assert await end_next_wait(talk.store, WORDS, now=talk.clock.now()) == 0
    await turns.run_pending(talk.runner)
    assert (await texts(talk, started))[-2:] == ["<utter_nobody_free>", f"you said {PAYLOAD}"]
    assert await open_task(talk, started) == "asked for a person (None)"


async def test_many_workers_say_once_that_nobody_is_free(talk: Talk) -> None:
    started = await talk.start()
    await wants_a_person(talk, started)
    talk.clock.move(COMES_WITHIN)
    await asyncio.gather(*(end_next_wait(talk.store, WORDS, now=talk.clock.now()) for _ in range(6)))
    assert (await texts(talk, started)).count("<utter_nobody_free>") == 1


async def test_who_is_joined_in_time_hears_nothing_of_that_and_the_first_words_do_the_task(
    talk: Talk,
) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    await wants_a_person(talk, started)
    await joined(talk, started, dana)
    assert await open_task(talk, started)
    await written(talk, started, dana, "Here I am.")
    assert await open_task(talk, started) is None
    talk.clock.move(COMES_WITHIN * 2)
    assert await end_next_wait(talk.store, WORDS, now=talk.clock.now()) == 0


async def test_a_chat_that_its_person_left_while_the_visitor_waits_goes_back_with_a_task(talk: Talk) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    await joined(talk, started, dana)
    await talk.say(started.token, "m1", text="hello?")
    talk.clock.move(AWAY - timedelta(seconds=1))
    assert await free_next_left_alone(talk.store, WORDS, now=talk.clock.now()) == 0
    talk.clock.move(timedelta(seconds=1))
    assert await free_next_left_alone(talk.store, WORDS, now=talk.clock.now()) == 1
    assert await free_next_left_alone(talk.store, WORDS, now=talk.clock.now()) == 0
    await turns.run_pending(talk.runner)
    assert (await texts(talk, started))[-2:] == ["<utter_rep_away>", f"you said {PAYLOAD}"]
    assert await open_task(talk, started) == "waits for an answer in the chat (dana)"
    async with talk.store.read() as uow:
        conversation = await uow.conversations.get(started.conversation.id)
    assert conversation
    assert (conversation.taken_by, conversation.outcome) == (None, "handover")
    assert await written(talk, started, dana, "back again") == TakenBy(None)


async def test_many_workers_give_a_chat_back_once(talk: Talk) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    await joined(talk, started, dana)
    await talk.say(started.token, "m1", text="hello?")
    talk.clock.move(AWAY)
    await asyncio.gather(*(free_next_left_alone(talk.store, WORDS, now=talk.clock.now()) for _ in range(6)))
    assert (await texts(talk, started)).count("<utter_rep_away>") == 1


async def test_who_is_there_or_has_answered_keeps_the_chat(talk: Talk) -> None:
    dana, _ = await team(talk)
    started = await talk.start()
    await joined(talk, started, dana)
    await talk.say(started.token, "m1", text="hello?")
    talk.clock.move(AWAY)
    async with talk.store.write() as uow:
        assert await uow.takeovers.seen(started.conversation.id, dana.id, now=talk.clock.now())
    assert await free_next_left_alone(talk.store, WORDS, now=talk.clock.now()) == 0
    await written(talk, started, dana, "Here is the answer.")
    talk.clock.move(AWAY * 4)
    assert await free_next_left_alone(talk.store, WORDS, now=talk.clock.now()) == 0
    await talk.say(started.token, "m2", text="one more thing")
    assert await free_next_left_alone(talk.store, WORDS, now=talk.clock.now()) == 1
