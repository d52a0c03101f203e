"""What was not understood: two kindly different answers, then an offer of a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from actions.base import BantamAction
from actions.outcome import Outcome, Say
from actions.turn import Turn
from bot.bootstrap import Work

OFFER = "utter_offer_person"
LADDER = ("utter_fallback_1", "utter_fallback_2", OFFER)


class Fallback(BantamAction):
    title = "action_fallback"
    changes = False

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        go_on = "action_listen" if turn.tracker.get_slot("outcome") else "qualify_form"
        said = list(_bot_said(turn.tracker.events))
        if turn.entity_kinds - {"choice"}:
            return Outcome(follow=go_on)
        if said[:1] == [OFFER]:
            return Outcome(follow={"affirm": "action_handover"}.get(turn.intent, go_on))
        step = LADDER[min(_in_a_row(said), 2)]
        return Outcome([Say(step)], follow="action_listen" if step == OFFER else go_on)


def _bot_said(events: list[Mapping[str, Any]]) -> Iterator[str]:
    """The names of the bot's responses, the latest first."""
    for event in reversed(events):
        if event["event"] == "bot":
            yield str((event.get("metadata") or {}).get("utter_action") or "")


def _in_a_row(said: list[str]) -> int:
    """How many fallbacks were said, with nothing but repeated questions between them."""
    fallbacks = 0
    for response in said:
        if response in LADDER:
            fallbacks += 1
        elif not response.startswith("utter_ask_"):
            break
    return fallbacks
