"""Who answers a conversation instead of the bot, and who waits for that: conditional updates."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import chat as tables

NOBODY = {"taken_by": None, "taken_at": None, "taker_seen_at": None}


class Takeovers:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def join(self, conversation_id: str, staff_id: str, *, now: datetime) -> bool:
        """Take the conversation; False while somebody has it, they themselves too."""
        taken = {"taken_by": staff_id, "taken_at": now, "taker_seen_at": now, "waits_since": None}
        return await self._change(conversation_id, tables.conversations.c.taken_by.is_(None), **taken)

    async def seen(self, conversation_id: str, staff_id: str, *, now: datetime) -> bool:
        """The taker is at it; False when they are not the taker. Locks the row until the transaction ends."""
        return await self._change(
            conversation_id, tables.conversations.c.taken_by == staff_id, taker_seen_at=now
        )

    async def leave(
        self, conversation_id: str, staff_id: str, *, unseen_since: datetime | None = None
    ) -> bool:
        """The bot answers again; False when they are not the taker, or were seen after that instant."""
        table = tables.conversations
        away = [table.c.taker_seen_at <= unseen_since] if unseen_since else []
        return await self._change(conversation_id, table.c.taken_by == staff_id, *away, **NOBODY)

    async def wait(self, conversation_id: str, *, now: datetime) -> bool:
        """A person was said to come; False when one is there, or was said to come already."""
        table = tables.conversations
        idle = table.c.taken_by.is_(None), table.c.waits_since.is_(None)
        return await self._change(conversation_id, *idle, waits_since=now)

    async def end_wait(self, conversation_id: str, *, since: datetime) -> bool:
        """Nobody came; False when somebody did, or the wait began after that instant."""
        table = tables.conversations
        return await self._change(conversation_id, table.c.waits_since <= since, waits_since=None)

    async def waiting_since(self, instant: datetime) -> str | None:
        """The conversation that waits longest for a person, of those that do so since then or earlier."""
        table = tables.conversations
        query = select(table.c.id).where(table.c.waits_since <= instant).order_by(table.c.waits_since)
        found: str | None = (await self._connection.execute(query.limit(1))).scalar_one_or_none()
        return found

    async def left_alone_since(self, instant: datetime) -> tuple[str, str] | None:
        """A conversation with its taker, who is away since then or longer; the visitor has spoken last."""
        table, said = tables.conversations, tables.messages
        between_people = said.c.conversation_id == table.c.id, said.c.sender.in_(("visitor", "rep"))
        last = select(said.c.sender).where(*between_people).order_by(said.c.id.desc()).limit(1)
        away = table.c.taker_seen_at <= instant, table.c.taken_by.is_not(None)
        visitor_waits = last.correlate(table).scalar_subquery() == "visitor"
        query = select(table.c.id, table.c.taken_by).where(*away, visitor_waits)
        row = (await self._connection.execute(query.order_by(table.c.taker_seen_at).limit(1))).one_or_none()
        return (row.id, row.taken_by) if row else None

    async def leave_to_person(self, conversation_id: str, at: datetime) -> None:
        """What waits for the bot is a person's to answer; a corrected line of the card needs nobody."""
        table = tables.turns
        mine = table.c.conversation_id == conversation_id, table.c.kind != "fact"
        waiting = update(table).where(*mine, table.c.status == "pending")
        await self._connection.execute(waiting.values(status="answered", answered_at=at))

    async def _change(self, conversation_id: str, *also: Any, **values: Any) -> bool:
        table = tables.conversations
        changed = update(table).where(table.c.id == conversation_id, *also).values(**values)
        return (await self._connection.execute(changed)).rowcount == 1
