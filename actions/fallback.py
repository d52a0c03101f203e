"""What was not understood, or is none of our business: two kindly different answers, then a person's help."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from actions.base import BantamAction
from actions.book import MISSING
from actions.outcome import Outcome, Say
from actions.turn import Turn
from bot.bootstrap import Work

OFFER = "utter_offer_person"
FIRST = {"out_of_scope": "utter_out_of_scope"}
ASKED_AGAIN = ("utter_ask_", "utter_back_to_")
LADDER = ("utter_fallback_1", "utter_out_of_scope", "utter_fallback_2", OFFER)


class Fallback(BantamAction):
    title = "action_fallback"
    changes = False

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        go_on = _way_on(turn)
        said = list(_bot_said(turn.tracker.events))
        if turn.entity_kinds - {"choice"}:
            return Outcome(follow=go_on)
        if said[:1] == [OFFER]:
            return Outcome(follow={"affirm": "action_handover"}.get(turn.intent, go_on))
        if _again(said):
            return Outcome([Say("utter_fallback_2"), Say(OFFER)], follow="action_listen")
        return Outcome([Say(FIRST.get(turn.intent, "utter_fallback_1"))], follow=go_on)


def _way_on(turn: Turn) -> str:
    """What asks the open question again."""
    if not turn.tracker.get_slot("outcome"):
        return "qualify_form"
    held = turn.tracker.get_slot("outcome") == "qualified" and turn.asked in (*MISSING, "slot")
    return "action_go_on_booking" if held else "action_listen"


def _bot_said(events: list[Mapping[str, Any]]) -> Iterator[str]:
    """The names of the bot's responses, the latest first."""
    for event in reversed(events):
        if event["event"] == "bot":
            yield str((event.get("metadata") or {}).get("utter_action") or "")


def _again(said: list[str]) -> bool:
    """Whether the last message failed too: since then nothing was said but the same question again."""
    question = next((response for response in said if response.startswith(ASKED_AGAIN)), None)
    return next((response for response in said if response != question), None) in LADDER
