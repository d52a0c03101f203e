"""A person takes over, against the real processes: asked for, there, silent bot, and the bot again."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from bot.chat.takeover import AWAY, COMES_WITHIN
from bot.clock import SystemClock
from bot.settings import ROOT, load_settings
from bot.store.database import Store, open_engine
from bot.store.tables.chat import conversations
from tests.processes import Processes
from tests.staff_desk import Desk
from tests.visitor import Staff, Visitor

PERSON = "I want to talk to a human"


@pytest.fixture
def dana(product: Processes) -> Iterator[Desk]:
    """A rep on duty; off duty afterwards, so that other tests find nobody there."""
    desk = Desk(product, "dana")
    desk.duty(on=True)
    yield desk
    desk.duty(on=False)


def new_in(visitor: Visitor, count: int) -> list[dict[str, Any]]:
    """Wait until so many messages have come that the visitor has not seen, and take them."""
    until = time.monotonic() + 60
    while time.monotonic() < until:
        last = visitor.messages[-1]["id"]
        found = [m for m in visitor.history(last) if m["from"] != "visitor"]
        if len(found) >= count:
            visitor.messages += found
            return found
        time.sleep(0.1)
    raise AssertionError(f"not {count} messages: {visitor.history()}")


def texts(messages: list[dict[str, Any]]) -> list[str]:
    return [message["text"] for message in messages]


def long_ago(product: Processes, visitor: Visitor, column: str, by: timedelta) -> None:
    """What happened in this conversation just now happened so long ago."""
    clock = SystemClock(load_settings(ROOT, product.environment).clock_offset)

    async def change() -> None:
        store = Store(open_engine(product.database_url))
        mine = update(conversations).where(conversations.c.id == visitor.conversation)
        async with store.write() as uow:
            await uow.connection.execute(mine.values({column: clock.now() - by}))
        await store.close()

    asyncio.run(change())


def test_a_visitor_asks_for_a_person_talks_to_one_and_goes_on_with_the_bot(
    product: Processes, staff: Staff, dana: Desk
) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards")
    [coming] = visitor.say(PERSON)
    assert coming["text"] == f"I've told {dana.one.name}, who is here now and will join us in a moment."
    assert coming["asks"] is None
    assert [task["kind"] for task in staff.lead(visitor)["tasks"]] == ["handover"]
    assert "Waits for a person" in dana.news(visitor.conversation)["bar"]

    dana.on(visitor.conversation, "join")
    assert texts(new_in(visitor, 1)) == [f"{dana.one.name} has joined. You're talking to a person now."]
    assert visitor.say("is there a discount for schools?") == []
    dana.on(visitor.conversation, "write", text="There is: 30% off.", id="one")
    [said] = new_in(visitor, 1)
    assert (said["from"], said["name"], said["text"]) == ("rep", dana.one.name, "There is: 30% off.")
    assert "is there a discount for schools?" in dana.news(visitor.conversation)["messages"]
    assert [task["done_at"] is not None for task in staff.lead(visitor)["tasks"]] == [True]

    dana.on(visitor.conversation, "hand-back")
    left, question = new_in(visitor, 2)
    assert left["text"] == f"{dana.one.name} has left. You're talking to the bot again."
    assert question["asks"] == "budget"
    visitor.say("60k EUR a year")
    assert visitor.asked == "authority"
    lead = staff.lead(visitor)
    assert lead["bant"]["budget"]["max"] == 60_000
    assert "schools" not in str(lead["bant"])


def test_choices_are_for_the_person_to_read_and_the_card_is_still_corrected(
    product: Processes, staff: Staff, dana: Desk
) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards")
    offered = next(m["choices"] for m in reversed(visitor.messages) if m["choices"])
    dana.on(visitor.conversation, "join")
    new_in(visitor, 1)
    assert visitor.post("say", id="pick", choice=offered[0]["id"]).json() == {"messages": []}
    assert offered[0]["title"] in dana.news(visitor.conversation)["messages"]
    assert staff.lead(visitor)["bant"]["budget"]["status"] == "unknown"
    assert visitor.correct("budget", "90k EUR a year")[-1]["card"]["type"] == "understood"
    assert staff.lead(visitor)["bant"]["budget"]["max"] == 90_000


def test_nobody_on_duty_is_said_as_it_is_and_the_address_is_asked_for(
    product: Processes, staff: Staff
) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards")
    said = visitor.say(PERSON)
    assert said[0]["text"] == "I've passed our chat to a colleague, who will get back to you."
    assert visitor.asked == "email"
    assert [task["kind"] for task in staff.lead(visitor)["tasks"]] == ["handover"]


def test_who_waited_in_vain_hears_so_and_is_asked_where_to_write(
    product: Processes, staff: Staff, dana: Desk
) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards")
    visitor.say(PERSON)
    long_ago(product, visitor, "waits_since", COMES_WITHIN)
    nobody, question = new_in(visitor, 2)
    assert nobody["text"] == "I'm sorry, nobody is free right now. A person will write to you."
    assert question["asks"] == "email"
    assert [task["done_at"] for task in staff.lead(visitor)["tasks"]] == [None]


def test_a_person_who_vanishes_leaves_the_visitor_with_the_bot_and_themselves_with_a_task(
    product: Processes, staff: Staff, dana: Desk
) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards")
    visitor.say("I'm Vera Moss, vera@vanished.example")
    dana.on(visitor.conversation, "join")
    new_in(visitor, 1)
    visitor.say("are you there?")
    long_ago(product, visitor, "taker_seen_at", AWAY)
    away, waiting = new_in(visitor, 2)
    assert away["text"].startswith(f"I'm sorry, {dana.one.name} had to leave")
    assert waiting["text"] == "A colleague has our chat and will get back to you."
    [task] = [task for task in staff.lead(visitor)["tasks"] if not task["done_at"]]
    assert (task["kind"], task["reason"]) == ("handover", "waits for an answer in the chat")
    assert staff.get("/api/mail", to=dana.one.email)["mail"][0]["kind"] == "notice"


def test_a_visitor_who_deletes_everything_is_gone_for_the_person_too(product: Processes, dana: Desk) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards")
    dana.on(visitor.conversation, "join")
    assert visitor.post("erase").status_code == 204
    page = dana.http.get(f"/console/conversations/{visitor.conversation}")
    assert page.status_code == 404
    assert "Its visitor has deleted it" in page.text


def test_a_process_that_dies_loses_nothing_of_what_is_said_to_a_person(
    product: Processes, dana: Desk
) -> None:
    visitor = Visitor(product.url)
    visitor.say("we need dashboards")
    dana.on(visitor.conversation, "join")
    new_in(visitor, 1)
    product.kill("dialogue")
    try:
        assert visitor.say("and this?") == []  # nobody else is needed for it
        dana.on(visitor.conversation, "write", text="Got it.", id="one")
        assert texts(new_in(visitor, 1)) == ["Got it."]
    finally:
        product.start("dialogue")
        product.wait()
    dana.on(visitor.conversation, "hand-back")
    assert texts(new_in(visitor, 2))[0] == f"{dana.one.name} has left. You're talking to the bot again."
    assert "and this?" not in str([m for m in visitor.messages if m["from"] == "bot"])
