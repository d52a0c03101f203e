"""The store with the events that end sequences, as in the product."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest
from fastapi import FastAPI

from bot.bootstrap import build
from bot.clock import FixedClock
from bot.settings import load_settings
from bot.store.database import Store
from bot.web import follow, guard, problems
from tests.integration.nurture.clicks import Site
from tests.nurturing import MONDAY, wired


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = wired(database_url)
    yield store
    await store.close()


@pytest.fixture
async def site(database_url: str, tmp_path: Path) -> AsyncIterator[Site]:
    """The pages behind links on Monday morning, over the product with an empty database."""
    clock = FixedClock(MONDAY)
    app = build(load_settings(tmp_path, {"DEMO": "1", "DATABASE_URL": database_url}), clock=clock)
    await app.import_playbook()
    web = FastAPI()
    web.state.bantam = app
    guard.install(web)
    problems.install(web)
    web.include_router(follow.router)
    transport = httpx.ASGITransport(web, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url=app.settings.public_url) as http:
        yield Site(http, app, clock)
    await app.close()
