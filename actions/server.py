"""The action server: rasa_sdk's application, for the dialogue only."""

from __future__ import annotations

import hmac
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import HTTPResponse, Request, Sanic, response

from actions.base import BantamAction
from actions.book import Book, OfferSlots, ShowMeeting
from actions.capture import AskConsent, BeginOrResume, KeepFacts, ShowAnswers
from actions.fallback import Fallback
from actions.handover import Handover, Stop
from actions.nurture import Enrol
from actions.qualify import NextQuestion
from actions.route import Decide, Disqualify
from bot.bootstrap import App, build
from bot.leads.holidays import public_holidays
from bot.settings import Settings

ACTIONS: tuple[type[BantamAction], ...] = (
    BeginOrResume, KeepFacts, NextQuestion, AskConsent, ShowAnswers, Decide, OfferSlots, Book, ShowMeeting,
    Enrol, Disqualify, Handover, Stop, Fallback,
)  # fmt: skip


def make_app(app: App, token: str) -> Sanic[Any, Any]:
    """The web application with every action; all but /health needs the token in X-Bantam-Key."""
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(app))
    server: Sanic[Any, Any] = create_app(executor, cors_origins=[])

    @server.on_request
    async def guard(request: Request) -> HTTPResponse | None:
        given = request.headers.get("X-Bantam-Key", "").encode("utf-8", "replace")
        if request.path == "/health" or hmac.compare_digest(given, token.encode()):
            return None
        return response.json({"error": "send the actions' token as X-Bantam-Key"}, status=401)

    @server.before_server_start
    async def start(_server: Sanic[Any, Any]) -> None:
        await app.start()
        for rep in app.playbook().team.reps:  # now, and not while the first visitor waits for times
            public_holidays(rep.country, app.clock.now().year)

    @server.after_server_stop
    async def close(_server: Sanic[Any, Any]) -> None:
        await app.close()

    return server


def serve(settings: Settings) -> None:
    """Run until the process is told to end."""
    address = settings.actions_address
    server = make_app(build(settings), settings.actions_token)
    server.run(host=address.host, port=address.port, single_process=True, motd=False, access_log=False)
