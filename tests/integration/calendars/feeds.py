"""A web server of the tests' own, on loopback and a free port, that answers what a test wants."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import httpx

Answer = Callable[["Asked"], bytes | Awaitable[bytes]]


@dataclass
class Asked:
    """A request: its first line's path, its headers with names in small letters."""

    method: str
    path: str
    headers: dict[str, str]


@dataclass
class Feeds:
    """`at[path]` is what is answered there, as bytes of HTTP; anything else is a 404."""

    port: int
    at: dict[str, Answer] = field(default_factory=dict)
    asked: list[Asked] = field(default_factory=list)

    def url(self, path: str = "/feed.ics", *, scheme: str = "http", host: str = "127.0.0.1") -> str:
        return f"{scheme}://{host}:{self.port}{path}"

    def answer(self, path: str, body: bytes | str, **more: str) -> None:
        """Let `body` stand at the path, with further headers (`content_type="..."`)."""
        self.at[path] = lambda asked: http(200, body, **more)


def http(status: int, body: bytes | str = b"", **headers: str) -> bytes:
    raw = body.encode() if isinstance(body, str) else body
    lines = [
        f"HTTP/1.1 {status} {httpx.codes.get_reason_phrase(status) or 'x'}",
        f"Content-Length: {len(raw)}",
    ]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "Connection: close", "", ""]).encode() + raw


@asynccontextmanager
async def serving(context: ssl.SSLContext | None = None) -> AsyncIterator[Feeds]:
    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            first, *lines = head.strip().split("\r\n")
            method, path, _ = first.split(" ")
            headers = {
                name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)
            }
            asked = Asked(method, path, headers)
            feeds.asked.append(asked)
            found = feeds.at.get(path)
            said = found(asked) if found else http(404)
            writer.write(said if isinstance(said, bytes) else await said)
            await writer.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", 0, ssl=context)
    feeds = Feeds(server.sockets[0].getsockname()[1])
    try:
        yield feeds
    finally:
        server.close()
