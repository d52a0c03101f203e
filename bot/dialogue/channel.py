"""Rasa's only way in: the channel `website`, called by web alone.

`POST /webhooks/website/turn` runs one message of a visitor as a whole: it is answered, or it fails with 503
and nothing was said or saved, so that web may send it again. `GET /webhooks/website/health` says whether it
can run.
"""

from __future__ import annotations

import hmac
import logging
import traceback
from collections.abc import Awaitable, Callable
from typing import Any

from rasa.core.agent import Agent
from rasa.core.channels.channel import CollectingOutputChannel, InputChannel, UserMessage
from sanic import Blueprint, Sanic
from sanic.exceptions import InvalidUsage
from sanic.request import Request
from sanic.response import HTTPResponse, json

from bot.dialogue.body import BadBody, Turn, read_turn
from bot.dialogue.choices import Choice, read_choice
from bot.dialogue.hardening import TurnBroken, WrongSetup, check_version, harden, patch_rasa
from bot.dialogue.reply import chosen

log = logging.getLogger(__name__)

Handler = Callable[[UserMessage], Awaitable[Any]]
# What a message may hold on its way to web; Rasa's own keys (template, elements) stay inside.
SHOWN = ("text", "buttons", "custom", "utter_action")


class WebsiteOutput(CollectingOutputChannel):  # type: ignore[misc]
    """Collects what the bot says in one turn."""

    @classmethod
    def name(cls) -> str:
        return "website"

    async def send_response(self, recipient_id: str, message: dict[str, Any]) -> None:
        """Keeps a message whole: Rasa would split it into one for its text and one for each extra."""
        metadata = message.get("metadata") or {}
        kept = {key: message.get(key) or metadata.get(key) for key in SHOWN}
        self.messages.append({key: value for key, value in kept.items() if value})


class WebsiteInput(InputChannel):  # type: ignore[misc]
    """The channel; `key` is the secret that web sends in X-Bantam-Key."""

    @classmethod
    def name(cls) -> str:
        return "website"

    @classmethod
    def from_credentials(cls, credentials: dict[str, Any] | None) -> WebsiteInput:
        """Reads credentials.yml; raises WrongSetup without a key or with another Rasa."""
        check_version()
        key = str((credentials or {}).get("key") or "")
        # An environment variable that is not set stays as it is written.
        if not key or "${" in key:
            raise WrongSetup("set DIALOGUE_TOKEN: the website channel has no key (credentials.yml)")
        patch_rasa()
        return cls(key)

    def __init__(self, key: str) -> None:
        self._key = key.encode()

    def blueprint(self, on_new_message: Handler) -> Blueprint:
        routes = Blueprint("website", "website")

        # Plain functions: Sanic writes an attribute on its handlers, which a bound method refuses.
        async def health(request: Request) -> HTTPResponse:
            return json({"ready": _loaded(request.app) is not None})

        async def turn(request: Request) -> HTTPResponse:
            return await self._turn(request, on_new_message)

        routes.add_route(health, "/health", methods=["GET"])
        routes.add_route(turn, "/turn", methods=["POST"])

        async def check_setup(app: Sanic, *_: Any) -> None:
            # A setup that cannot work stops the start, instead of answering 503 for ever.
            if (agent := _agent(app)) is not None:
                harden(agent)

        routes.listener("after_server_start")(check_setup)
        return routes

    async def _turn(self, request: Request, on_new_message: Handler) -> HTTPResponse:
        if not self._knows(request.headers.get("X-Bantam-Key", "")):
            return json({"error": "X-Bantam-Key is not the dialogue's key"}, status=401)
        if (agent := _loaded(request.app)) is None:
            return json({"error": "no model is loaded yet: try again soon"}, status=503)
        output = WebsiteOutput()
        try:
            message = message_of(read_turn(_body(request)), agent, output)
        except BadBody as fault:
            return json({"error": str(fault)}, status=400)
        if not await _run(message, agent, on_new_message):
            return json({"error": "the turn failed and changed nothing here: send it again"}, status=503)
        return json({"messages": output.messages})

    def _knows(self, key: str) -> bool:
        return hmac.compare_digest(key.encode("utf-8", "replace"), self._key)


def message_of(turn: Turn, agent: Agent, output: WebsiteOutput) -> UserMessage:
    """Rasa's form of a turn: typed text is parsed, a choice brings its parse along. Raises BadBody."""
    text, parse = turn.text, None
    if turn.choice is not None:
        choice = read_choice(turn.choice, agent.domain.intents)
        if choice is None:
            text = turn.choice
        else:
            parse = _parse(text, choice.intent, _stated(text, choice, turn.metadata.get("asks")))
    elif not text:
        # Nothing but slashes: Rasa would guess at an empty text.
        text = "/"
        parse = _parse(text, "nlu_fallback", [])
    return UserMessage(
        text, output, turn.conversation, parse, WebsiteInput.name(), turn.id, metadata=dict(turn.metadata)
    )


def _stated(title: str, choice: Choice, asked: str | None) -> list[dict[str, Any]]:
    try:
        return chosen(title, choice.intent, choice.entities, asked)
    except (KeyError, TypeError, ValueError):
        raise BadBody("choice: a fact has a shape that bot/understand/facts.py does not know") from None


def _parse(text: str, intent: str, entities: list[dict[str, Any]]) -> dict[str, Any]:
    name = {"name": intent, "confidence": 1.0}
    return {"text": text, "intent": name, "intent_ranking": [name], "entities": entities}


async def _run(message: UserMessage, agent: Agent, on_new_message: Handler) -> bool:
    """Whether the turn went through; a turn that did not leaves nothing behind."""
    finished = False
    try:
        await on_new_message(message)
        finished = True
    except TurnBroken as broken:
        log.error("turn broken at %s: %s", broken.where, broken.why)
    except Exception as error:  # noqa: BLE001 - whatever it was, web has to hear that the turn never happened
        # Without the error's own text, which may hold a visitor's words.
        where = "".join(traceback.format_tb(error.__traceback__))
        log.error("turn failed: %s\n%s", type(error).__name__, where)
    finally:
        if not finished:
            # Also when the caller has gone away in the middle of the turn.
            agent.tracker_store.forget(message.sender_id)
    return finished


def _agent(app: Sanic) -> Agent | None:
    agent = getattr(app.ctx, "agent", None)
    return agent if agent is not None and agent.is_ready() else None


def _loaded(app: Sanic) -> Agent | None:
    """The agent, once a turn can run on it; it is hardened each time, because Rasa swaps models by itself."""
    if (agent := _agent(app)) is None:
        return None
    try:
        harden(agent)
    except WrongSetup as fault:
        log.error("%s", fault)
        return None
    return agent


def _body(request: Request) -> Any:
    try:
        return request.json
    except InvalidUsage:
        raise BadBody("send JSON") from None
