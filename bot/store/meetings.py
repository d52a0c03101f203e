"""Meetings. The database itself refuses two active ones of a rep that overlap (migration 0002)."""

from __future__ import annotations

import dataclasses
from datetime import datetime

from sqlalchemy import ColumnElement, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.book.models import ACTIVE, CancelledBy, Meeting
from bot.store.inserts import insert_unless_there
from bot.store.tables.book import meetings as table

BUSY = "ex_meetings_rep_busy"
"""What the exclusion constraint is called, and what the triggers of SQLite say."""


class Meetings:
    _columns = tuple(table.c[f.name] for f in dataclasses.fields(Meeting))

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_unless_busy(self, meeting: Meeting) -> bool:
        """False when it overlaps an active meeting of the rep, or its lead has an active one already."""
        try:
            return await insert_unless_there(self._connection, table, dataclasses.asdict(meeting))
        except IntegrityError as error:
            # A trigger's refusal is no conflict to SQLite. It undoes this statement alone.
            if BUSY in str(error.orig) and self._connection.dialect.name == "sqlite":
                return False
            raise

    async def get(self, meeting_id: str) -> Meeting | None:
        return await self._one(table.c.id == meeting_id)

    async def active_of(self, lead_id: str) -> Meeting | None:
        return await self._one((table.c.lead_id == lead_id) & table.c.status.in_(ACTIVE))

    async def of_lead(self, lead_id: str) -> list[Meeting]:
        """All meetings of the lead, the latest first."""
        return await self._all(table.c.lead_id == lead_id, newest_first=True)

    async def between(
        self, *, start: datetime | None = None, end: datetime | None = None, rep_id: str | None = None
    ) -> list[Meeting]:
        """Meetings that begin in `start` to `end` (half-open), of one rep or all, earliest first."""
        conditions: list[ColumnElement[bool]] = []
        if start:
            conditions.append(table.c.start_at >= start)
        if end:
            conditions.append(table.c.start_at < end)
        if rep_id:
            conditions.append(table.c.rep_id == rep_id)
        return await self._all(*conditions)

    async def busy(self, rep_id: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """What active meetings take of the rep's time, among what overlaps `start` to `end`."""
        query = select(table.c.busy_start, table.c.busy_end).where(
            table.c.rep_id == rep_id,
            table.c.status.in_(ACTIVE),
            table.c.busy_start < end,
            table.c.busy_end > start,
        )
        return [(row.busy_start, row.busy_end) for row in (await self._connection.execute(query)).all()]

    async def cancel(self, meeting_id: str, by: CancelledBy, *, now: datetime) -> Meeting | None:
        """The meeting, cancelled and with the next sequence number; None when it was not active."""
        query = (
            update(table)
            .where(table.c.id == meeting_id, table.c.status.in_(ACTIVE))
            .values(status="cancelled", cancelled_by=by, sequence=table.c.sequence + 1, updated_at=now)
            .returning(*self._columns)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return Meeting(*row) if row else None

    async def _one(self, condition: ColumnElement[bool]) -> Meeting | None:
        row = (await self._connection.execute(select(*self._columns).where(condition))).one_or_none()
        return Meeting(*row) if row else None

    async def _all(self, *conditions: ColumnElement[bool], newest_first: bool = False) -> list[Meeting]:
        order = table.c.start_at.desc() if newest_first else table.c.start_at
        query = select(*self._columns).where(*conditions).order_by(order, table.c.id)
        return [Meeting(*row) for row in (await self._connection.execute(query)).all()]
