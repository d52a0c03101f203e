"""A chat over the real store with a dialogue that does as it is told."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.chat import service as chat
from bot.chat.models import Conversation, Message, Turn
from bot.chat.ports import DialogueUnavailable
from bot.chat.turns import TurnRunner
from bot.clock import FixedClock
from bot.settings import load_settings
from bot.store.database import Store
from tests.integration.chat.booking import MONDAY, Read

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Echo:
    """Says what it heard, with a choice; `away` makes it fail, `slow` seconds make it late."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, str]] = []
        self.at_once = 0
        self.most_at_once: dict[str, int] = {}
        self.away = False
        self.slow = 0.0

    async def turn(
        self, conversation_id: str, client_id: str, payload: Mapping[str, Any], metadata: Mapping[str, Any]
    ) -> Sequence[Mapping[str, Any]]:
        if self.away:
            raise DialogueUnavailable
        self.at_once += 1
        self.most_at_once[conversation_id] = max(self.at_once, self.most_at_once.get(conversation_id, 0))
        await asyncio.sleep(self.slow)
        self.at_once -= 1
        self.heard.append((client_id, str(payload.get("text") or payload.get("choice"))))
        return [
            {
                "text": f"you said {payload.get('text') or payload.get('choice')}",
                "buttons": [{"title": "Again", "payload": "/again"}],
                "utter_action": "utter_ask_budget",
            }
        ]


class Words:
    def say(self, response: str, language: str | None = None, **values: str) -> Mapping[str, Any]:
        return {"text": f"<{response}>", "buttons": [], "utter_action": response}


class Talk:
    """A conversation that is talked in."""

    def __init__(self, store: Store, dialogue: Echo) -> None:
        self.store, self.dialogue = store, dialogue
        self.clock = FixedClock(NOW)
        self.runner = TurnRunner(store, dialogue, Words(), self.clock, self._correct)

    async def _correct(self, uow: Any, conversation: Conversation, turn: Turn) -> Sequence[Mapping[str, Any]]:
        return [{"text": f"corrected {turn.payload['fact']}"}]

    async def start(self) -> chat.Started:
        async with self.store.write() as uow:
            started = await chat.start(
                uow,
                {"url": "https://tidewater.example/"},
                locale="en",
                timezone="Europe/Berlin",
                now=self.clock.now(),
            )
        await self.runner.answer(started.turn)
        return started

    async def accept(self, token: str, client_id: str, **said: str) -> Turn:
        async with self.store.write() as uow:
            conversation = await chat.conversation_of(uow, token)
            return await chat.accept(uow, conversation, client_id, said, limit=None, now=self.clock.now())

    async def say(self, token: str, client_id: str, **said: str) -> Sequence[Message]:
        return await self.runner.answer(await self.accept(token, client_id, **said))

    async def history(self, conversation_id: str) -> list[Message]:
        async with self.store.read() as uow:
            return await uow.messages.after(conversation_id)


@pytest.fixture
def talk(store: Store) -> Talk:
    return Talk(store, Echo())


@pytest.fixture
async def app(database_url: str, tmp_path: Path) -> AsyncIterator[Read]:
    """The demo company's application on Monday morning, with an empty database."""
    built = Read(
        load_settings(tmp_path, {"DEMO": "1", "DATABASE_URL": database_url}), clock=FixedClock(MONDAY)
    )
    built.fresh = []
    await built.import_playbook()
    yield built
    await built.close()
