"""Sequences, enrolments and suppressed addresses."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, ClassVar

from sqlalchemy import ColumnElement, Row, insert, or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.nurture.models import RUNNING, Enrolment, SequenceVersion, Step
from bot.playbook.document import from_document, to_document
from bot.playbook.shapes import Segment
from bot.store.inserts import insert_unless_there
from bot.store.tables import nurture as tables


class Sequences:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._known: dict[str, SequenceVersion] = {}

    async def newest(self) -> list[SequenceVersion]:
        """The version of each sequence that new enrolments take, by name."""
        table = tables.sequence_versions
        rows = await self._connection.execute(select(table).where(table.c.active).order_by(table.c.name))
        return [await self._whole(row) for row in rows.all()]

    async def get(self, version_id: str) -> SequenceVersion | None:
        """Kept for the length of the transaction: a version never changes."""
        version = self._known.get(version_id) or await self._one(tables.sequence_versions.c.id == version_id)
        if version:
            self._known[version_id] = version
        return version

    async def last_version(self, name: str) -> SequenceVersion | None:
        """The highest version of that name, in use or not."""
        return await self._one(tables.sequence_versions.c.name == name)

    async def add(self, version: SequenceVersion, *, now: datetime) -> None:
        values = {k: getattr(version, k) for k in ("id", "name", "version", "title", "digest")}
        values |= {
            "reasons": list(version.reasons),
            "imported_at": now,
            "active": False,
            "stages": list(version.stages),
        }
        values["segment"] = to_document(version.segment) if version.segment else None
        await self._connection.execute(insert(tables.sequence_versions).values(values))
        steps = [
            {
                "id": step.id, "version_id": version.id, "position": step.position, "template": step.template,
                "delay_seconds": int(step.delay.total_seconds()), "subject": step.subject, "body": step.body,
                "condition": dict(step.condition) if step.condition else None,
            }
            for step in version.steps
        ]  # fmt: skip
        if steps:
            await self._connection.execute(insert(tables.sequence_steps), steps)

    async def use_only(self, version_ids: Sequence[str]) -> None:
        """New enrolments take these versions and no others."""
        table = tables.sequence_versions
        await self._connection.execute(update(table).values(active=table.c.id.in_(version_ids)))

    async def _one(self, condition: ColumnElement[bool]) -> SequenceVersion | None:
        table = tables.sequence_versions
        query = select(table).where(condition).order_by(table.c.version.desc()).limit(1)
        row = (await self._connection.execute(query)).one_or_none()
        return await self._whole(row) if row else None

    async def _whole(self, row: Row[Any]) -> SequenceVersion:
        table = tables.sequence_steps
        query = select(table).where(table.c.version_id == row.id).order_by(table.c.position)
        steps = tuple(
            Step(
                s.id,
                s.position,
                timedelta(seconds=s.delay_seconds),
                s.template,
                s.subject,
                s.body,
                s.condition,
            )
            for s in (await self._connection.execute(query)).all()
        )
        return SequenceVersion(
            row.id, row.name, row.version, row.title, tuple(row.reasons), row.digest, steps,
            tuple(row.stages or ()), from_document(row.segment, Segment) if row.segment else None,
        )  # fmt: skip


class Enrolments:
    _table = tables.enrolments
    _columns: ClassVar = [tables.enrolments.c[f.name] for f in dataclasses.fields(Enrolment)]

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_unless_running(self, enrolment: Enrolment) -> bool:
        """False when the lead is in this sequence already (the partial unique index says so)."""
        return await insert_unless_there(self._connection, self._table, dataclasses.asdict(enrolment))

    async def get(self, enrolment_id: str) -> Enrolment | None:
        return next(iter(await self._all(self._table.c.id == enrolment_id)), None)

    async def lock(self, enrolment_id: str) -> Enrolment | None:
        """The enrolment, unchanged by anybody else until this transaction ends."""
        return next(iter(await self._all(self._table.c.id == enrolment_id, lock=True)), None)

    async def running(self, lead_id: str | None = None) -> list[Enrolment]:
        """Active and unconfirmed ones, by due time; of one lead, or of all."""
        condition = self._table.c.status.in_(RUNNING)
        return await self._all(condition & (self._table.c.lead_id == lead_id) if lead_id else condition)

    async def of_lead(self, lead_id: str) -> list[Enrolment]:
        """All of the lead, ended ones too, by due time."""
        return await self._all(self._table.c.lead_id == lead_id)

    async def save(self, enrolment: Enrolment) -> None:
        """Keep it and give its lease back."""
        values = dataclasses.asdict(enrolment) | {"leased_until": None}
        await self._connection.execute(
            update(self._table).where(self._table.c.id == enrolment.id).values(values)
        )

    async def claim_due(self, most: int = 1, *, now: datetime, until: datetime) -> list[str]:
        """The ids of `most` due enrolments or fewer, the longest due ones, leased until `until`."""
        table = self._table
        due = (
            select(table.c.id)
            .where(table.c.status.in_(RUNNING), table.c.due_at <= now)
            .where(or_(table.c.leased_until.is_(None), table.c.leased_until <= now))
            .order_by(table.c.due_at)
            .limit(most)
            .with_for_update(skip_locked=True)
        )
        # A CTE, since PostgreSQL may otherwise run the locking subquery more than once.
        picked = due.cte("picked")
        leased = await self._connection.execute(
            update(table)
            .where(table.c.id.in_(select(picked.c.id)))
            .values(leased_until=until)
            .returning(table.c.id)
        )
        return list(leased.scalars())

    async def _all(self, condition: ColumnElement[bool], *, lock: bool = False) -> list[Enrolment]:
        query = select(*self._columns).where(condition).order_by(self._table.c.due_at, self._table.c.id)
        rows = await self._connection.execute(query.with_for_update() if lock else query)
        return [Enrolment(*row) for row in rows.all()]


class Suppressions:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, address_hash: str, reason: str, *, now: datetime) -> None:
        """Never write to this address again; the first reason stays."""
        values = {"address_hash": address_hash, "reason": reason, "at": now}
        await insert_unless_there(self._connection, tables.suppressions, values)

    async def reason(self, address_hash: str) -> str | None:
        """Why nothing is sent to this address; None when it may be written to."""
        table = tables.suppressions
        query = select(table.c.reason).where(table.c.address_hash == address_hash)
        return (await self._connection.execute(query)).scalar_one_or_none()
