"""What Rasa 3.6.21 does not do by itself: end a turn in which anything failed, and surface database errors.

Stock Rasa swallows a failing action: the form counts as finished, and the bot goes on to confirm what never
happened. A failure raised as a BaseException passes Rasa's `except Exception` (core/processor.py), so the
turn ends, nothing is saved and web may send the same turn again.
"""

from __future__ import annotations

import asyncio
from typing import Any, NoReturn

import aiohttp
import rasa
from jsonschema.exceptions import ValidationError
from jsonschema.validators import validator_for
from rasa.core.actions.action import RemoteAction
from rasa.core.agent import Agent
from rasa.core.tracker_store import FailSafeTrackerStore
from rasa.shared.exceptions import RasaException
from rasa.utils.endpoints import ClientResponseError, EndpointConfig

from bot.dialogue.tracker_store import LiveTrackerStore

RASA = "3.6.21"
# An action has 8 s of its own; two more let its own answer, which is always the better one, come first.
ACTION_SECONDS = 10.0
# The first action of a turn keeps the visitor's facts: Rasa would go on without them.
KEEPS_FACTS = "action_validate_slot_mappings"
# The actions know their words by name, and what a message states by its entities.
NO_DOMAIN = {"version": "3.1"}
# Enough for an action to see what was said before; the rest of the chat is in SQL.
TURNS_SENT = 4


class WrongSetup(RasaException):  # type: ignore[misc]
    """The dialogue cannot run like this; the text says what to change."""


class TurnBroken(BaseException):
    """Something failed, so the turn never happened: `where` names the step, `why` the kind of failure."""

    def __init__(self, where: str, why: str) -> None:
        super().__init__(f"{where}: {why}")
        self.where, self.why = where, why


class ActionEndpoint(EndpointConfig):  # type: ignore[misc]
    """The action server, with a deadline; any failure but a refusal by the action itself ends the turn."""

    async def request(self, *args: Any, **kwargs: Any) -> Any:
        """The action's answer; raises TurnBroken when there is none in time, or none that can be used."""
        kwargs["json"] = _shorter(kwargs["json"])
        kwargs["timeout"] = aiohttp.ClientTimeout(total=ACTION_SECONDS)
        action = kwargs["json"]["next_action"]
        try:
            answer = await super().request(*args, **kwargs)
        except ClientResponseError as error:
            if error.status == 400 and action != KEEPS_FACTS:
                raise
            raise TurnBroken(action, f"status {error.status}") from error
        except (aiohttp.ClientError, asyncio.TimeoutError, OSError, ValueError) as error:
            raise TurnBroken(action, type(error).__name__) from error
        if not isinstance(answer, dict):
            raise TurnBroken(action, "no JSON object")
        return answer


def _shorter(call: dict[str, Any]) -> dict[str, Any]:
    """The call without the domain, the same 60 kB each time, and with the last turns' events only."""
    events = call["tracker"].get("events") or []
    users = [number for number, event in enumerate(events) if event.get("event") == "user"]
    start = users[-TURNS_SENT] if len(users) > TURNS_SENT else 0
    return {**call, "domain": NO_DOMAIN, "tracker": {**call["tracker"], "events": events[start:]}}


_SHAPE = RemoteAction.action_response_format_spec()
_ANSWER = validator_for(_SHAPE)(_SHAPE)


def _check_answer(action: RemoteAction, answer: dict[str, Any]) -> bool:
    """Rasa checks its own schema before each answer, 15.6 ms a call; the prepared validator takes 0.9 ms."""
    try:
        _ANSWER.validate(answer)
    except ValidationError as error:
        raise TurnBroken(action.name(), "an answer of another shape") from error
    return True


def _end_the_turn(*_args: Any) -> NoReturn:
    raise TurnBroken("prediction", "no end after ten actions")


def check_version() -> None:
    """Raises WrongSetup on any other Rasa: what is replaced here has to be looked at again there."""
    if rasa.__version__ != RASA:
        raise WrongSetup(
            f"bot/dialogue needs Rasa {RASA}, not {rasa.__version__}: install its requirements.lock"
        )


def patch_rasa() -> None:
    """Replaces the one method that has no hook; does the same when called again."""
    check_version()
    RemoteAction._validate_action_result = _check_answer


def harden(agent: Agent) -> None:
    """Makes a loaded agent end every failed turn, also after Rasa has swapped models. Raises WrongSetup."""
    processor = agent.processor
    store = agent.tracker_store
    if isinstance(store, FailSafeTrackerStore):
        store = store._tracker_store
    # A store that cannot be imported is silently replaced by one in memory (core/tracker_store.py).
    if not isinstance(store, LiveTrackerStore):
        raise WrongSetup(
            f"the tracker store is {type(store).__name__}: see the warnings above and endpoints.yml"
        )
    if agent.action_endpoint is None:
        raise WrongSetup("endpoints.yml names no action_endpoint: every question comes from there")
    agent.tracker_store = processor.tracker_store = store
    agent.action_endpoint = processor.action_endpoint = _deadline(agent.action_endpoint)
    processor.on_circuit_break = _end_the_turn


def _deadline(endpoint: EndpointConfig) -> ActionEndpoint:
    if isinstance(endpoint, ActionEndpoint):
        return endpoint
    known = {
        "url": endpoint.url,
        "params": endpoint.params,
        "headers": endpoint.headers,
        "cafile": endpoint.cafile,
    }
    return ActionEndpoint(**known, **endpoint.kwargs)
