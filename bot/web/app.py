"""The public process: chat gateway, links in mails, console, staff interface, the demo company's website."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from fastapi import FastAPI, Request
from fastapi.middleware.cors import CORSMiddleware
from fastapi.middleware.gzip import GZipMiddleware
from fastapi.responses import JSONResponse, RedirectResponse
from fastapi.staticfiles import StaticFiles
from starlette.types import Lifespan

from bot.bootstrap import App, build
from bot.errors import DatabaseUnavailable
from bot.preview import Preview
from bot.settings import Settings
from bot.web import (
    api,
    chat,
    chat_page,
    console,
    feed,
    follow,
    guard,
    manage,
    metrics,
    preferences,
    preview,
    problems,
    site,
    stream,
    unsubscribe,
    widget,
)

HERE = Path(__file__).parent


def create_app(settings: Settings) -> FastAPI:
    """The web process. It opens its database and its clients when it starts, and closes them when it ends."""
    app = FastAPI(
        title="Bantam",
        docs_url=None,
        redoc_url=None,
        lifespan=_lifespan(settings),
    )
    guard.install(app, public_url=settings.public_url)
    app.add_middleware(GZipMiddleware, minimum_size=1000)
    problems.install(app, page=console.error_page)
    if settings.allowed_origins:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.allowed_origins),
            allow_methods=["GET", "POST"],
            allow_headers=["Authorization", "Content-Type", "Last-Event-ID"],
            expose_headers=["Retry-After"],
        )
    metrics.install(app)
    public = (chat, stream, chat_page, widget, manage, feed, follow, unsubscribe, preferences)
    for part in (*public, preview, api, metrics, console):
        app.include_router(part.router)
    app.add_api_route("/healthz", healthz, methods=["GET"])
    app.add_api_route("/readyz", readyz, methods=["GET"])
    app.mount("/static", StaticFiles(directory=HERE / "static"), name="static")
    if settings.demo:
        app.mount("/", site.Site(), name="site")
    else:
        app.add_api_route("/", to_console, methods=["GET"], include_in_schema=False)
    return app


def _lifespan(settings: Settings) -> Lifespan[FastAPI]:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        bantam = await build(settings).start()
        app.state.bantam = bantam
        app.state.preview = Preview(settings)
        try:
            bantam.playbook()  # without one no question can be asked: better to say so now
            yield
        finally:
            await app.state.preview.close()
            await bantam.close()

    return lifespan


async def healthz() -> dict[str, str]:
    """The process lives."""
    return {"status": "ok"}


async def readyz(request: Request) -> JSONResponse:
    """Whether the database, the dialogue and the actions answer; 503 while one does not, with its name."""
    checks = await _checks(guard.of(request))
    ready = all(checks.values())
    return JSONResponse({"ready": ready, **checks}, status_code=200 if ready else 503)


async def _checks(app: App) -> dict[str, bool]:
    try:
        await app.store.ping()
        database = True
    except DatabaseUnavailable:
        database = False
    return {
        "database": database,
        "dialogue": await app.dialogue.ready(),
        "actions": await app.actions_answer(),
    }


async def to_console() -> RedirectResponse:
    return RedirectResponse("/console")
