"""Fixtures: one trained model for all; each test has its own conversation, actions and tracker store."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from rasa.core.agent import Agent
from rasa.core.channels.channel import UserMessage
from rasa.utils.endpoints import EndpointConfig
from sanic.exceptions import InvalidUsage

from bot.dialogue.channel import WebsiteInput
from bot.dialogue.tracker_store import LiveTrackerStore
from tests.unit.dialogue.fake_actions import FakeActions

ROOT = Path(__file__).parents[3]
KEY = "a key of the tests"
NUMBERS = itertools.count(1)
ASKS = {
    **dict.fromkeys(
        (
            "utter_offer_slots",
            "utter_more_slots",
            "utter_slot_taken",
            "utter_pick_slot",
            "utter_offer_new_time",
        ),
        "slot",
    ),
    "utter_held_for_an_address": "email",
    "utter_ask_cancel": "cancel",
}


class Request:
    """What the channel reads of Sanic's request: headers, JSON and the application."""

    def __init__(self, body: bytes, agent: Agent | None, key: str = KEY) -> None:
        self.body = body
        self.headers = {"X-Bantam-Key": key}
        self.app = SimpleNamespace(ctx=SimpleNamespace(agent=agent))

    @property
    def json(self) -> Any:
        try:
            return json.loads(self.body)
        except ValueError:
            raise InvalidUsage("no JSON") from None


async def post(agent: Agent | None, body: Any, key: str = KEY) -> tuple[int, Any]:
    """`POST /webhooks/website/turn`: the status and the answer's JSON."""

    async def handle(message: UserMessage) -> None:
        await agent.handle_message(message)

    sent = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer = await WebsiteInput.from_credentials({"key": KEY})._turn(Request(sent, agent, key), handle)
    return answer.status, json.loads(answer.body)


class Chat:
    """A visitor's chat with web between: `say` and `choose` return the names of the responses, in order."""

    def __init__(self, agent: Agent, actions: FakeActions, store: LiveTrackerStore) -> None:
        self.agent, self.actions, self.store = agent, actions, store
        self.id = f"cnv_{next(NUMBERS)}"
        self.asks: str | None = None
        self.said: list[dict[str, Any]] = []

    async def turn(self, **message: Any) -> list[str] | None:
        """The names of what the bot said; None when the turn failed as a whole."""
        metadata = {"asks": self.asks, "timezone": "Europe/Berlin", "now": "2026-11-22T11:00:00+01:00"}
        body = {"conversation": self.id, "id": f"msg_{next(NUMBERS)}", "metadata": metadata, **message}
        self.actions.calls.clear()
        status, answer = await post(self.agent, body)
        if status != 200:
            return None
        self.said = answer["messages"]
        names = [message["utter_action"] for message in self.said]
        self.asks = _asked(names[-1]) if names else None
        return names

    async def say(self, text: str) -> list[str] | None:
        return await self.turn(text=text)

    async def choose(self, payload: str, title: str = "that one") -> list[str] | None:
        return await self.turn(choice=payload, title=title)

    async def begin(self) -> Chat:
        await self.choose("/start")
        return self

    async def intent(self) -> str:
        return str((await self.store.retrieve(self.id)).latest_message.intent["name"])


def _asked(response: str) -> str | None:
    if response in ASKS:
        return ASKS[response]
    if not response.startswith("utter_ask_"):
        return None
    asked = response[len("utter_ask_") :]
    return "consent" if asked.startswith("consent") else asked


@pytest.fixture(scope="session")
def loaded() -> Agent:
    """The newest model of the project."""
    models = sorted((ROOT / "models").glob("*.tar.gz"), key=lambda path: path.stat().st_mtime)
    assert models, "no model is trained: run `bantam train`"
    nlg = EndpointConfig(type="bot.dialogue.nlg.LanguageFirst")
    return Agent.load(str(models[-1]), action_endpoint=FakeActions(), generator=nlg)


@pytest.fixture
def actions() -> FakeActions:
    return FakeActions()


@pytest.fixture
def store(loaded: Agent) -> LiveTrackerStore:
    return LiveTrackerStore(domain=loaded.domain, host="sqlite://")


@pytest.fixture
def agent(loaded: Agent, actions: FakeActions, store: LiveTrackerStore) -> Agent:
    loaded.tracker_store = loaded.processor.tracker_store = store
    loaded.action_endpoint = loaded.processor.action_endpoint = actions
    return loaded


@pytest.fixture
def chat(agent: Agent, actions: FakeActions, store: LiveTrackerStore) -> Chat:
    return Chat(agent, actions, store)
