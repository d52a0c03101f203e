"""The pages behind links in mails, in this process, with a lead who got a mail that asks for a date."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import httpx
import uvicorn
from fastapi import FastAPI, Request
from fastapi.responses import HTMLResponse, Response
from fastapi.staticfiles import StaticFiles

from bot.bootstrap import build
from bot.clock import FixedClock
from bot.settings import ROOT, Settings, load_settings
from bot.store.migrate import upgrade
from bot.web import chat_page, follow, guard, problems
from tests.integration.nurture.clicks import Site
from tests.nurturing import MONDAY

T = TypeVar("T")


@dataclass
class FollowSite:
    """`address` of a server whose clock stands still; what is asked of the database is done aside."""

    address: str
    settings: Settings
    aside: ThreadPoolExecutor

    def do(self, work: Callable[[Site], Awaitable[T]]) -> T:
        """In a loop of its own: this thread may hold Playwright's."""

        async def run() -> T:
            clock = FixedClock(MONDAY)
            app = build(self.settings, clock=clock)
            try:
                await app.refresh_playbook()
                async with httpx.AsyncClient() as http:
                    return await work(Site(http, app, clock))
            finally:
                await app.close()

        return self.aside.submit(asyncio.run, run()).result()


@contextmanager
def follow_site(folder: Path) -> Iterator[FollowSite]:
    """The server is its own PUBLIC_URL, so that links lead back to it."""
    with ThreadPoolExecutor(1) as aside:
        app = FastAPI(lifespan=lambda web: _lifespan(web))
        server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
        sock = server.config.bind_socket()
        address = f"http://127.0.0.1:{sock.getsockname()[1]}"
        settings = load_settings(ROOT, {"DEMO": "1", "DATA_DIR": str(folder), "PUBLIC_URL": address})
        aside.submit(upgrade, settings.database_url).result()
        aside.submit(asyncio.run, _prepare(settings)).result()
        app.state.settings = settings
        _install(app)
        thread = threading.Thread(target=server.run, args=([sock],))
        thread.start()
        while not server.started:
            assert thread.is_alive()
        try:
            yield FollowSite(address, settings, aside)
        finally:
            server.should_exit = True
            thread.join()


async def _prepare(settings: Settings) -> None:
    app = build(settings, clock=FixedClock(MONDAY))
    await app.import_playbook()
    await app.close()


@asynccontextmanager
async def _lifespan(web: FastAPI) -> AsyncIterator[None]:
    web.state.bantam = await build(web.state.settings, clock=FixedClock(MONDAY)).start()
    yield
    await web.state.bantam.close()


def _install(app: FastAPI) -> None:
    guard.install(app)
    problems.install(app)
    app.include_router(follow.router)
    app.include_router(chat_page.router)
    app.add_api_route("/widget.js", _no_widget, methods=["GET"])
    app.add_api_route("/pricing", _pricing, methods=["GET"])
    app.mount("/static", StaticFiles(directory=ROOT / "bot" / "web" / "static"))


async def _no_widget() -> Response:
    return Response("", media_type="text/javascript")


async def _pricing(request: Request) -> Response:
    return HTMLResponse("<h1>Prices</h1>", headers={"X-Came-From": request.headers.get("referer", "")})
