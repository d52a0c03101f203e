"""Conversations in the console: who sees which, who joins, what the page says when it cannot be done."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.chat import service as chat
from bot.chat.models import Conversation, Message
from bot.chat.resume import PAYLOAD
from bot.chat.takeover import AWAY, LONGEST, free_next_left_alone
from bot.report.ports import PAGE_SIZE
from bot.staff.team import change_role
from bot.web.console.conversations import FRESH
from tests.consoles import NOW, csrf_of
from tests.integration.staff.talking import TALK, later, news, signed_in, transcript, visitor_says, write
from tests.integration.staff.world import World

XSS = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"


async def test_a_rep_joins_writes_and_hands_back_by_forms_alone(live: World) -> None:
    await live.sign_in("dana")
    page = await live.http.get(TALK)
    assert "The bot answers." in page.text
    assert (await live.post(f"{TALK}/join")).status_code == 303
    page = await live.http.get(TALK)
    assert "Hand back to the bot" in page.text
    form = {"csrf": csrf_of(page), "id": "f1", "text": "Hello, Dana here."}
    answer = await live.http.post(f"{TALK}/write", data=form)
    assert (answer.status_code, answer.headers["Location"]) == (303, TALK)
    assert (await live.post(f"{TALK}/hand-back")).status_code == 303
    assert await transcript(live) == [
        ("visitor", "danas words"),
        ("bot", "Dana has joined. You're talking to a person now."),
        ("rep", "Hello, Dana here."),
        ("bot", "Dana has left. You're talking to the bot again."),
        ("bot", f"you said {PAYLOAD}"),
    ]
    assert "The bot answers." in (await live.http.get(TALK)).text


async def test_the_pages_script_is_told_of_a_message_sent_and_never_of_one_that_was_not(live: World) -> None:
    await live.sign_in("dana")
    await live.post(f"{TALK}/join")
    page = await live.http.get(TALK)
    form = {"csrf": csrf_of(page), "id": "f1", "text": "Hello"}
    sent = await live.http.post(f"{TALK}/write", data=form, headers={"Accept": "*/*"})
    assert sent.status_code == 204
    live.http.cookies.clear()  # the sign-in has ended
    lost = await live.http.post(f"{TALK}/write", data={**form, "id": "f2"}, headers={"Accept": "*/*"})
    assert lost.status_code == 303
    assert [text for sender, text in await transcript(live) if sender == "rep"] == ["Hello"]


async def test_who_becomes_a_marketer_in_the_middle_keeps_no_visitor_waiting(live: World) -> None:
    await live.sign_in("dana")
    await live.post(f"{TALK}/join")
    await visitor_says(live, "hello?")
    async with live.app.store.write() as uow:
        await change_role(uow, "dana@tidewater.example", "marketer", now=NOW)
    later(live, AWAY)
    told = await news(live)
    assert "Send" not in told["bar"]
    assert await free_next_left_alone(live.app.store, live.app.words, now=live.app.clock.now()) == 1
    assert "Dana has" in (await transcript(live))[-1][1] or "Dana" in (await transcript(live))[-1][1]


async def test_who_comes_second_reads_who_was_first(live: World) -> None:
    await live.sign_in("dana")
    await live.post(f"{TALK}/join")
    async with signed_in(live, "alex") as alex:
        answer = await alex.post(f"{TALK}/join")
        assert answer.status_code == 409
        assert "Dana has joined already." in answer.text
        assert "Dana is talking to this visitor." in answer.text
        answer = await write(alex, "Me too")
        assert answer.status_code == 409
        assert "Dana has this chat now." in answer.text
        assert (await alex.post(f"{TALK}/hand-back")).status_code == 409
    assert [sender for sender, _ in await transcript(live)] == ["visitor", "bot"]


async def test_two_who_join_at_once_are_one(live: World) -> None:
    await live.sign_in("dana")
    async with signed_in(live, "alex") as alex:
        found = await asyncio.gather(live.post(f"{TALK}/join"), alex.post(f"{TALK}/join"))
    assert sorted(answer.status_code for answer in found) == [303, 409]
    assert len(await transcript(live)) == 2


async def test_a_marketer_reads_along_and_has_no_button_to_join(live: World) -> None:
    await live.sign_in("ida")
    page = (await live.http.get(TALK)).text
    assert "danas words" in page
    assert f"{TALK}/join" not in page
    assert (await live.post(f"{TALK}/join")).status_code == 403
    assert "I take chats" not in (await live.http.get("/console/conversations")).text
    assert (await live.post("/console/duty", on="1")).status_code == 403


async def test_a_form_without_the_pages_token_joins_nobody(live: World) -> None:
    await live.sign_in("dana")
    for what in ("join", "write", "hand-back"):
        assert (await live.http.post(f"{TALK}/{what}", data={"text": "x", "id": "1"})).status_code == 403
    assert (await live.http.post("/console/duty", data={"on": "1"})).status_code == 403
    assert len(await transcript(live)) == 1


async def test_a_form_that_comes_twice_is_one_message(live: World) -> None:
    await live.sign_in("dana")
    await live.post(f"{TALK}/join")
    found = await asyncio.gather(*(write(live, "Hello", "same") for _ in range(3)))
    assert [answer.status_code for answer in found] == [303, 303, 303]
    assert (await transcript(live)).count(("rep", "Hello")) == 1


@pytest.mark.parametrize(
    ("text", "told"), [("  ", "Write a message first."), ("x" * (LONGEST + 1), "at most 1000")]
)
async def test_what_cannot_be_sent_says_why_and_keeps_the_words(live: World, text: str, told: str) -> None:
    await live.sign_in("dana")
    await live.post(f"{TALK}/join")
    answer = await write(live, text)
    assert answer.status_code == 422
    assert told in answer.text
    assert f">{text}</textarea>" in answer.text
    assert len(await transcript(live)) == 2


async def test_what_people_write_is_text_on_the_page_and_in_its_news(live: World) -> None:
    await live.sign_in("dana")
    await live.post(f"{TALK}/join")
    await write(live, XSS)
    await visitor_says(live, XSS)
    told = await news(live)
    for page in ((await live.http.get(TALK)).text, (await live.http.get("/console/conversations")).text):
        assert "<script>alert" not in page
        assert "<img" not in page.partition("<main")[2]
    assert "<script>" not in told["messages"]
    assert told["messages"].count("&lt;script&gt;") == 2


async def test_the_news_are_what_was_said_since_and_who_answers(live: World) -> None:
    await live.sign_in("dana")
    first = await news(live)
    assert "danas words" in first["messages"]
    assert (await news(live, first["last"]))["messages"].strip() == ""
    await visitor_says(live, "one more thing")
    since = await news(live, first["last"])
    assert "one more thing" in since["messages"]
    assert "danas words" not in since["messages"]
    assert since["key"] == first["key"]
    await live.post(f"{TALK}/join")
    joined = await news(live, since["last"])
    assert joined["key"] != since["key"]
    assert "Hand back to the bot" in joined["bar"]


async def test_an_erased_visitor_is_gone_for_who_talks_to_them(live: World) -> None:
    await live.sign_in("dana")
    await live.post(f"{TALK}/join")
    async with live.app.store.write() as uow:
        talk = await uow.conversations.get("conv_danas")
        assert talk
        await chat.erase(uow, talk, now=NOW)
    for answer in (await live.http.get(TALK), await live.http.get(f"{TALK}/news"), await write(live, "Hm?")):
        assert answer.status_code == 404
        assert "Its visitor has deleted it" in answer.text


async def test_who_talks_to_a_visitor_keeps_the_chat_when_the_lead_goes_to_a_colleague(live: World) -> None:
    await live.sign_in("dana")
    await live.post(f"{TALK}/join")
    async with live.app.store.write() as uow:
        lead = await uow.leads.get("lead_danas")
        assert lead
        await uow.leads.save(replace(lead, owner_id="mei"))
    assert TALK in (await live.http.get("/console/conversations")).text
    assert (await write(live, "Still here")).status_code == 303
    assert (await live.post(f"{TALK}/hand-back")).status_code == 303
    assert (await live.http.get(TALK)).status_code == 404
    assert TALK not in (await live.http.get("/console/conversations")).text


# --- the list ---


async def test_the_list_tells_who_waits_first_who_is_here_and_who_answers(live: World) -> None:
    await live.sign_in("dana")
    await live.post(f"{TALK}/join")
    later(live, timedelta(minutes=1))
    await visitor_says(live, "hello?")
    async with live.app.store.write() as uow:
        assert await uow.takeovers.wait("conv_nobodys", now=NOW)
        await uow.conversations.seen(["conv_danas"], now=live.app.clock.now())
    rows = (await live.http.get("/console/conversations/rows")).text
    nobodys, danas = rows.index("Nobodyslead"), rows.index("Danaslead")
    assert nobodys < danas
    assert "Waiting" in rows[nobodys:danas]
    assert "Waits for your answer" in rows[danas:]
    assert "Here now" in rows[danas:]
    assert "Here now" not in rows[nobodys:danas]
    assert (await live.http.get("/console/waiting")).json() == {"waiting": 1}
    await write(live, "Yes?")
    assert ">You<" in (await live.http.get("/console/conversations/rows")).text
    async with signed_in(live, "alex") as alex:
        assert ">Dana<" in (await alex.http.get("/console/conversations")).text
    async with signed_in(live, "ida") as ida:
        assert (await ida.http.get("/console/waiting")).json() == {"waiting": 0}


async def test_the_next_page_of_the_live_list_is_a_whole_page(live: World) -> None:
    async with live.app.store.write() as uow:
        for n in range(PAGE_SIZE + 1):
            await uow.conversations.add(Conversation(f"conv_{n}", f"visitor_{n}", NOW), token_hash=f"{n}")
            await uow.messages.add(Message(0, f"conv_{n}", "bot", NOW, "Hello"))
    await live.sign_in("dana")
    rows = (await live.http.get("/console/conversations/rows")).text
    assert 'href="/console/conversations?page=2"' in rows
    second = (await live.http.get("/console/conversations/rows?page=2")).text
    assert 'href="/console/conversations?page=1"' in second


async def test_who_waits_for_a_colleague_is_not_counted(live: World) -> None:
    async with live.app.store.write() as uow:
        assert await uow.takeovers.wait("conv_meis", now=NOW)
    await live.sign_in("dana")
    assert (await live.http.get("/console/waiting")).json() == {"waiting": 0}


async def test_a_chat_without_a_word_of_its_visitor_is_there_for_everybody_while_it_is_fresh(
    live: World,
) -> None:
    async with live.app.store.write() as uow:
        await uow.conversations.add(Conversation("conv_new", "visitor_new", NOW), token_hash="new")
        await uow.messages.add(Message(0, "conv_new", "bot", NOW, "Hello from the bot"))
    await live.sign_in("dana")
    assert "Hello from the bot" in (await live.http.get("/console/conversations")).text
    assert (await live.http.get("/console/conversations/conv_new")).status_code == 200
    later(live, FRESH)
    assert "Hello from the bot" not in (await live.http.get("/console/conversations")).text
    assert (await live.http.get("/console/conversations/conv_new")).status_code == 200
