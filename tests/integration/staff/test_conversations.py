"""Conversations in the console: who sees which, who joins, what the page says when it cannot be done."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any

import httpx
import pytest

from bot.chat import service as chat
from bot.chat.duty import LAPSES, PRESENT
from bot.chat.models import Conversation, Message
from bot.chat.resume import PAYLOAD
from bot.chat.takeover import LONGEST
from bot.clock import FixedClock
from bot.web.console.conversations import FRESH
from tests.consoles import NOW, csrf_of
from tests.integration.chat.conftest import Echo
from tests.integration.staff.world import World, browser

TALK = "/console/conversations/conv_danas"
XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


@pytest.fixture
def desk(company: World) -> World:
    """The company with a clock that a test moves, and a dialogue that echoes."""
    company.app.clock = FixedClock(NOW)
    company.app.turns = replace(company.app.turns, dialogue=Echo(), clock=company.app.clock)
    return company


def later(desk: World, by: timedelta) -> None:
    assert isinstance(desk.app.clock, FixedClock)
    desk.app.clock.move(by)


@asynccontextmanager
async def signed_in(desk: World, who: str) -> AsyncIterator[World]:
    """Somebody at another browser."""
    async with browser(desk.web, desk.app.settings.public_url) as http:
        other = World(desk.web, desk.app, http)
        await other.sign_in(who)
        yield other


async def visitor_says(desk: World, text: str, conversation: str = "conv_danas", n: str = "1") -> None:
    async with desk.app.store.write() as uow:
        talk = await uow.conversations.get(conversation)
        assert talk
        await chat.accept(uow, talk, f"m{n}", {"text": text}, limit=None, now=desk.app.clock.now())


async def transcript(desk: World) -> list[tuple[str, str]]:
    async with desk.app.store.read() as uow:
        return [(m.sender, m.text) for m in await uow.messages.after("conv_danas")]


async def news(desk: World, after: int = 0) -> dict[str, Any]:
    answer = await desk.http.get(f"{TALK}/news", params={"after": after})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def write(desk: World, text: str, form: str = "f1") -> httpx.Response:
    return await desk.post(f"{TALK}/write", text=text, id=form)


async def test_a_rep_joins_writes_and_hands_back_by_forms_alone(desk: World) -> None:
    await desk.sign_in("dana")
    page = await desk.http.get(TALK)
    assert "The bot answers." in page.text
    assert (await desk.post(f"{TALK}/join")).status_code == 303
    page = await desk.http.get(TALK)
    assert "Hand back to the bot" in page.text
    form = {"csrf": csrf_of(page), "id": "f1", "text": "Hello, Dana here."}
    answer = await desk.http.post(f"{TALK}/write", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, TALK)
    assert (await desk.post(f"{TALK}/hand-back")).status_code == 303
    assert await transcript(desk) == [
        ("visitor", "danas words"),
        ("bot", "Dana has joined. You're talking to a person now."),
        ("rep", "Hello, Dana here."),
        ("bot", "Dana has left. You're talking to the bot again."),
        ("bot", f"you said {PAYLOAD}"),
    ]
    assert "The bot answers." in (await desk.http.get(TALK)).text


async def test_who_comes_second_reads_who_was_first(desk: World) -> None:
    await desk.sign_in("dana")
    await desk.post(f"{TALK}/join")
    async with signed_in(desk, "alex") as alex:
        answer = await alex.post(f"{TALK}/join")
        assert answer.status_code == 409
        assert "Dana has joined already." in answer.text
        assert "Dana is talking to this visitor." in answer.text
        answer = await write(alex, "Me too")
        assert answer.status_code == 409
        assert "Dana has this chat now." in answer.text
        assert (await alex.post(f"{TALK}/hand-back")).status_code == 409
    assert [sender for sender, _ in await transcript(desk)] == ["visitor", "bot"]


async def test_two_who_join_at_once_are_one(desk: World) -> None:
    await desk.sign_in("dana")
    async with signed_in(desk, "alex") as alex:
        found = await asyncio.gather(desk.post(f"{TALK}/join"), alex.post(f"{TALK}/join"))
    assert sorted(answer.status_code for answer in found) == [303, 409]
    assert len(await transcript(desk)) == 2


async def test_a_marketer_reads_along_and_has_no_button_to_join(desk: World) -> None:
    await desk.sign_in("ida")
    page = (await desk.http.get(TALK)).text
    assert "danas words" in page
    assert f"{TALK}/join" not in page
    assert (await desk.post(f"{TALK}/join")).status_code == 403
    assert "I take chats" not in (await desk.http.get("/console/conversations")).text
    assert (await desk.post("/console/duty", on="1")).status_code == 403


async def test_a_form_without_the_pages_token_joins_nobody(desk: World) -> None:
    await desk.sign_in("dana")
    for what in ("join", "write", "hand-back"):
        assert (await desk.http.post(f"{TALK}/{what}", data={"text": "x", "id": "1"})).status_code == 403
    assert (await desk.http.post("/console/duty", data={"on": "1"})).status_code == 403
    assert len(await transcript(desk)) == 1


async def test_a_form_that_comes_twice_is_one_message(desk: World) -> None:
    await desk.sign_in("dana")
    await desk.post(f"{TALK}/join")
    found = await asyncio.gather(*(write(desk, "Hello", "same") for _ in range(3)))
    assert [answer.status_code for answer in found] == [303, 303, 303]
    assert (await transcript(desk)).count(("rep", "Hello")) == 1


@pytest.mark.parametrize(
    ("text", "told"), [("  ", "Write a message first."), ("x" * (LONGEST + 1), "at most 1000")]
)
async def test_what_cannot_be_sent_says_why_and_keeps_the_words(desk: World, text: str, told: str) -> None:
    await desk.sign_in("dana")
    await desk.post(f"{TALK}/join")
    answer = await write(desk, text)
    assert answer.status_code == 422
    assert told in answer.text
    assert f">{text}</textarea>" in answer.text
    assert len(await transcript(desk)) == 2


async def test_what_people_write_is_text_on_the_page_and_in_its_news(desk: World) -> None:
    await desk.sign_in("dana")
    await desk.post(f"{TALK}/join")
    await write(desk, XSS)
    await visitor_says(desk, XSS)
    told = await news(desk)
    for page in ((await desk.http.get(TALK)).text, (await desk.http.get("/console/conversations")).text):
        assert "<script>alert" not in page
        assert "<img" not in page.partition("<main")[2]
    assert "<script>" not in told["messages"]
    assert told["messages"].count("&lt;script&gt;") == 2


async def test_the_news_are_what_was_said_since_and_who_answers(desk: World) -> None:
    await desk.sign_in("dana")
    first = await news(desk)
    assert "danas words" in first["messages"]
    assert (await news(desk, first["last"]))["messages"].strip() == ""
    await visitor_says(desk, "one more thing")
    since = await news(desk, first["last"])
    assert "one more thing" in since["messages"]
    assert "danas words" not in since["messages"]
    assert since["key"] == first["key"]
    await desk.post(f"{TALK}/join")
    joined = await news(desk, since["last"])
    assert joined["key"] != since["key"]
    assert "Hand back to the bot" in joined["bar"]


async def test_an_erased_visitor_is_gone_for_who_talks_to_them(desk: World) -> None:
    await desk.sign_in("dana")
    await desk.post(f"{TALK}/join")
    async with desk.app.store.write() as uow:
        talk = await uow.conversations.get("conv_danas")
        assert talk
        await chat.erase(uow, talk, now=NOW)
    for answer in (await desk.http.get(TALK), await desk.http.get(f"{TALK}/news"), await write(desk, "Hm?")):
        assert answer.status_code == 404
        assert "Its visitor has deleted it" in answer.text


async def test_who_talks_to_a_visitor_keeps_the_chat_when_the_lead_goes_to_a_colleague(desk: World) -> None:
    await desk.sign_in("dana")
    await desk.post(f"{TALK}/join")
    async with desk.app.store.write() as uow:
        lead = await uow.leads.get("lead_danas")
        assert lead
        await uow.leads.save(replace(lead, owner_id="mei"))
    assert (await write(desk, "Still here")).status_code == 303
    assert (await desk.post(f"{TALK}/hand-back")).status_code == 303
    assert (await desk.http.get(TALK)).status_code == 404


# --- the list ---


async def test_the_list_tells_who_waits_first_who_is_here_and_who_answers(desk: World) -> None:
    await desk.sign_in("dana")
    await desk.post(f"{TALK}/join")
    later(desk, timedelta(minutes=1))
    await visitor_says(desk, "hello?")
    async with desk.app.store.write() as uow:
        assert await uow.takeovers.wait("conv_nobodys", now=NOW)
        await uow.conversations.seen(["conv_danas"], now=desk.app.clock.now())
    rows = (await desk.http.get("/console/conversations/rows")).text
    nobodys, danas = rows.index("Nobodyslead"), rows.index("Danaslead")
    assert nobodys < danas
    assert "Waiting" in rows[nobodys:danas]
    assert "Waits for your answer" in rows[danas:]
    assert "Here now" in rows[danas:]
    assert "Here now" not in rows[nobodys:danas]
    assert (await desk.http.get("/console/waiting")).json() == {"waiting": 1}
    await write(desk, "Yes?")
    assert ">You<" in (await desk.http.get("/console/conversations/rows")).text
    async with signed_in(desk, "alex") as alex:
        assert ">Dana<" in (await alex.http.get("/console/conversations")).text
    async with signed_in(desk, "ida") as ida:
        assert (await ida.http.get("/console/waiting")).json() == {"waiting": 0}


async def test_who_waits_for_a_colleague_is_not_counted(desk: World) -> None:
    async with desk.app.store.write() as uow:
        assert await uow.takeovers.wait("conv_meis", now=NOW)
    await desk.sign_in("dana")
    assert (await desk.http.get("/console/waiting")).json() == {"waiting": 0}


async def test_a_chat_without_a_word_of_its_visitor_is_there_for_everybody_while_it_is_fresh(
    desk: World,
) -> None:
    async with desk.app.store.write() as uow:
        await uow.conversations.add(Conversation("conv_new", "visitor_new", NOW), token_hash="new")
        await uow.messages.add(Message(0, "conv_new", "bot", NOW, "Hello from the bot"))
    await desk.sign_in("dana")
    assert "Hello from the bot" in (await desk.http.get("/console/conversations")).text
    assert (await desk.http.get("/console/conversations/conv_new")).status_code == 200
    later(desk, FRESH)
    assert "Hello from the bot" not in (await desk.http.get("/console/conversations")).text
    assert (await desk.http.get("/console/conversations/conv_new")).status_code == 200


# --- duty ---


async def on_duty(desk: World) -> list[str]:
    async with desk.app.store.read() as uow:
        return [who.name for who in await uow.staff.on_duty(desk.app.clock.now() - PRESENT)]


async def test_duty_lasts_while_a_page_asks_and_lapses_when_none_does(desk: World) -> None:
    await desk.sign_in("dana")
    assert 'aria-checked="false"' in (await desk.http.get("/console/conversations")).text
    await desk.post("/console/duty", on="1")
    assert 'aria-checked="true"' in (await desk.http.get("/console/conversations")).text
    for _ in range(3):
        later(desk, PRESENT - timedelta(seconds=1))
        await desk.http.get("/console/waiting")
        assert await on_duty(desk) == ["Dana"]
    later(desk, PRESENT)
    assert await on_duty(desk) == []
    await desk.http.get("/console/waiting")
    assert await on_duty(desk) == ["Dana"]
    later(desk, LAPSES)
    assert 'aria-checked="false"' in (await desk.http.get("/console/conversations")).text
    assert await on_duty(desk) == []


@pytest.mark.parametrize("how", ["switch", "sign-out"])
async def test_duty_ends_by_the_switch_and_by_signing_out(desk: World, how: str) -> None:
    await desk.sign_in("dana")
    await desk.post("/console/duty", on="1")
    assert await on_duty(desk) == ["Dana"]
    await (desk.post("/console/duty", on="0") if how == "switch" else desk.post("/console/sign-out"))
    assert await on_duty(desk) == []


async def test_the_takers_open_page_counts_as_being_there(desk: World) -> None:
    await desk.sign_in("dana")
    await desk.post(f"{TALK}/join")
    await visitor_says(desk, "hello?")
    later(desk, timedelta(minutes=10))
    async with desk.app.store.read() as uow:
        assert await uow.takeovers.left_alone_since(desk.app.clock.now() - timedelta(minutes=3))
    await news(desk)
    async with desk.app.store.read() as uow:
        assert await uow.takeovers.left_alone_since(desk.app.clock.now() - timedelta(minutes=3)) is None
