"""What a visitor types is text: thousands of typed commands through the real Rasa, and none is obeyed."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import batched
from typing import Any

import pytest

from tests.conversations.slash_strings import VALUES, slash_strings
from tests.processes import Processes
from tests.visitor import Staff, Visitor

TALK = 20
"""How many strings one chat is sent."""


def chat_with(url: str, strings: Sequence[str]) -> Visitor:
    """A chat in which need and budget are known, and then come the strings."""
    visitor = Visitor(url)
    visitor.say("we need dashboards")
    visitor.say("50k EUR a year")
    for text in strings:
        visitor.say(text)
    return visitor


def events(product: Processes, conversation: str) -> Iterator[tuple[int, dict[str, Any]]]:
    """What the dialogue keeps of the chat, with the part that it is in (tracker_store.py)."""
    with sqlite3.connect(product.dialogue_database_url.removeprefix("sqlite:///")) as database:
        query = "select part, data from dialogue_events where conversation = ? order by id"
        yield from ((part, json.loads(data)) for part, data in database.execute(query, [conversation]))


def obeyed(product: Processes, staff: Staff, visitor: Visitor) -> list[str]:
    """What shows that a typed command did something."""
    found = []
    for _, event in events(product, visitor.conversation):
        kind, text = event["event"], str(event.get("text"))
        parsed = event.get("parse_data") or {}
        if kind in ("restart", "undo", "rewind", "reset_slots"):
            found.append(kind)
        if kind == "slot" and json.dumps(event["value"]) in VALUES:
            found.append(f"slot {event['name']}")
        sure = parsed.get("intent", {}).get("confidence") == 1.0
        if kind == "user" and sure and parsed["intent"]["name"] not in ("start", "nlu_fallback"):
            found.append(f"{parsed['intent']['name']} by {text!r}")
        if any(json.dumps(entity.get("value")) in VALUES for entity in parsed.get("entities") or ()):
            found.append(f"entities of {text!r}")
    kept = events(product, visitor.conversation)
    sessions = Counter(part for part, event in kept if event["event"] == "session_started")
    found += ["a new session"] if max(sessions.values()) > 1 else []
    bant = staff.lead(visitor)["bant"]
    if (bant["need"]["status"], bant["budget"]["status"], bant["budget"]["max"]) != (
        "stated",
        "stated",
        50000,
    ):
        found.append(f"need and budget are {bant['need']} {bant['budget']}")
    return found


@pytest.mark.proof
@pytest.mark.timeout(7200)
def test_of_five_thousand_typed_commands_none_is_obeyed(
    product: Processes, staff: Staff, sized: Callable[[int], int]
) -> None:
    strings = list(slash_strings(sized(5000)))
    talks = list(batched(strings, TALK, strict=False))
    with ThreadPoolExecutor(3) as pool:
        visitors = list(pool.map(lambda talk: chat_with(product.url, talk), talks))
    assert [fault for visitor in visitors for fault in obeyed(product, staff, visitor)] == []
    for visitor, talk in zip(visitors, talks, strict=True):
        shown = [message["text"] for message in visitor.history() if message["from"] == "visitor"]
        assert shown[2:] == [text.strip() for text in talk]
        assert staff.lead(visitor)["meeting"] is None
