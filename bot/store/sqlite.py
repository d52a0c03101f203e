"""SQLite in the event loop: its calls take microseconds, a hop to a thread and back half a millisecond.

SQLAlchemy's asyncio layer wants a driver that awaits something in each statement; here that is nothing.
Python's own sqlite3 blocks for long only while another connection writes, so `Store` lets writers queue up
first (`queueing.py`); only programs that do not, such as a shell, are waited for here (busy_timeout).
"""

from __future__ import annotations

import sqlite3
from typing import Any

from sqlalchemy import URL, AsyncAdaptedQueuePool
from sqlalchemy.dialects import registry
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import await_only

NAME = "sqlite+inloop"


class InLoopCursor(sqlite3.Cursor):
    def execute(self, *statement: Any) -> InLoopCursor:
        await_only(_nothing())
        super().execute(*statement)
        return self

    def executemany(self, *statement: Any) -> InLoopCursor:
        await_only(_nothing())
        super().executemany(*statement)
        return self

    async def _async_soft_close(self) -> None:
        """SQLAlchemy's asyncio layer asks for it before rows are read: there is nothing to let go of yet."""


class InLoopConnection(sqlite3.Connection):
    def cursor(self, factory: Any = InLoopCursor) -> Any:
        return super().cursor(factory)


class InLoopSQLite(SQLiteDialect_pysqlite):
    """Python's sqlite3, called in the event loop."""

    driver = "inloop"
    is_async = True
    supports_statement_cache = True

    @classmethod
    def get_pool_class(cls, url: URL) -> type[Any]:
        return AsyncAdaptedQueuePool

    def create_connect_args(self, url: URL) -> Any:
        positional, named = super().create_connect_args(url)
        return positional, {**named, "factory": InLoopConnection, "check_same_thread": False}


async def _nothing() -> None:
    pass


registry.register("sqlite.inloop", __name__, "InLoopSQLite")
