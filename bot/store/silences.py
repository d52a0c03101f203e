"""Visitors who say nothing: when they are looked at next, by conditional updates."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.models import Quiet
from bot.store.tables import chat as tables


class Silences:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def begin(self, conversation_id: str, at: datetime) -> None:
        """The visitor has been asked; look at `at` whether they have said something."""
        table = tables.conversations
        begun = update(table).where(table.c.id == conversation_id).values(nudges=0, nudge_at=at)
        await self._connection.execute(begun)

    async def end(self, conversation_id: str) -> None:
        """The visitor has spoken."""
        table = tables.conversations
        silent = update(table).where(table.c.id == conversation_id, table.c.nudge_at.is_not(None))
        await self._connection.execute(silent.values(nudge_at=None))

    async def next_due(self, now: datetime) -> tuple[str, datetime] | None:
        """The conversation whose time came first, and that time."""
        table = tables.conversations
        query = select(table.c.id, table.c.nudge_at).where(table.c.nudge_at <= now)
        row = (await self._connection.execute(query.order_by(table.c.nudge_at).limit(1))).one_or_none()
        return (row.id, row.nudge_at) if row else None

    async def take(self, conversation_id: str, due_at: datetime) -> Quiet | None:
        """Take what is due, and lock the conversation; None when that is no longer so."""
        table, turns = tables.conversations, tables.turns
        mine = update(table).where(table.c.id == conversation_id, table.c.nudge_at == due_at)
        if (await self._connection.execute(mine.values(nudge_at=None))).rowcount != 1:
            return None
        waiting = select(turns.c.id).where(turns.c.conversation_id == table.c.id, turns.c.status == "pending")
        attended = or_(table.c.taken_by.is_not(None), table.c.waits_since.is_not(None))
        known = (table.c.nudges, table.c.seen_at, table.c.outcome, table.c.stopped_at)
        query = select(*known, attended, waiting.exists()).where(table.c.id == conversation_id)
        return Quiet(*(await self._connection.execute(query)).one())

    async def go_on(self, conversation_id: str, nudges: int, at: datetime | None) -> None:
        """So many steps of this silence are done, and the next is due at `at`."""
        table = tables.conversations
        next_one = update(table).where(table.c.id == conversation_id).values(nudges=nudges, nudge_at=at)
        await self._connection.execute(next_one)
