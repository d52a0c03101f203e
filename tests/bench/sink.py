"""A mail server that takes everything, in a process of its own: it only counts what it took."""

from __future__ import annotations

import asyncio
import multiprocessing
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from ctypes import c_ulonglong
from typing import Any

END = b"\r\n.\r\n"
ANSWERS = {b"DATA": b"354 go on\r\n", b"QUIT": b"221 bye\r\n"}


class _Connection(asyncio.Protocol):
    """SMTP as RFC 5321 wants it, command by command; PIPELINING is not offered."""

    def __init__(self, taken: Any) -> None:
        self._taken = taken
        self._buffer = bytearray()
        self._in_mail = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: Any = transport
        transport.write(b"220 sink.example ESMTP\r\n")  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        looked_at = max(0, len(self._buffer) - len(END))
        self._buffer += data
        while self._mail_ends(looked_at) if self._in_mail else self._command():
            looked_at = 0

    def _mail_ends(self, looked_at: int) -> bool:
        found = self._buffer.find(END, looked_at)
        if found < 0:
            return False
        del self._buffer[: found + len(END)]
        self._in_mail = False
        self._taken.value += 1
        self._transport.write(b"250 2.0.0 taken\r\n")
        return True

    def _command(self) -> bool:
        line, ended, _ = self._buffer.partition(b"\r\n")
        if not ended:
            return False
        del self._buffer[: len(line) + 2]
        command = bytes(line[:4]).upper()
        self._in_mail = command == b"DATA"
        self._transport.write(ANSWERS.get(command, b"250 fine\r\n"))
        if command == b"QUIT":
            self._transport.close()
        return True


def _serve(listening: socket.socket, taken: Any) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    asyncio.run(_take(listening, taken))


async def _take(listening: socket.socket, taken: Any) -> None:
    server = await asyncio.get_running_loop().create_server(lambda: _Connection(taken), sock=listening)
    await server.serve_forever()


@contextmanager
def sink() -> Iterator[tuple[str, Any]]:
    """Its SMTP_URL, and a counter whose `value` is how many mails it took."""
    listening = socket.create_server(("127.0.0.1", 0))
    taken = multiprocessing.Value(c_ulonglong, lock=False)
    process = multiprocessing.get_context("fork").Process(target=_serve, args=(listening, taken), daemon=True)
    process.start()
    try:
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}", taken
    finally:
        process.terminate()
        process.join(10)
        listening.close()
