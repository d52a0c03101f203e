"""What is sent to the port and is hardly HTTP: too slow, without end, or two requests that look like one."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import uvicorn
from starlette.types import Receive, Scope, Send

from bot.settings import load_settings
from bot.web import patience
from bot.web.serving import config_of
from tests.integration.web.talking import until

HEAD = b"POST / HTTP/1.1\r\nHost: x\r\n"
CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


async def takes_all(scope: Scope, receive: Receive, send: Send) -> None:
    """Reads the whole body and answers."""
    while (message := await receive()).get("more_body"):
        pass
    if message["type"] == "http.request":
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"2")]})
        await send({"type": "http.response.body", "body": b"ok"})


@dataclass
class Caller:
    """A connection as a program opens it that keeps to no rule."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    async def send(self, sent: bytes) -> None:
        self.writer.write(sent)
        await self.writer.drain()

    async def answer(self) -> bytes:
        """What comes back until the connection is closed; empty when it was cut off."""
        try:
            async with asyncio.timeout(20):
                return await self.reader.read()
        except ConnectionError:
            return b""


@pytest.fixture
async def port(tmp_path: Path) -> AsyncIterator[int]:
    """Where a small application listens, served as the web process is."""
    served = config_of(load_settings(tmp_path, {"DEMO": "1"}))
    config = uvicorn.Config(
        takes_all, http=served.http, ws=served.ws, port=0, lifespan="off", log_level="error"
    )
    server = uvicorn.Server(config)
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    yield int(server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    await running


async def call(port: int) -> Caller:
    return Caller(*await asyncio.open_connection("127.0.0.1", port))


@pytest.mark.parametrize(
    "begun",
    [b"", b"\r\n", HEAD, HEAD + b"X: y\r\n", HEAD + b"Content-Length: 9\r\n\r\n{", CHUNKED + b"1\r\n{\r\n"],
)
async def test_a_request_that_does_not_arrive_is_not_waited_for(
    port: int, begun: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "ARRIVES_WITHIN", 0.4)
    caller = await call(port)
    await caller.send(begun)
    sending = asyncio.create_task(_now_and_then(caller, b"X: y\r\n" if begun == HEAD else b""))
    assert await caller.answer() == b""
    sending.cancel()


async def _now_and_then(caller: Caller, sign: bytes) -> None:
    """A sign from time to time, so that the connection is never idle."""
    while sign:
        await caller.send(sign)
        await asyncio.sleep(0.05)


async def test_the_next_request_of_a_connection_is_not_waited_for_either(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "ARRIVES_WITHIN", 0.4)
    caller = await call(port)
    await caller.send(HEAD + b"Content-Length: 0\r\n\r\n")
    assert (await caller.reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")
    await caller.send(b"\r\n")
    assert await caller.answer() == b""


async def test_a_connection_that_sends_whole_requests_is_kept(
    port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(patience, "ARRIVES_WITHIN", 0.4)
    caller = await call(port)
    for _ in range(4):
        await caller.send(HEAD + b"Content-Length: 1\r\n\r\n")
        await asyncio.sleep(0.15)  # longer in all than one request may take
        await caller.send(b"x")
        assert (await caller.reader.readuntil(b"ok")).startswith(b"HTTP/1.1 200")


@pytest.mark.parametrize(
    ("begun", "more"),
    [
        (b"GET /", b"a" * 4096),
        (b"GET / HTTP/1.1\r\nX: ", b"a" * 4096),
        (b"GET / HTTP/1.1\r\n", b"X: y\r\n" * 700),
        (CHUNKED + b"1;", b"a" * 4096),
        (CHUNKED + b"0\r\n", b"X: y\r\n" * 700),
        (CHUNKED, b"1000\r\n" + b"a" * 4096 + b"\r\n"),
    ],
)
async def test_a_request_without_end_is_cut_off_before_it_costs_memory(
    port: int, begun: bytes, more: bytes
) -> None:
    caller = await call(port)
    sent = len(begun)
    await caller.send(begun)
    with pytest.raises(ConnectionError):
        while sent < 64 * patience.LARGEST_REQUEST:
            await caller.send(more)
            sent += len(more)
    assert sent < 16 * patience.LARGEST_REQUEST  # what the system's own buffers hold is not counted


@pytest.mark.parametrize(
    "lines",
    [
        b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"Content-Length: 5\r\nContent-Length: 6\r\n\r\naaaaaa",
        b"Content-Length: +5\r\n\r\naaaaa",
        b"Content-Length: -1\r\n\r\n",
        b"Content-Length: \xb2\r\n\r\naa",
        b"Content-Length: 99999999999999999999999\r\n\r\na",
        b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n",
        b"Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
        b"X: a\r\n b\r\n\r\n",
        b"X: a\x00b\r\n\r\n",
    ],
)
async def test_a_request_whose_end_two_servers_could_see_in_two_places_is_refused(
    port: int, lines: bytes
) -> None:
    caller = await call(port)
    await caller.send(HEAD + lines + b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n")
    answer = await caller.answer()
    assert answer.startswith(b"HTTP/1.1 400")
    assert answer.count(b"HTTP/1.1 ") == 1


async def test_there_is_no_way_in_but_http(port: int) -> None:
    caller = await call(port)
    upgrade = b"GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade, close\r\nUpgrade: websocket\r\n"
    key = b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n"
    await caller.send(upgrade + key)
    assert b"101" not in (await caller.reader.readuntil(b"\r\n"))
    caller.writer.close()
