"""How long a request may take to arrive, and how large it may get: what uvicorn itself does not limit.

Without an end, some hundred connections that send a sign now and then hold every place that the process
has, and one that sends a header without end takes its memory and its time, before anything of ours is asked.
"""

from __future__ import annotations

from asyncio import BaseTransport, TimerHandle
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

ARRIVES_WITHIN = 30.0
"""Seconds from a connection, or a further request's first sign on it, to the request's last sign."""
LARGEST_HEAD = 64 * 1024
"""Bytes. Browsers send 2 kB."""
LARGEST_REQUEST = 1024 * 1024
"""Bytes of head, body and whatever stands between its chunks. Bodies of more than 16 kB are refused in
`bot.web.guard` with a word; this is the end of who goes on sending nevertheless."""


class PatientProtocol(HttpToolsProtocol):
    """HTTP as uvicorn speaks it, with an end to its patience."""

    def __init__(self, *args: Any, **named: Any) -> None:
        super().__init__(*args, **named)
        self._late: TimerHandle | None = None
        self._received = 0
        self._in_head = True

    def connection_made(self, transport: BaseTransport) -> None:
        super().connection_made(transport)  # type: ignore[arg-type]  # uvicorn takes the narrower Transport
        self._begin()

    def data_received(self, data: bytes) -> None:
        if self._late is None:
            self._begin()
        self._received += len(data)
        super().data_received(data)
        if self._received > (LARGEST_HEAD if self._in_head else LARGEST_REQUEST):
            self._end()

    def on_headers_complete(self) -> None:
        self._in_head = False
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        self._forget()
        self._in_head = True
        super().on_message_complete()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget()
        super().connection_lost(exc)

    def _begin(self) -> None:
        self._late = self.loop.call_later(ARRIVES_WITHIN, self._end)

    def _forget(self) -> None:
        self._received = 0
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _end(self) -> None:
        self._forget()
        if not self.transport.is_closing():
            self.transport.abort()
