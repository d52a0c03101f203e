"""Killed in a turn: honest words, no false confirmation, and the answer comes by itself."""

from __future__ import annotations

import signal
import sqlite3
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from tests.processes import Processes
from tests.visitor import Staff, Visitor

READY_BUYER = {
    "need": "dashboards for the management team",
    "budget": "80k EUR a year",
    "authority": "I sign off on it",
    "timeline": "within 3 months",
    "name": "Zoe Marsh",
    "consent": "yes",
}


def wait_for(visitor: Visitor, words: str, *, after: str, seconds: float = 90) -> list[dict[str, Any]]:
    """The messages after `after`, once one of them has the words; the widget polls in the same way."""
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        found = visitor.history(after)
        if any(words in message["text"] for message in found):
            return found
        time.sleep(0.5)
    raise AssertionError(f"no answer with {words!r}: {visitor.history(after)}")


def test_while_the_action_server_is_dead_the_visitor_is_told_and_the_answer_comes_by_itself(
    breakable: Processes,
) -> None:
    visitor = Visitor(breakable.url)
    visitor.say("we must pass our ISO 27001 audit")
    breakable.kill("actions")
    try:
        said = visitor.say("30k EUR a year")
        assert [message["asks"] for message in said] == [None]
        assert "Nothing is lost" in said[0]["text"]
    finally:
        breakable.start("actions")
        breakable.wait()
    wait_for(visitor, "signs off", after=said[0]["id"])


def test_rasa_killed_in_the_middle_of_a_booking_books_once_and_says_so_only_when_it_is_true(
    breakable: Processes, witness: Staff
) -> None:
    visitor = Visitor(breakable.url)
    visitor.answer({**READY_BUYER, "email": "zoe@marsh-mills.example"})
    assert visitor.asked == "slot"
    breakable.signal("actions", signal.SIGSTOP)  # the turn is in flight, and waits for its action
    with ThreadPoolExecutor() as pool:
        picked = pool.submit(visitor.pick, 1)
        time.sleep(2)
        breakable.kill("dialogue")
        breakable.signal("actions", signal.SIGCONT)
        said = picked.result(60)
    try:
        assert not any("booked" in message["text"] for message in said)
    finally:
        breakable.start("dialogue")
        breakable.wait()
    found = wait_for(visitor, "booked", after=said[-1]["id"])
    assert sum("That's booked" in message["text"] for message in found) == 1
    lead = witness.lead(visitor)
    assert lead["meeting"]["status"] == "confirmed"
    breakable.bantam("tick")
    invites = witness.get("/api/mail", to="zoe@marsh-mills.example")["mail"]
    assert len(invites) == 1


def test_with_the_dialogues_memory_emptied_in_the_middle_of_a_chat_nothing_known_is_asked_again(
    breakable: Processes,
) -> None:
    visitor = Visitor(breakable.url)
    visitor.say("we need dashboards and our budget is 50k EUR a year")
    assert visitor.asked == "authority"
    breakable.stop("dialogue")
    path = breakable.dialogue_database_url.removeprefix("sqlite:///")
    with sqlite3.connect(path) as events:
        assert events.execute("DELETE FROM dialogue_events").rowcount > 0
    breakable.start("dialogue")
    breakable.wait()
    visitor.say("I'm the CEO, I decide")
    assert visitor.asked == "timeline"
    visitor.answer({**READY_BUYER, "email": "emptied@memory.example"})
    assert visitor.asked == "slot"
    assert visitor.ever_asked.count("budget") == 0
    assert visitor.ever_asked.count("need") == 1


def test_with_times_on_the_table_an_emptied_memory_still_books(breakable: Processes, witness: Staff) -> None:
    visitor = Visitor(breakable.url)
    visitor.answer({**READY_BUYER, "email": "emptied@table.example"})
    breakable.stop("dialogue")
    with sqlite3.connect(breakable.dialogue_database_url.removeprefix("sqlite:///")) as events:
        events.execute("DELETE FROM dialogue_events")
    breakable.start("dialogue")
    breakable.wait()
    visitor.pick(2)
    assert "That's booked" in visitor.last["text"]
    assert witness.lead(visitor)["meeting"]["status"] == "confirmed"


def test_the_web_process_killed_after_a_message_was_accepted_loses_nothing(breakable: Processes) -> None:
    visitor = Visitor(breakable.url)
    breakable.signal("actions", signal.SIGSTOP)
    with ThreadPoolExecutor() as pool:
        sent = pool.submit(visitor.post, "say", id="kept", text="we need dashboards")
        time.sleep(1.5)
        breakable.kill("web")
        with pytest.raises(httpx.HTTPError):
            sent.result(30)
    breakable.signal("actions", signal.SIGCONT)
    breakable.start("web")
    breakable.wait()
    found = wait_for(visitor, "budget", after="0")
    assert [message["text"] for message in found if message["from"] == "visitor"] == ["we need dashboards"]
    again = visitor.post("say", id="kept", text="we need dashboards")
    assert "budget" in again.json()["messages"][-1]["text"]
