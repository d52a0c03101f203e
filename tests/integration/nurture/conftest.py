"""The store with the events that end sequences, as in the product."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest

from bot.store.database import Store
from tests.nurturing import wired


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = wired(database_url)
    yield store
    await store.close()
