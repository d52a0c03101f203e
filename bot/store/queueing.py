"""Who writes next to a SQLite file: in the order in which they came, over all processes of the machine.

SQLite lets one writer in at a time, and the others look again every so often until they happen to find the
door open: with many processes some never do. Here they stand in a queue, the kernel's, of a lock on a file of
its own beside the database. SQLite's own lock still decides; this one only keeps the order.
"""

from __future__ import annotations

import asyncio
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from bot.errors import DatabaseUnavailable

PATIENCE = 8.0  # seconds; as long as SQLite itself is told to wait (busy_timeout)


class WriterQueue:
    """`async with queue.turn():` around each writing transaction. Opens `path` at the first one."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._of_this_process = asyncio.Lock()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Raises DatabaseUnavailable when somebody has been writing for too long."""
        async with self._of_this_process:
            descriptor = await self._first_in_line()
            try:
                yield
            finally:
                os.close(descriptor)  # which ends the lock, as the end of the process would

    async def _first_in_line(self) -> int:
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return descriptor
        except BlockingIOError:
            pass
        waiting = asyncio.get_running_loop().run_in_executor(None, fcntl.flock, descriptor, fcntl.LOCK_EX)
        try:
            async with asyncio.timeout(PATIENCE):
                await asyncio.shield(waiting)
        except BaseException as error:
            # The thread still waits, and must not keep the lock when it gets it.
            waiting.add_done_callback(lambda _: os.close(descriptor))
            if isinstance(error, TimeoutError):
                raise DatabaseUnavailable from error
            raise
        return descriptor
