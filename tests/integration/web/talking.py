"""Conversations and messages without the chat around them, for tests of the feed and the streams."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import event, select

from bot.chat.models import Conversation, Message
from bot.errors import DatabaseUnavailable
from bot.leads.ids import new_id
from bot.store.database import Store
from bot.store.tables.chat import conversations as table
from bot.store.work import SqlUnitOfWork

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


async def conversation(store: Store) -> str:
    """A new conversation's id."""
    talk = Conversation(new_id("chat"), new_id("visitor"), NOW)
    async with store.write() as uow:
        await uow.conversations.add(talk, token_hash=new_id("hash"))
    return talk.id


def message(conversation_id: str, text: str = "hello", *, sender: Any = "bot") -> Message:
    return Message(0, conversation_id, sender, NOW, text)


async def add(store: Store, conversation_id: str, text: str = "hello") -> int:
    """The id of a new message."""
    async with store.write() as uow:
        return (await uow.messages.add(message(conversation_id, text))).id


class Counted:
    """The statements that were sent to a database, by their beginning."""

    def __init__(self, store: Store) -> None:
        self.sent: list[str] = []
        event.listen(store.engine.sync_engine, "before_cursor_execute", self._note)

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        self.sent.append(statement)

    def of(self, beginning: str) -> int:
        return sum(each.startswith(beginning) for each in self.sent)


class Fragile(Store):
    """A store that is `away` when it is told so; `asked` counts who came meanwhile."""

    def __init__(self, store: Store) -> None:
        self.real, self.away, self.asked = store, False, 0
        self.engine, self.written = store.engine, store.written

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnitOfWork]:
        if self.away:
            self.asked += 1
            raise DatabaseUnavailable
        async with self.real.read() as uow:
            yield uow

    @asynccontextmanager
    async def write(self) -> AsyncIterator[SqlUnitOfWork]:
        if self.away:
            raise DatabaseUnavailable
        async with self.real.write() as uow:
            yield uow


async def until(holds: Any, *, seconds: float = 30) -> None:
    """Wait until `holds()` is true. Raises TimeoutError when it does not get so."""
    async with asyncio.timeout(seconds):
        while not (await found if asyncio.iscoroutine(found := holds()) else found):
            await asyncio.sleep(0.02)


async def seen_at(store: Store, ids: Collection[str]) -> list[datetime | None]:
    """When each conversation's page was last heard of."""
    async with store.read() as uow:
        rows = await uow.connection.execute(select(table.c.id, table.c.seen_at).where(table.c.id.in_(ids)))
        found = {row.id: row.seen_at for row in rows}
    return [found[each] for each in ids]
