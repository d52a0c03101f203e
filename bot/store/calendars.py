"""The reps' own calendars: where they are, what was last read of their busy times, what they are to hear."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Table, delete, func, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.book.calendar_models import STALE_AFTER, DueWrite, FeedOwner, OwnCalendar
from bot.book.rules import Busy
from bot.store.inserts import insert_unless_there
from bot.store.tables.book import meetings, reps
from bot.store.tables.calendars import calendar_busy, calendar_writes, calendars

_NAMES = {"address": "url"}
_COLUMNS = tuple(calendars.c[_NAMES.get(f.name, f.name)] for f in dataclasses.fields(OwnCalendar))


def _values(calendar: OwnCalendar) -> dict[str, Any]:
    return {_NAMES.get(name, name): value for name, value in dataclasses.asdict(calendar).items()}


class Calendars:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def busy(self, rep_id: str, start: datetime, end: datetime) -> list[Busy]:
        """What the rep's own calendars take of their time, as they were last read; what overlaps the span."""
        query = (
            select(calendar_busy.c.start_at, calendar_busy.c.end_at)
            .join(calendars, calendars.c.id == calendar_busy.c.calendar_id)
            .where(
                calendars.c.rep_id == rep_id, calendar_busy.c.start_at < end, calendar_busy.c.end_at > start
            )
            .order_by(calendar_busy.c.start_at)
        )
        return [(row.start_at, row.end_at) for row in (await self._connection.execute(query)).all()]

    async def stale(self, rep_id: str, *, now: datetime) -> bool:
        """Whether a calendar of the rep was last read too long ago to be trusted."""
        old = or_(calendars.c.read_at.is_(None), calendars.c.read_at < now - STALE_AFTER)
        query = select(func.count()).select_from(calendars).where(calendars.c.rep_id == rep_id, old)
        return (await self._connection.execute(query)).scalar_one() > 0

    async def add(self, calendar: OwnCalendar) -> None:
        await self._connection.execute(insert(calendars).values(_values(calendar)))

    async def get(self, calendar_id: str) -> OwnCalendar | None:
        return next(iter(await self._all(calendars.c.id == calendar_id)), None)

    async def lock(self, calendar_id: str) -> OwnCalendar | None:
        """The calendar, unchanged by anybody else until this transaction ends."""
        return next(iter(await self._all(calendars.c.id == calendar_id, lock=True)), None)

    async def of_rep(self, rep_id: str) -> list[OwnCalendar]:
        """In the order in which they were added."""
        return await self._all(calendars.c.rep_id == rep_id)

    async def save(self, calendar: OwnCalendar) -> None:
        """Keep it and give its lease back."""
        values = _values(calendar) | {"leased_until": None}
        await self._connection.execute(update(calendars).where(calendars.c.id == calendar.id).values(values))

    async def remove(self, rep_id: str, calendar_id: str) -> bool:
        """Forget it and all that was read of it; False when the rep has no such calendar."""
        gone = delete(calendars).where(calendars.c.id == calendar_id, calendars.c.rep_id == rep_id)
        return (await self._connection.execute(gone)).rowcount == 1

    async def replace_busy(self, calendar_id: str, busy: Sequence[Busy]) -> None:
        """Let these be its busy times. For who has locked it."""
        await self._connection.execute(
            delete(calendar_busy).where(calendar_busy.c.calendar_id == calendar_id)
        )
        if busy:
            rows = [{"calendar_id": calendar_id, "start_at": start, "end_at": end} for start, end in busy]
            await self._connection.execute(insert(calendar_busy), rows)

    async def claim_due(self, *, now: datetime, until: datetime) -> str | None:
        """The id of one calendar that is due to be read, of a rep on the team, leased until `until`."""
        on_team = calendars.c.rep_id.in_(select(reps.c.id).where(reps.c.active))
        row = await self._claim(calendars, on_team, (calendars.c.id,), now=now, until=until)
        return str(row.id) if row else None

    async def read_anew(self, *, now: datetime) -> None:
        """Let every calendar be read soon and whole: zones or horizons of reps may have changed."""
        values = {"due_at": now, "etag": None, "last_modified": None}
        await self._connection.execute(update(calendars).values(values))

    async def clashing(self, rep_id: str, *, now: datetime) -> list[str]:
        """Ids of the rep's meetings to come that their own calendars have something else at, and of which
        they were not told yet."""
        something = (
            select(calendar_busy.c.id)
            .join(calendars, calendars.c.id == calendar_busy.c.calendar_id)
            .where(
                calendars.c.rep_id == meetings.c.rep_id,
                calendar_busy.c.start_at < meetings.c.end_at,
                calendar_busy.c.end_at > meetings.c.start_at,
            )
        )
        query = (
            select(meetings.c.id)
            .where(
                meetings.c.rep_id == rep_id,
                meetings.c.status == "confirmed",
                meetings.c.start_at > now,
                meetings.c.clash_told_at.is_(None),
                something.exists(),
            )
            .order_by(meetings.c.start_at)
        )
        return list((await self._connection.execute(query)).scalars())

    async def clash_told(self, meeting_id: str, *, now: datetime) -> bool:
        """Note that the rep is told; False when somebody else just did."""
        told = (
            update(meetings)
            .where(meetings.c.id == meeting_id, meetings.c.clash_told_at.is_(None))
            .values(clash_told_at=now)
        )
        return (await self._connection.execute(told)).rowcount == 1

    async def want_write(self, meeting_id: str, calendar_id: str, *, now: datetime) -> None:
        """The calendar is to hear of the meeting as it is now."""
        table = calendar_writes
        values = {"meeting_id": meeting_id, "calendar_id": calendar_id, "due_at": now}
        if not await insert_unless_there(self._connection, table, values):
            # A lease stays: who is writing right now sees, when done, that there is more to write.
            again = (
                update(table)
                .where(table.c.meeting_id == meeting_id, table.c.calendar_id == calendar_id)
                .values(due_at=now, failures=0, problem=None)
            )
            await self._connection.execute(again)

    async def written_to(self, meeting_id: str) -> list[str]:
        """Ids of the calendars that have the meeting, or had it, or are to have it."""
        table = calendar_writes
        query = select(table.c.calendar_id).where(table.c.meeting_id == meeting_id)
        return list((await self._connection.execute(query)).scalars())

    async def claim_write(self, *, now: datetime, until: datetime) -> DueWrite | None:
        """One meeting that a calendar is to hear of, leased until `until`."""
        columns = tuple(calendar_writes.c[f.name] for f in dataclasses.fields(DueWrite))
        row = await self._claim(calendar_writes, None, columns, now=now, until=until)
        return DueWrite(*row) if row else None

    async def settle_write(
        self, write: DueWrite, *, due_at: datetime | None, sequence: int | None, problem: str | None = None
    ) -> None:
        """What came of it: `due_at` None: nothing more is to be done for now."""
        values = {
            "due_at": due_at, "sequence": sequence, "problem": problem, "leased_until": None,
            "failures": write.failures + 1 if problem else 0,
        }  # fmt: skip
        await self._connection.execute(
            update(calendar_writes)
            .where(
                calendar_writes.c.meeting_id == write.meeting_id,
                calendar_writes.c.calendar_id == write.calendar_id,
            )
            .values(values)
        )

    async def write_problem(self, calendar_id: str) -> str | None:
        """Why a meeting is not in the calendar that should be; of the one that failed most often."""
        table = calendar_writes
        query = (
            select(table.c.problem)
            .where(table.c.calendar_id == calendar_id, table.c.problem.is_not(None))
            .order_by(table.c.failures.desc())
            .limit(1)
        )
        found: str | None = (await self._connection.execute(query)).scalar_one_or_none()
        return found

    async def feed_owner(self, rep_id: str) -> FeedOwner | None:
        """Whose private feed it is, also of a rep who left."""
        query = select(reps.c.id, reps.c.feed_version, reps.c.active).where(reps.c.id == rep_id)
        row = (await self._connection.execute(query)).one_or_none()
        return FeedOwner(row.id, row.feed_version, row.active) if row else None

    async def end_feed_links(self, rep_id: str) -> bool:
        """End every link of the rep's private feed that was given out; False without such a rep."""
        later = update(reps).where(reps.c.id == rep_id).values(feed_version=reps.c.feed_version + 1)
        return (await self._connection.execute(later)).rowcount == 1

    async def _claim(
        self,
        table: Table,
        condition: ColumnElement[bool] | None,
        columns: Sequence[ColumnElement[Any]],
        *,
        now: datetime,
        until: datetime,
    ) -> Any:
        """One due row of the table, leased; nobody else gets it before `until`."""
        keys = tuple(table.primary_key) or (table.c.meeting_id, table.c.calendar_id)
        due = select(*keys).where(table.c.due_at <= now)
        due = due.where(or_(table.c.leased_until.is_(None), table.c.leased_until <= now))
        if condition is not None:
            due = due.where(condition)
        due = due.order_by(table.c.due_at).limit(1).with_for_update(skip_locked=True, of=table)
        found = (await self._connection.execute(due)).one_or_none()
        if found is None:
            return None
        row = tuple(key == value for key, value in zip(keys, found, strict=True))
        lease = update(table).where(*row).values(leased_until=until).returning(*columns)
        return (await self._connection.execute(lease)).one_or_none()

    async def _all(self, condition: ColumnElement[bool], *, lock: bool = False) -> list[OwnCalendar]:
        query = select(*_COLUMNS).where(condition).order_by(calendars.c.added_at, calendars.c.id)
        rows = await self._connection.execute(query.with_for_update() if lock else query)
        return [OwnCalendar(*row) for row in rows.all()]
