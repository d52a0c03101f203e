"""The web process behind a socket, and browsers with an open stream."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import uvicorn

from bot.web.serving import Server
from tests.integration.web.conftest import Gateway, Guest
from tests.integration.web.talking import add, until

SECONDS = 30  # on a machine that has a lot to do


@dataclass
class Stream:
    """A browser's stream: the messages that it was sent, and whether it has ended."""

    messages: list[dict[str, Any]] = field(default_factory=list)
    ended: bool = False

    @property
    def texts(self) -> list[str]:
        return [each["text"] for each in self.messages]

    async def has(self, *texts: str) -> None:
        await until(lambda: set(texts) <= set(self.texts), seconds=SECONDS)

    async def any(self) -> None:
        await until(lambda: self.messages, seconds=SECONDS)

    async def over(self) -> None:
        await until(lambda: self.ended, seconds=SECONDS)


@dataclass
class Served:
    """The gateway behind a socket, since over ASGI alone no answer is seen before its end."""

    gateway: Gateway
    server: Server
    url: str
    http: httpx.AsyncClient

    async def guest(self) -> Guest:
        return await self.gateway.visitor()

    def ask(self, guest: Guest, **headers: str) -> Any:
        return self.http.stream("GET", f"{self.url}/api/chat/stream", headers={**guest.headers, **headers})

    @asynccontextmanager
    async def stream(self, guest: Guest, after: str | None = None) -> AsyncIterator[Stream]:
        """The guest's stream, open; `after` goes as Last-Event-ID."""
        named = {"Last-Event-ID": after} if after is not None else {}
        async with self.ask(guest, **named) as answer:
            assert answer.status_code == 200, await answer.aread()
            assert answer.headers["content-type"].startswith("text/event-stream")
            found = Stream()
            reading = asyncio.create_task(read(answer, found))
            try:
                yield found
            finally:
                reading.cancel()
                await asyncio.gather(reading, return_exceptions=True)

    async def say(self, guest: Guest, text: str) -> int:
        """As another process would: straight into SQL."""
        return await add(self.gateway.app.store, guest.begun["conversation"], text)


async def read(answer: httpx.Response, found: Stream) -> None:
    event: dict[str, str] = {}
    async for line in answer.aiter_lines():
        name, _, value = line.partition(": ")
        if name:
            event[name] = value
        elif "data" in event:
            message = json.loads(event["data"])
            assert (event["event"], event["id"]) == ("message", message["id"])
            found.messages.append(message)
            event = {}
    found.ended = True


@asynccontextmanager
async def served(gateway: Gateway) -> AsyncIterator[Served]:
    config = uvicorn.Config(gateway.web, port=0, lifespan="off", log_level="warning")
    server = Server(config)
    running = asyncio.create_task(server.serve())
    await until(lambda: server.started)
    port = server.servers[0].sockets[0].getsockname()[1]
    async with httpx.AsyncClient(timeout=SECONDS, trust_env=False) as http:
        yield Served(gateway, server, f"http://127.0.0.1:{port}", http)
    server.should_exit = True
    await running
