"""Connections: SQLite in WAL mode, or PostgreSQL; a transaction is either for reading or for writing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, nullcontext
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, event, text
from sqlalchemy.engine import ExceptionContext, make_url
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from bot.errors import DatabaseOutdated, DatabaseUnavailable
from bot.store import sqlite
from bot.store.queueing import WriterQueue
from bot.store.work import Handler, SqlUnitOfWork

DRIVERS = {"sqlite": sqlite.NAME, "postgresql": "postgresql+psycopg"}
MISSING = ("no such table", "no such column", "does not exist")
"""How SQLite and PostgreSQL say that a table or a column is not there."""
PRAGMAS = ("journal_mode=wal", "synchronous=full", "foreign_keys=on", "busy_timeout=8000")


def open_engine(database_url: str) -> AsyncEngine:
    """An engine for `sqlite:///PATH` or `postgresql://...`; connects at the first use."""
    url = make_url(database_url)
    in_a_file = url.get_backend_name() == "sqlite"
    engine = create_async_engine(
        url.set(drivername=DRIVERS[url.get_backend_name()]),
        pool_size=10,
        max_overflow=20,
        pool_pre_ping=not in_a_file,  # a server may have closed a connection meanwhile
        hide_parameters=True,  # an error's text goes into the log, and a row's values are a visitor's
    )
    event.listen(engine.sync_engine, "handle_error", _without_values)
    if in_a_file:
        event.listen(engine.sync_engine, "connect", _prepare_sqlite)
        event.listen(engine.sync_engine, "begin", _begin_sqlite)
    return engine


def _without_values(context: ExceptionContext) -> None:
    """PostgreSQL repeats the row that it refused in an error's DETAIL, and errors go into the log."""
    detail = getattr(getattr(context.original_exception, "diag", None), "message_detail", None)
    for error in (context.original_exception, context.sqlalchemy_exception):
        if detail and error is not None:
            error.args = tuple(str(part).replace(detail, "(not shown)") for part in error.args)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver must not begin by itself: `_begin_sqlite` does
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}").close()


def _begin_sqlite(connection: Connection) -> None:
    # A deferred transaction that starts to write fails at once when another one wrote meanwhile, so who
    # will write says so at the start and waits for its turn (busy_timeout).
    reading = connection.get_execution_options().get("bantam_reading")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


class Store:
    """The database, as units of work. `written` is set after each commit of a write in this process."""

    def __init__(self, engine: AsyncEngine, handlers: Mapping[type, Sequence[Handler]] | None = None) -> None:
        self.engine = engine
        self.handlers = handlers or {}
        one_writer = engine.dialect.name == "sqlite" and engine.url.database
        self._queue = WriterQueue(Path(f"{engine.url.database}-queue")) if one_writer else None
        self.written = asyncio.Event()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[SqlUnitOfWork]:
        """One transaction: committed at a clean exit, rolled back when anything is raised.

        Raises DatabaseUnavailable when the database does not answer.
        """
        async with self._queue.turn() if self._queue else nullcontext(), self._work(reading=False) as work:
            yield work
        self.written.set()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[SqlUnitOfWork]:
        """One transaction for reading; nothing may be written in it."""
        async with self._work(reading=True) as work:
            yield work

    @asynccontextmanager
    async def _work(self, *, reading: bool) -> AsyncIterator[SqlUnitOfWork]:
        try:
            async with self.engine.connect() as plain:
                connection = await plain.execution_options(bantam_reading=reading)
                async with connection.begin():
                    yield SqlUnitOfWork(connection, self.handlers)
        except DBAPIError as error:
            if any(words in str(error.orig) for words in MISSING):
                raise DatabaseOutdated() from error
            if error.connection_invalidated or type(error).__name__ == "OperationalError":
                raise DatabaseUnavailable() from error
            raise

    async def ping(self) -> None:
        """Raises DatabaseUnavailable when the database does not answer."""
        async with self._work(reading=True) as work:
            await work.connection.execute(text("SELECT 1"))

    async def close(self) -> None:
        await self.engine.dispose()
