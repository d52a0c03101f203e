"""A row in every table for one person, by reflection, so that a new table is in it from its first day."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Boolean, Column, Date, Integer, String, Table, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.belongings import NAMED
from bot.store.tables import metadata
from bot.store.types import Instant

LONG_AGO = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)


async def fill(connection: AsyncConnection, mark: str) -> None:
    """One row for each table. Every text in it is `mark`, which has at most eight letters."""
    for table in metadata.sorted_tables:
        row = {column.name: _value(table, column, mark) for column in table.c}
        plain = {name: value for name, value in row.items() if value is not None}
        await connection.execute(insert(table).values(plain))


async def telling(connection: AsyncConnection, *words: str) -> dict[str, set[str]]:
    """The tables with a row that holds one of the words in any column, by name, with the words found."""
    found: dict[str, set[str]] = {}
    for name, table in metadata.tables.items():
        for row in (await connection.execute(select(table))).all():
            said = {word for word in words if any(word in str(value) for value in row)}
            if said:
                found[name] = found.get(name, set()) | said
    return found


def _value(table: Table, column: Column[Any], mark: str) -> Any:
    target = next((key.column.table.name for key in column.foreign_keys), NAMED.get(column.name))
    if target or (column.name == "id" and isinstance(column.type, String)):
        return f"{mark}-{target or table.name}"
    later = list(table.c).index(column)  # what must come after something stands after it
    if isinstance(column.type, Instant):
        return LONG_AGO + timedelta(minutes=later)
    if isinstance(column.type, Date):
        return date(2026, 1, 5) + timedelta(days=later)
    if isinstance(column.type, JSON):
        return {"landing_url": mark}
    if isinstance(column.type, Boolean):
        return False
    if isinstance(column.type, String):
        return mark[: column.type.length]
    assert isinstance(column.type, Integer), f"{column} has a type that is new here"
    return None if column.autoincrement is True else 0
