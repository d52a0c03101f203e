"""The whole web process over ASGI, asked from elsewhere, with a little dialogue behind it."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from actions.server import Executor
from bot.bootstrap import App, build
from bot.preview import Preview
from bot.settings import Settings, load_settings
from bot.web.app import create_app
from tests.integration.preview.conftest import LittleDialogue

START: dict[str, Any] = {
    "page": {"url": "https://shop.example/", "referrer": "", "title": "Shop"},
    "locale": "en-GB",
    "timezone": "Europe/Berlin",
}
ELSEWHERE = "192.0.2.7"


@dataclass
class Gateway:
    """`http` is a browser at ELSEWHERE; `web` the ASGI application, `app` what stands behind it."""

    http: httpx.AsyncClient
    web: FastAPI
    app: App
    dialogue: LittleDialogue

    def browser(self, address: str = ELSEWHERE, **headers: str) -> httpx.AsyncClient:
        """Another browser; header names are written with `_` for `-`."""
        transport = httpx.ASGITransport(self.web, raise_app_exceptions=False, client=(address, 50000))
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        return httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", headers=named)

    async def start(self, http: httpx.AsyncClient | None = None, **more: Any) -> httpx.Response:
        return await (http or self.http).post("/api/chat/start", json={**START, **more})

    async def visitor(self, http: httpx.AsyncClient | None = None) -> Guest:
        begun = await self.start(http)
        assert begun.status_code == 201, begun.text
        return Guest(http or self.http, begun.json())


@dataclass
class Guest:
    """Who has started a chat."""

    http: httpx.AsyncClient
    begun: dict[str, Any]

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.begun['token']}"}

    async def post(self, path: str, **body: Any) -> httpx.Response:
        return await self.http.post(f"/api/chat/{path}", json=body, headers=self.headers)

    async def say(self, id: str, **said: str) -> list[dict[str, Any]]:
        answer = await self.post("say", id=id, **said)
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages

    async def history(self) -> list[dict[str, Any]]:
        answer = await self.http.get("/api/chat/history", headers=self.headers)
        assert answer.status_code == 200, answer.text
        messages: list[dict[str, Any]] = answer.json()["messages"]
        return messages


@asynccontextmanager
async def serving(web: FastAPI, settings: Settings) -> AsyncIterator[Gateway]:
    """The web process with the demo company's playbook, and the little dialogue in the place of Rasa."""
    importing = build(settings)
    await importing.import_playbook()
    await importing.close()
    async with web.router.lifespan_context(web):
        app: App = web.state.bantam
        # The action server is another process, with connections of its own.
        acting, behind = await build(settings).start(), Preview(settings)
        dialogue = LittleDialogue(app, Executor(acting, behind))
        app.dialogue = dialogue  # type: ignore[assignment]
        app.turns = replace(app.turns, dialogue=dialogue)
        yield Gateway(httpx.AsyncClient(), web, app, dialogue)
        await behind.close()
        await acting.close()


Gateways = Callable[..., AbstractAsyncContextManager[Gateway]]


@pytest.fixture
def gateways(database_url: str, tmp_path: Path) -> Gateways:
    """Web processes over one database, each with the settings that it is given."""

    @asynccontextmanager
    async def running(address: str = ELSEWHERE, **settings: str) -> AsyncIterator[Gateway]:
        found = load_settings(tmp_path, {"DEMO": "1", "DATABASE_URL": database_url, **settings})
        async with serving(create_app(found), found) as gateway, gateway.browser(address) as http:
            yield replace(gateway, http=http)

    return running


@pytest.fixture
async def gateway(gateways: Gateways) -> AsyncIterator[Gateway]:
    async with gateways() as one:
        yield one
