"""A database that is away, or of another version, is said to be so, with the remedy."""

from __future__ import annotations

import traceback
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from bot.errors import DatabaseOutdated, DatabaseUnavailable
from bot.leads.models import Lead
from bot.store.database import Store, open_engine
from tests.postgres import PrivatePostgres, free_port


async def test_a_file_without_tables_says_to_upgrade(tmp_path: Path) -> None:
    store = Store(open_engine(f"sqlite:///{tmp_path / 'empty.db'}"))
    with pytest.raises(DatabaseOutdated, match="bantam db upgrade"):
        async with store.read() as uow:
            await uow.leads.get("lead_1")
    await store.close()


async def test_a_server_without_tables_says_to_upgrade(postgres: PrivatePostgres) -> None:
    store = Store(open_engine(postgres.create()))
    with pytest.raises(DatabaseOutdated, match="bantam db upgrade"):
        async with store.read() as uow:
            await uow.leads.get("lead_1")
    await store.close()


async def test_a_server_that_is_away_is_said_to_be_away() -> None:
    store = Store(open_engine(f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"))
    with pytest.raises(DatabaseUnavailable, match="DATABASE_URL"):
        await store.ping()
    await store.close()


async def test_an_error_of_the_database_tells_no_values_since_it_is_logged(store: Store) -> None:
    said = "we have " + "50k"  # in two parts: a traceback shows the lines of this file
    with pytest.raises(SQLAlchemyError) as refused:
        async with store.write() as uow:
            await uow.connection.execute(text("INSERT INTO leads (id) VALUES (:id)"), {"id": said})
    assert said not in "".join(traceback.format_exception(refused.value))


async def test_what_is_raised_in_a_transaction_undoes_it(store: Store) -> None:
    now = datetime(2026, 3, 2, tzinfo=UTC)
    with pytest.raises(RuntimeError):
        async with store.write() as uow:
            await uow.leads.add(Lead("lead_1", now, now))
            raise RuntimeError
    async with store.read() as uow:
        assert await uow.leads.get("lead_1") is None
