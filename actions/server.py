"""The action server: rasa_sdk's application, for the dialogue only."""

from __future__ import annotations

import hmac
from typing import Any

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor
from sanic import HTTPResponse, Request, Sanic, response

from actions.base import BantamAction
from actions.book import Book, GoOnBooking, OfferSlots
from actions.capture import AskConsent, BeginOrResume, KeepFacts, ShowAnswers
from actions.fallback import Fallback
from actions.handover import Handover, Stop
from actions.meeting import CancelMeeting, MoveMeeting, ShowMeeting
from actions.nurture import AskMail, Enrol
from actions.qualify import NextQuestion
from actions.resume import CarryOn
from actions.route import Decide, Disqualify
from bot.bootstrap import App, build
from bot.leads.holidays import public_holidays
from bot.leads.ids import is_preview
from bot.preview import Preview
from bot.settings import Settings

ACTIONS: tuple[type[BantamAction], ...] = (
    BeginOrResume, CarryOn, KeepFacts, NextQuestion, AskConsent, ShowAnswers, Decide, OfferSlots, Book,
    GoOnBooking, ShowMeeting, MoveMeeting, CancelMeeting, Enrol, AskMail, Disqualify, Handover, Stop,
    Fallback,
)  # fmt: skip


class Executor(ActionExecutor):  # type: ignore[misc]  # rasa_sdk ships no types
    """Runs actions over the product's database, and over the preview's in a conversation of a preview."""

    def __init__(self, app: App, preview: Preview) -> None:
        super().__init__()
        self._preview = preview
        self._in_preview = ActionExecutor()
        for action in ACTIONS:
            self.register_action(action(app))
            self._in_preview.register_action(action(preview))

    async def run(self, action_call: dict[str, Any]) -> Any:
        if not is_preview(str((action_call.get("tracker") or {}).get("sender_id"))):
            return await super().run(action_call)
        await self._preview.refresh_playbook()  # web may have read the files a moment ago
        return await self._in_preview.run(action_call)


def make_app(app: App, preview: Preview, token: str) -> Sanic[Any, Any]:
    """The web application with every action; all but /health needs the token in X-Bantam-Key."""
    server: Sanic[Any, Any] = create_app(Executor(app, preview), cors_origins=[])

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
        await preview.close()
        await app.close()

    return server


def serve(settings: Settings) -> None:
    """Run until the process is told to end."""
    address = settings.actions_address
    server = make_app(build(settings), Preview(settings), settings.actions_token)
    server.run(host=address.host, port=address.port, single_process=True, motd=False, access_log=False)
