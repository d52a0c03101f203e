"""Meetings. The database itself refuses two active ones of a rep that overlap (migration 0002)."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, or_, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.book.models import ACTIVE, CancelledBy, Meeting, MeetingStatus, Rating
from bot.store.inserts import insert_unless_there
from bot.store.tables.book import meetings as table

BOOKED: tuple[MeetingStatus, ...] = ("confirmed", "completed", "no_show")
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

    async def change_unless_busy(self, meeting: Meeting) -> bool:
        """Write the row of that id anew; False, and nothing changes, when it would overlap."""
        query = update(table).where(table.c.id == meeting.id).values(dataclasses.asdict(meeting))
        try:
            async with self._connection.begin_nested():  # PostgreSQL gives up the whole transaction otherwise
                await self._connection.execute(query)
        except IntegrityError as error:
            if BUSY in str(error.orig):
                return False
            raise
        return True

    async def get(self, meeting_id: str) -> Meeting | None:
        return await self._one(table.c.id == meeting_id)

    async def by_uid(self, uid: str) -> Meeting | None:
        return await self._one(table.c.uid == uid)

    async def booked_of(self, lead_id: str) -> Meeting | None:
        """The confirmed meeting of the lead, whenever it is."""
        return await self._one((table.c.lead_id == lead_id) & (table.c.status == "confirmed"))

    async def hold_of(self, lead_id: str) -> Meeting | None:
        """The slot that is held for the lead, run out or not."""
        return await self._one((table.c.lead_id == lead_id) & (table.c.status == "held"))

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

    async def busy(
        self, rep_id: str, start: datetime, end: datetime, *, now: datetime, besides: str | None = None
    ) -> list[tuple[datetime, datetime]]:
        """What active meetings but one take of the rep's time, among what overlaps `start` to `end`; a hold
        that has run out at `now` takes none."""
        query = select(table.c.busy_start, table.c.busy_end).where(
            table.c.rep_id == rep_id,
            table.c.status.in_(ACTIVE),
            or_(table.c.held_until.is_(None), table.c.held_until > now),
            table.c.busy_start < end,
            table.c.busy_end > start,
        )
        if besides:
            query = query.where(table.c.id != besides)
        return [(row.busy_start, row.busy_end) for row in (await self._connection.execute(query)).all()]

    async def rep_of_run_out_hold(self, *, now: datetime) -> str | None:
        """A rep with a hold that has run out; None when nobody has one."""
        query = select(table.c.rep_id).where(table.c.status == "held", table.c.held_until <= now).limit(1)
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def expire_holds(self, rep_id: str, *, now: datetime) -> list[Meeting]:
        """End the rep's holds that have run out, and tell which they were."""
        run_out = (table.c.rep_id == rep_id) & (table.c.status == "held") & (table.c.held_until <= now)
        return await self._change(run_out, status="expired", updated_at=now)

    async def end(
        self, meeting_id: str, status: MeetingStatus, *, now: datetime, by: CancelledBy | None = None
    ) -> Meeting | None:
        """The meeting, `cancelled` (its sequence counts up) or `expired`; None when it was not active."""
        active = (table.c.id == meeting_id) & table.c.status.in_(ACTIVE)
        told = {"sequence": table.c.sequence + 1} if status == "cancelled" else {}
        changed = await self._change(
            active, status=status, cancelled_by=by, remind_at=None, updated_at=now, **told
        )
        return changed[0] if changed else None

    async def mark(
        self, meeting_id: str, status: MeetingStatus, rating: Rating | None, *, now: datetime
    ) -> Meeting | None:
        """The meeting, `completed` or `no_show`; None unless it was booked and has begun by `now`."""
        begun = (table.c.id == meeting_id) & table.c.status.in_(BOOKED) & (table.c.start_at <= now)
        changed = await self._change(begun, status=status, rating=rating, remind_at=None, updated_at=now)
        return changed[0] if changed else None

    async def claim_reminder(self, *, now: datetime) -> Meeting | None:
        """One confirmed meeting whose reminder is due; nobody else gets it until this transaction ends."""
        query = (
            select(*self._columns)
            .where(table.c.remind_at <= now, table.c.status == "confirmed")
            .order_by(table.c.remind_at, table.c.id)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return Meeting(*row) if row else None

    async def set_reminder(self, meeting_id: str, at: datetime | None) -> None:
        """When its next reminder is due; None when there is none."""
        query = update(table).where(table.c.id == meeting_id).values(remind_at=at)
        await self._connection.execute(query)

    async def _change(self, condition: ColumnElement[bool], **values: Any) -> list[Meeting]:
        query = update(table).where(condition).values(values).returning(*self._columns)
        return [Meeting(*row) for row in (await self._connection.execute(query)).all()]

    async def _one(self, condition: ColumnElement[bool]) -> Meeting | None:
        row = (await self._connection.execute(select(*self._columns).where(condition))).one_or_none()
        return Meeting(*row) if row else None

    async def _all(self, *conditions: ColumnElement[bool], newest_first: bool = False) -> list[Meeting]:
        order = table.c.start_at.desc() if newest_first else table.c.start_at
        query = select(*self._columns).where(*conditions).order_by(order, table.c.id)
        return [Meeting(*row) for row in (await self._connection.execute(query)).all()]
