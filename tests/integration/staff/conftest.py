"""A console over each database with the demo company's reps in it; and the whole web process over one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Store
from tests.consoles import Console, add_reps, console_over
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
