"""Who is on duty, and nobody who asks for a person is left in a void."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from bot.chat import service as chat
from bot.chat import turns
from bot.chat.duty import PRESENT, on_duty
from bot.chat.handover import hand_over
from bot.chat.resume import PAYLOAD
from bot.chat.takeover import (
    AWAY,
    COMES_WITHIN,
    TakenBy,
    end_next_wait,
    free_next_left_alone,
)
from bot.staff.models import Staff
from bot.staff.rules import Limit
from bot.staff.service import sign_in, sign_out
from tests.consoles import PASSWORD
from tests.integration.chat.conftest import NOW, Talk
from tests.integration.chat.taken import (
    DANA,
    WORDS,
    joined,
    team,
    texts,
    written,
)


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
