"""Inserts that give way to what is there already, in the words of each database."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Table, literal
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def insert_unless_there(connection: AsyncConnection, table: Table, values: Mapping[str, Any]) -> bool:
    """Insert the row; False, and nothing happens, when a unique or exclusion constraint speaks against it."""
    insert = postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert
    # Not the row count: with psycopg it is -1 for some inserts.
    unless_there = insert(table).values(values).on_conflict_do_nothing().returning(literal(1))
    return (await connection.execute(unless_there)).first() is not None
