"""A console over each database with the demo company's reps in it; and the whole web process over one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.clock import FixedClock
from bot.store.database import Store
from tests.consoles import NOW, Console, add_reps, console_over
from tests.integration.chat.conftest import Echo
from tests.integration.staff.world import World, world


@pytest.fixture
async def desk(store: Store, tmp_path: Path) -> AsyncIterator[Console]:
    await add_reps(store)
    console = console_over(store, tmp_path)
    yield console
    await console.http.aclose()


@pytest.fixture
async def company(database_url: str, tmp_path: Path) -> AsyncIterator[World]:
    async with world(database_url, tmp_path) as company:
        yield company


@pytest.fixture
def live(company: World) -> World:
    """The company with a clock that a test moves, and a dialogue that echoes."""
    company.app.clock = FixedClock(NOW)
    company.app.turns = replace(company.app.turns, dialogue=Echo(), clock=company.app.clock)
    return company
