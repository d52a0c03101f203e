"""The team, as the playbook's team.yml was last imported, and how many meetings each day of theirs holds."""

from __future__ import annotations

import builtins
import dataclasses
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import msgspec
from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.book.time_off import Absence
from bot.playbook.shapes import Rep, TeamPlaybook, TimeOff
from bot.store.inserts import insert_unless_there
from bot.store.tables.book import meetings, rep_days, reps, time_off


class Reps:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def replace(self, team: TeamPlaybook) -> None:
        """Let the team be these reps. Who left keeps their leads and meetings, and gets no new ones."""
        existing = {row.id: row for row in (await self._connection.execute(select(reps))).all()}
        if existing:
            # Addresses may have been exchanged between reps; each is unique.
            parked = update(reps).values(email=reps.c.id + "@replaced.invalid", active=False)
            await self._connection.execute(parked)
        for rep in team.reps:
            values = _values(rep)
            if rep.id in existing:
                await self._connection.execute(update(reps).where(reps.c.id == rep.id).values(values))
            else:
                await self._connection.execute(insert(reps).values(values))
        await self._restore_addresses(team, existing)

    async def _restore_addresses(self, team: TeamPlaybook, existing: Mapping[str, Row[Any]]) -> None:
        """Who left keeps their address, unless somebody else has it now."""
        taken = {rep.email for rep in team.reps}
        for rep_id in existing.keys() - {rep.id for rep in team.reps}:
            if existing[rep_id].email not in taken:
                change = update(reps).where(reps.c.id == rep_id).values(email=existing[rep_id].email)
                await self._connection.execute(change)

    async def get(self, rep_id: str) -> Rep | None:
        """The rep, also one who has left the team."""
        return await self._one(select(reps).where(reps.c.id == rep_id))

    async def by_email(self, email: str) -> Rep | None:
        return await self._one(select(reps).where(reps.c.email == email, reps.c.active))

    async def list(self) -> tuple[Rep, ...]:
        """Everybody on the team, by name."""
        query = select(reps).where(reps.c.active).order_by(reps.c.name)
        return tuple(await self._reps((await self._connection.execute(query)).all()))

    async def lock(self, *rep_ids: str) -> Mapping[str, Rep]:
        """The reps, with nobody else booking them until this transaction ends; only those on the team.

        Without it, writers that insert overlapping meetings wait for each other in the exclusion constraint
        and PostgreSQL ends most of them as deadlocks. SQLite writes one transaction at a time anyway.
        """
        query = select(reps).where(reps.c.id.in_(rep_ids)).order_by(reps.c.id).with_for_update(key_share=True)
        rows = (await self._connection.execute(query)).all()
        return {rep.id: rep for rep in await self._reps([row for row in rows if row.active])}

    async def meetings_held(self) -> Mapping[str, int]:
        """Meetings - no-shows - cancellations of each rep who has any: those that stand or took place."""
        query = (
            select(meetings.c.rep_id, func.count().label("held"))
            .where(meetings.c.status.in_(("confirmed", "completed")))
            .group_by(meetings.c.rep_id)
        )
        return {row.rep_id: row.held for row in (await self._connection.execute(query)).all()}

    async def meetings_ahead(self, *, now: datetime) -> Mapping[str, int]:
        """How many meetings to come each rep has who has any."""
        query = (
            select(meetings.c.rep_id, func.count().label("ahead"))
            .where(meetings.c.status == "confirmed", meetings.c.start_at > now)
            .group_by(meetings.c.rep_id)
        )
        return {row.rep_id: row.ahead for row in (await self._connection.execute(query)).all()}

    async def booked_days(self, rep_id: str, first: date, last: date) -> Mapping[date, int]:
        """Meetings per date in the rep's zone, both ends included."""
        query = select(rep_days.c.day, rep_days.c.booked).where(
            rep_days.c.rep_id == rep_id, rep_days.c.day.between(first, last)
        )
        return {row.day: row.booked for row in (await self._connection.execute(query)).all()}

    async def take_day(self, rep_id: str, day: date, *, cap: int) -> bool:
        """Count one more meeting on the date; False, and nothing is counted, when it holds `cap` already."""
        start = {"rep_id": rep_id, "day": day, "booked": 0}
        await insert_unless_there(self._connection, rep_days, start)
        return await self._count(rep_id, day, 1, rep_days.c.booked < cap)

    async def free_day(self, rep_id: str, day: date) -> None:
        """Count one meeting less on the date."""
        await self._count(rep_id, day, -1, rep_days.c.booked > 0)

    async def add_time_off(self, rep_id: str, off: Absence) -> None:
        await self._connection.execute(insert(time_off).values(rep_id=rep_id, **dataclasses.asdict(off)))

    async def remove_time_off(self, rep_id: str, time_off_id: str) -> bool:
        """False when the rep has none of that id."""
        query = delete(time_off).where(time_off.c.rep_id == rep_id, time_off.c.id == time_off_id)
        return (await self._connection.execute(query)).rowcount == 1

    async def time_off(self, rep_id: str) -> builtins.list[Absence]:
        """What was entered in the console, earliest first; the rest is in the rep's part of team.yml."""
        columns = [time_off.c[field.name] for field in dataclasses.fields(Absence)]
        query = select(*columns).where(time_off.c.rep_id == rep_id).order_by(time_off.c.first, time_off.c.id)
        return [Absence(*row) for row in (await self._connection.execute(query)).all()]

    async def _one(self, query: Select[Any]) -> Rep | None:
        found = await self._reps((await self._connection.execute(query)).all())
        return found[0] if found else None

    async def _reps(self, rows: Sequence[Row[Any]]) -> builtins.list[Rep]:
        """The reps with the time off that was entered in the console beside that of team.yml."""
        query = select(time_off).where(time_off.c.rep_id.in_([row.id for row in rows]))
        entered = (await self._connection.execute(query)).all() if rows else ()
        return [_rep(row, [off for off in entered if off.rep_id == row.id]) for row in rows]

    async def _count(self, rep_id: str, day: date, by: int, condition: Any) -> bool:
        counted = await self._connection.execute(
            update(rep_days)
            .where(rep_days.c.rep_id == rep_id, rep_days.c.day == day, condition)
            .values(booked=rep_days.c.booked + by)
        )
        return counted.rowcount == 1


def _values(rep: Rep) -> dict[str, Any]:
    return {
        "id": rep.id,
        "name": rep.name,
        "email": rep.email,
        "timezone": rep.timezone,
        "settings": msgspec.to_builtins(rep),
        "active": True,
    }


def _rep(row: Row[Any], entered: Sequence[Row[Any]]) -> Rep:
    rep = msgspec.convert(row.settings, Rep)
    more = tuple(TimeOff(off.first, off.last, off.because) for off in entered)
    return dataclasses.replace(rep, time_off=(*rep.time_off, *more))
