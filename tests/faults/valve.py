"""A TCP door in front of a server: open, shut (connections are refused), or stalled (bytes wait)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager, suppress
from typing import Any

from tests.postgres import free_port


class Valve:
    """Listens on `port` and passes everything to `target` on loopback; runs in a thread of its own."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = free_port()
        self._loop = asyncio.new_event_loop()
        self._flowing = asyncio.Event()
        self._server: asyncio.Server | None = None
        self._writers: set[asyncio.StreamWriter] = set()
        threading.Thread(target=self._loop.run_forever, daemon=True).start()
        self._flowing.set()
        self.open()

    def open(self) -> None:
        self._do(self._open())

    def shut(self) -> None:
        """Cut every connection, as a crash does, and refuse new ones."""
        self._do(self._shut())

    def stall(self) -> None:
        """Take connections and bytes, and pass nothing on until `open`."""
        self._loop.call_soon_threadsafe(self._flowing.clear)

    def close(self) -> None:
        self.shut()
        self._loop.call_soon_threadsafe(self._loop.stop)

    def _do(self, work: Coroutine[Any, Any, None]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)

    async def _open(self) -> None:
        self._flowing.set()
        if self._server is None:
            self._server = await asyncio.start_server(self._pass, "127.0.0.1", self.port)

    async def _shut(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        for writer in list(self._writers):
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            behind_reader, behind = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        ours = {writer, behind}
        self._writers |= ours
        await asyncio.gather(self._pump(reader, behind), self._pump(behind_reader, writer))
        self._writers -= ours

    async def _pump(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(OSError):
            while data := await reader.read(65536):
                await self._flowing.wait()
                writer.write(data)
                await writer.drain()
        writer.close()


@contextmanager
def valve(target: int) -> Iterator[Valve]:
    door = Valve(target)
    try:
        yield door
    finally:
        door.close()
