"""The dialogue's own events, which an export and an erasure must reach too. Rasa writes them."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Column, Integer, MetaData, String, Table, Text, delete, inspect, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.database import open_engine

events = Table(
    "dialogue_events",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("conversation", String(128), nullable=False, index=True),
    Column("part", Integer, nullable=False),
    Column("data", Text, nullable=False),
)
"""As `bot/dialogue/tracker_store.py` makes it."""


async def forget_conversations(database_url: str, conversations: Sequence[str]) -> None:
    """Remove every event of these conversations; nothing to do before the dialogue first ran."""
    async with _if_there(database_url) as connection:
        if connection is not None:
            await connection.execute(delete(events).where(events.c.conversation.in_(conversations)))


async def events_of(database_url: str, conversations: Sequence[str]) -> list[dict[str, Any]]:
    """Rasa's events of these conversations, in their order: `{"conversation", "part", "data"}` each."""
    async with _if_there(database_url) as connection:
        if connection is None:
            return []
        query = select(events).where(events.c.conversation.in_(conversations)).order_by(events.c.id)
        return [
            {"conversation": row.conversation, "part": row.part, "data": json.loads(row.data)}
            for row in await connection.execute(query)
        ]


@asynccontextmanager
async def _if_there(database_url: str) -> AsyncIterator[AsyncConnection | None]:
    """A transaction over the dialogue's database; None before the dialogue has made its table."""
    engine = open_engine(database_url)
    try:
        async with engine.begin() as connection:
            made = await connection.run_sync(lambda plain: inspect(plain).has_table(events.name))
            yield connection if made else None
    finally:
        await engine.dispose()
