"""A console over each database, with the demo company's reps in it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.store.database import Store
from tests.consoles import Console, add_reps, console_over


@pytest.fixture
async def desk(store: Store, tmp_path: Path) -> AsyncIterator[Console]:
    await add_reps(store)
    console = console_over(store, tmp_path)
    yield console
    await console.http.aclose()
