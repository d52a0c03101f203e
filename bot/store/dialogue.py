"""The dialogue's own events, which an erasure must reach too. Rasa writes them; here they are removed."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Column, MetaData, String, Table, delete, inspect

from bot.store.database import open_engine

events = Table("dialogue_events", MetaData(), Column("conversation", String(64)))


async def forget_conversations(database_url: str, conversations: Sequence[str]) -> None:
    """Remove every event of these conversations; nothing to do before the dialogue first ran."""
    engine = open_engine(database_url)
    try:
        async with engine.begin() as connection:
            if await connection.run_sync(lambda plain: inspect(plain).has_table(events.name)):
                await connection.execute(delete(events).where(events.c.conversation.in_(conversations)))
    finally:
        await engine.dispose()
