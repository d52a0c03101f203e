"""A way to a server that can be cut: what goes through it is as away as after a crash or a lost network."""

from __future__ import annotations

import asyncio
from typing import Self


class Relay:
    """Listens on `port` and passes everything on; after `cut` nobody gets through until `mend`."""

    def __init__(self, host: str, port: int) -> None:
        self._there = (host, port)
        self._open: set[asyncio.StreamWriter] = set()
        self._away = False
        self.refused = 0

    async def __aenter__(self) -> Self:
        self._server = await asyncio.start_server(self._take, "127.0.0.1", 0)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self.cut()
        self._server.close()

    def cut(self) -> None:
        self._away = True
        for writer in self._open:
            writer.close()

    def mend(self) -> None:
        self._away = False

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if self._away:
            self.refused += 1
            writer.close()
            return
        there_reader, there_writer = await asyncio.open_connection(*self._there)
        self._open |= {writer, there_writer}
        await asyncio.gather(self._pass(reader, there_writer), self._pass(there_reader, writer))
        self._open -= {writer, there_writer}

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while data := await reader.read(65536):
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        finally:
            writer.close()
