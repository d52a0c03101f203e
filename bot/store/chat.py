"""Conversations, turns, receipts, tasks, visits."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Column, Table, and_, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.models import Conversation, Task, Turn, Visit
from bot.store.tables import chat as tables


def columns_of(table: Table, shape: type[Any]) -> tuple[Column[Any], ...]:
    """The columns that a dataclass has fields for, in the order of its fields."""
    return tuple(table.c[field.name] for field in dataclasses.fields(shape))


class Rows:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection


class Conversations(Rows):
    _columns = columns_of(tables.conversations, Conversation)

    async def add(self, conversation: Conversation, *, token_hash: str) -> None:
        values = {**dataclasses.asdict(conversation), "token_hash": token_hash}
        await self._connection.execute(insert(tables.conversations).values(values))

    async def get(self, conversation_id: str) -> Conversation | None:
        return await self._one(tables.conversations.c.id == conversation_id)

    async def lock(self, conversation_id: str) -> Conversation | None:
        """As it is now, for this transaction alone until it ends. On SQLite any that writes is alone."""
        table = tables.conversations
        query = select(*self._columns).where(table.c.id == conversation_id).with_for_update(key_share=True)
        row = (await self._connection.execute(query)).one_or_none()
        return Conversation(*row) if row else None

    async def by_token(self, token_hash: str) -> Conversation | None:
        """Of the device that began it, or of one that a link has joined."""
        talks, table = tables.conversations, tables.conversation_tokens
        joined = select(table.c.conversation_id).where(table.c.token_hash == token_hash)
        return await self._one(or_(talks.c.token_hash == token_hash, talks.c.id.in_(joined)))

    async def add_token(self, conversation_id: str, token_hash: str, *, now: datetime, most: int) -> None:
        """A token of a further device; of more than `most` the oldest go."""
        table = tables.conversation_tokens
        values = {"token_hash": token_hash, "conversation_id": conversation_id, "created_at": now}
        await self._connection.execute(insert(table).values(values))
        mine = select(table.c.token_hash).where(table.c.conversation_id == conversation_id)
        newest_first = mine.order_by(table.c.created_at.desc(), table.c.token_hash)
        oldest = (await self._connection.execute(newest_first)).scalars().all()[most:]
        await self._connection.execute(delete(table).where(table.c.token_hash.in_(oldest)))

    async def of_visitor(self, visitor_id: str) -> list[Conversation]:
        return await self._all(tables.conversations.c.visitor_id == visitor_id)

    async def of_lead(self, lead_id: str) -> list[Conversation]:
        return await self._all(tables.conversations.c.lead_id == lead_id)

    async def save(self, conversation: Conversation) -> None:
        """Keep it as it is; who has taken it over may have changed since it was read, and stays."""
        values = {k: v for k, v in dataclasses.asdict(conversation).items() if k != "taken_by"}
        table = tables.conversations
        await self._connection.execute(update(table).where(table.c.id == conversation.id).values(values))

    async def lease(self, conversation_id: str, holder: str, *, now: datetime, until: datetime) -> bool:
        """Take the conversation for one turn; False while another turn of it is in flight."""
        table = tables.conversations
        free = or_(table.c.leased_until.is_(None), table.c.leased_until <= now, table.c.leased_by == holder)
        taken = await self._connection.execute(
            update(table)
            .where(table.c.id == conversation_id, free)
            .values(leased_by=holder, leased_until=until)
        )
        return taken.rowcount == 1

    async def release(self, conversation_id: str, holder: str) -> None:
        table = tables.conversations
        await self._connection.execute(
            update(table)
            .where(table.c.id == conversation_id, table.c.leased_by == holder)
            .values(leased_by=None, leased_until=None)
        )

    async def seen(self, conversation_ids: Collection[str], *, now: datetime) -> None:
        """Their visitors are here. A row that somebody writes just now is passed over until next time."""
        table = tables.conversations
        these = select(table.c.id).where(table.c.id.in_(conversation_ids))
        idle = these.with_for_update(skip_locked=True, key_share=True)
        await self._connection.execute(update(table).where(table.c.id.in_(idle)).values(seen_at=now))

    async def shared(self, lead_id: str, visitor_id: str) -> bool:
        """Whether another visitor's conversation belongs to the lead too."""
        table = tables.conversations
        query = select(func.count()).where(table.c.lead_id == lead_id, table.c.visitor_id != visitor_id)
        return bool((await self._connection.execute(query)).scalar_one())

    async def remove(self, conversation_id: str) -> None:
        for column in (tables.tasks.c.conversation_id, tables.conversations.c.id):  # a task may have no lead
            await self._connection.execute(delete(column.table).where(column == conversation_id))

    async def _all(self, condition: Any) -> list[Conversation]:
        rows = await self._connection.execute(select(*self._columns).where(condition))
        return [Conversation(*row) for row in rows.all()]

    async def _one(self, condition: Any) -> Conversation | None:
        row = (await self._connection.execute(select(*self._columns).where(condition))).one_or_none()
        return Conversation(*row) if row else None


class Turns(Rows):
    _columns = columns_of(tables.turns, Turn)

    async def add(self, turn: Turn) -> Turn:
        """The turn with its number; ids rise in the order in which the messages were accepted."""
        values = {k: v for k, v in dataclasses.asdict(turn).items() if k != "id"}
        added = await self._connection.execute(
            insert(tables.turns).values(values).returning(tables.turns.c.id)
        )
        return dataclasses.replace(turn, id=added.scalar_one())

    async def find(self, conversation_id: str, client_id: str) -> Turn | None:
        table = tables.turns
        query = select(*self._columns).where(
            table.c.conversation_id == conversation_id, table.c.client_id == client_id
        )
        row = (await self._connection.execute(query)).one_or_none()
        return Turn(*row) if row else None

    async def latest(self, conversation_id: str) -> Turn | None:
        table = tables.turns
        return await self._first(table.c.conversation_id == conversation_id, by=table.c.id.desc())

    async def earliest_pending(self, conversation_id: str) -> Turn | None:
        table = tables.turns
        mine = and_(table.c.conversation_id == conversation_id, table.c.status == "pending")
        return await self._first(mine, by=table.c.id)

    async def _first(self, condition: Any, *, by: Any) -> Turn | None:
        query = select(*self._columns).where(condition).order_by(by).limit(1)
        row = (await self._connection.execute(query)).one_or_none()
        return Turn(*row) if row else None

    async def waiting_conversations(self, *, now: datetime, limit: int) -> list[str]:
        """Conversations with a pending turn that no process is at: the least tried, then the oldest first.

        So a turn that fails again and again holds up nobody else's.
        """
        turns, talks = tables.turns, tables.conversations
        idle = or_(talks.c.leased_until.is_(None), talks.c.leased_until <= now)
        query = (
            select(turns.c.conversation_id)
            .join(talks, talks.c.id == turns.c.conversation_id)
            .where(turns.c.status == "pending", idle)
            .group_by(turns.c.conversation_id)
            .order_by(func.min(turns.c.attempts), func.min(turns.c.id))
            .limit(limit)
        )
        return list((await self._connection.execute(query)).scalars())

    async def answered(self, turn_id: int, at: datetime) -> bool:
        """The turn is done; False if it was already, or is gone."""
        return await self._pending(turn_id, status="answered", answered_at=at)

    async def noticed(self, turn_id: int) -> bool:
        """The visitor is told that the answer is late; False if that was said, or the answer is there."""
        return await self._pending(turn_id, tables.turns.c.noticed.is_(False), noticed=True)

    async def failed(self, turn_id: int) -> None:
        await self._pending(turn_id, attempts=tables.turns.c.attempts + 1)

    async def _pending(self, turn_id: int, *also: Any, **values: Any) -> bool:
        """Change the turn while it is pending: one statement, so two processes do not undo each other."""
        table = tables.turns
        mine = update(table).where(table.c.id == turn_id, table.c.status == "pending", *also)
        return (await self._connection.execute(mine.values(**values))).rowcount == 1

    async def said_since(self, conversation_id: str, since: datetime) -> list[datetime]:
        """When the visitor's messages after that instant came, in order."""
        table = tables.turns
        mine = table.c.conversation_id == conversation_id, table.c.created_at > since
        query = select(table.c.created_at).where(*mine, table.c.kind != "start")
        return list((await self._connection.execute(query.order_by(table.c.created_at))).scalars())


class Receipts(Rows):
    async def find(self, conversation_id: str, client_id: str, action: str) -> Mapping[str, Any] | None:
        """What the action answered when it ran for this message before."""
        table = tables.receipts
        mine = table.c.conversation_id == conversation_id, table.c.client_id == client_id
        query = select(table.c.outcome).where(*mine, table.c.action == action)
        found: Mapping[str, Any] | None = (await self._connection.execute(query)).scalar_one_or_none()
        return found

    async def keep(
        self, conversation_id: str, client_id: str, action: str, outcome: Mapping[str, Any], *, now: datetime
    ) -> None:
        values = {"conversation_id": conversation_id, "client_id": client_id, "action": action}
        await self._connection.execute(insert(tables.receipts).values(**values, outcome=outcome, at=now))


class Tasks(Rows):
    async def add(self, task: Task) -> None:
        await self._connection.execute(insert(tables.tasks).values(dataclasses.asdict(task)))

    async def open_of(self, conversation_id: str, kind: str) -> Task | None:
        table = tables.tasks
        query = (
            select(*columns_of(table, Task))
            .where(
                table.c.conversation_id == conversation_id, table.c.kind == kind, table.c.done_at.is_(None)
            )
            .limit(1)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return Task(*row) if row else None

    async def is_open(self, kind: str, reason: str) -> bool:
        """Whether somebody is asked to do just that already."""
        table = tables.tasks
        same = table.c.kind == kind, table.c.reason == reason, table.c.done_at.is_(None)
        return (await self._connection.execute(select(table.c.id).where(*same).limit(1))).first() is not None

    async def finish(self, task_id: str, *, at: datetime | None) -> None:
        """Close the task; None opens it again."""
        table = tables.tasks
        await self._connection.execute(update(table).where(table.c.id == task_id).values(done_at=at))


class Visits(Rows):
    async def add(self, visit: Visit) -> None:
        await self._connection.execute(insert(tables.visits).values(dataclasses.asdict(visit)))

    async def days_and_pages(self, lead_id: str) -> tuple[int, int]:
        """On how many days (UTC) the lead came, and how many different pages they read."""
        visits, talks = tables.visits, tables.conversations
        query = select(visits.c.at, visits.c.url).join(talks, talks.c.id == visits.c.conversation_id)
        rows = (await self._connection.execute(query.where(talks.c.lead_id == lead_id))).all()
        return max(1, len({row.at.date() for row in rows})), len({row.url for row in rows})
