from __future__ import annotations

from collections.abc import AsyncIterator
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI

from bot.clock import FixedClock
from bot.playbook.load import load
from bot.playbook.words import DomainWords
from bot.store.database import Store
from bot.web import guard, manage
from tests.integration.book.conftest import LINKS, NOW, ROOT
from tests.integration.book.manage.visitor import Visitor


@pytest.fixture
async def visitor(store: Store) -> AsyncIterator[Visitor]:
    playbook = load(ROOT)
    clock = FixedClock(NOW)
    app = FastAPI()
    guard.install(app)
    app.include_router(manage.router)
    refreshed: list[str] = []

    async def fresh_calendar(rep_id: str) -> None:
        refreshed.append(rep_id)

    bantam = SimpleNamespace(
        store=store,
        links=LINKS,
        clock=clock,
        playbook=lambda: playbook,
        words=DomainWords(ROOT / "domain.yml"),
        settings=SimpleNamespace(demo=True, public_url="https://chat.example", trusted_proxies=()),
        fresh_calendar=fresh_calendar,
    )
    app.state.bantam = bantam
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://chat.example") as browser:
        yield Visitor(browser, store, clock, bantam, refreshed)
