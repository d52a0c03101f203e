"""A conversation between a rep at the console and a visitor, over a clock that a test moves."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import Any

import httpx

from bot.chat import service as chat
from bot.clock import FixedClock
from tests.integration.staff.world import World, browser

TALK = "/console/conversations/conv_danas"


def later(live: World, by: timedelta) -> None:
    assert isinstance(live.app.clock, FixedClock)
    live.app.clock.move(by)


@asynccontextmanager
async def signed_in(live: World, who: str) -> AsyncIterator[World]:
    """Somebody at another browser."""
    async with browser(live.web, live.app.settings.public_url) as http:
        other = World(live.web, live.app, http)
        await other.sign_in(who)
        yield other


async def visitor_says(live: World, text: str, conversation: str = "conv_danas", n: str = "1") -> None:
    async with live.app.store.write() as uow:
        talk = await uow.conversations.get(conversation)
        assert talk
        await chat.accept(uow, talk, f"m{n}", {"text": text}, limit=None, now=live.app.clock.now())


async def transcript(live: World) -> list[tuple[str, str]]:
    async with live.app.store.read() as uow:
        return [(m.sender, m.text) for m in await uow.messages.after("conv_danas")]


async def news(live: World, after: int = 0) -> dict[str, Any]:
    answer = await live.http.get(f"{TALK}/news", params={"after": after})
    assert answer.status_code == 200, answer.text
    told: dict[str, Any] = answer.json()
    return told


async def write(live: World, text: str, form: str = "f1") -> httpx.Response:
    return await live.post(f"{TALK}/write", text=text, id=form)
