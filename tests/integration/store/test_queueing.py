"""Writers of a SQLite file take turns, and nobody who gave up keeps the others waiting."""

from __future__ import annotations

import asyncio
import fcntl
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bot.errors import DatabaseUnavailable
from bot.store import queueing
from bot.store.queueing import WriterQueue

HOLDER = """
import fcntl, os, sys
door = os.open(sys.argv[1], os.O_RDWR | os.O_CREAT)
fcntl.flock(door, fcntl.LOCK_EX)
print("in", flush=True)
sys.stdin.read()
"""


def somebody_writing(path: Path) -> subprocess.Popen[str]:
    """Another process that is writing until its standard input is closed."""
    command = [sys.executable, "-c", HOLDER, str(path)]
    holder = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    assert holder.stdout.readline() == "in\n"
    return holder


async def taken(queue: WriterQueue) -> float:
    began = time.monotonic()
    async with queue.turn():
        return time.monotonic() - began


async def test_a_writer_waits_for_the_one_of_another_process(tmp_path: Path) -> None:
    path = tmp_path / "queue"
    other = somebody_writing(path)
    waiting = asyncio.create_task(taken(WriterQueue(path)))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    other.communicate()
    assert await asyncio.wait_for(waiting, 5) >= 0.2


async def test_a_writer_who_was_cancelled_does_not_keep_the_lock(tmp_path: Path) -> None:
    path = tmp_path / "queue"
    other = somebody_writing(path)
    queue = WriterQueue(path)
    waiting = asyncio.create_task(taken(queue))
    await asyncio.sleep(0.1)
    waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    other.communicate()
    await asyncio.wait_for(taken(queue), 5)
    async with queue.turn():
        with path.open() as door, pytest.raises(BlockingIOError):
            fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
    with path.open() as door:
        fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)


async def test_a_writer_who_waited_too_long_hears_that_the_database_does_not_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queueing, "PATIENCE", 0.1)
    path = tmp_path / "queue"
    other = somebody_writing(path)
    with pytest.raises(DatabaseUnavailable):
        await taken(WriterQueue(path))
    other.communicate()
    await asyncio.wait_for(taken(WriterQueue(path)), 5)


async def test_writers_of_one_process_take_turns_too(tmp_path: Path) -> None:
    queue, inside, most = WriterQueue(tmp_path / "queue"), 0, 0

    async def write() -> None:
        nonlocal inside, most
        async with queue.turn():
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            inside -= 1

    await asyncio.gather(*(write() for _ in range(20)))
    assert most == 1
