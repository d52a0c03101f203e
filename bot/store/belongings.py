"""Everything that is kept of a lead, found by what its rows refer to, so that no table can be forgotten."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Column, Table, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables import metadata
from bot.store.tables.leads import leads
from bot.store.tables.nurture import suppressions

Row = Mapping[str, Any]

NAMED = {"lead_id": "leads", "conversation_id": "conversations", "meeting_id": "meetings", "mail_id": "mails"}
"""What a column of this name refers to, also where no foreign key says so: a row may outlive the other."""
OURS = frozenset({"token_hash", "leased_by", "leased_until"})
"""Columns that say nothing of a person: hashes of keys, and who works on a row right now."""


def belongings() -> dict[str, tuple[Column[Any], ...]]:
    """The tables with rows of a lead, each with the columns that lead there, from `leads` on."""
    found: dict[str, tuple[Column[Any], ...]] = {leads.name: ()}
    while True:
        more = {
            name: columns
            for name, table in metadata.tables.items()
            if name not in found and (columns := _leading(table, found))
        }
        if not more:
            return {name: found[name] and _leading(metadata.tables[name], found) for name in found}
        found.update(more)


def _leading(table: Table, known: Mapping[str, Any]) -> tuple[Column[Any], ...]:
    return tuple(column for column in table.c if _target(column) in known)


def _target(column: Column[Any]) -> str | None:
    """The table whose row the column names; None when it names none."""
    return next((key.column.table.name for key in column.foreign_keys), NAMED.get(column.name))


class Belongings:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of_lead(self, lead_id: str) -> dict[str, list[Row]]:
        """By table, every row of the lead by the names of its columns; `{}` when there is no such lead."""
        found = {leads.name: await self._rows(leads, leads.c.id == lead_id)}
        if not found[leads.name]:
            return {}
        before: dict[str, int] = {}
        while (now := {name: len(rows) for name, rows in found.items()}) != before:
            before = now
            for name, columns in belongings().items():
                if columns:
                    found[name] = await self._referring(metadata.tables[name], columns, found)
        return {name: rows for name, rows in found.items() if rows}

    async def suppression(self, address_hash: str) -> list[Row]:
        """Whether, since when and why nothing is sent to the address with this hash: one row or none."""
        return await self._rows(suppressions, suppressions.c.address_hash == address_hash)

    async def _referring(
        self, table: Table, columns: tuple[Column[Any], ...], found: Mapping[str, list[Row]]
    ) -> list[Row]:
        leading = [
            column.in_([row["id"] for row in found[target]])
            for column in columns
            if found.get(target := str(_target(column)))
        ]
        return await self._rows(table, or_(*leading)) if leading else []

    async def _rows(self, table: Table, condition: Any) -> list[Row]:
        shown = [column for column in table.c if column.name not in OURS]
        order = [column for column in table.c if column.name in ("created_at", "at", "id", "position")]
        rows = await self._connection.execute(select(*shown).where(condition).order_by(*order))
        return [dict(row) for row in rows.mappings()]
