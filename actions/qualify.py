"""Qualify: which question comes next."""

from __future__ import annotations

import itertools

from rasa_sdk.events import ActionExecutionRejected

from actions.base import BantamAction
from actions.outcome import Outcome
from actions.turn import Turn
from bot.bootstrap import Work

FORM = "qualify_form"
ANSWERS = frozenset({"inform", "refuse", "affirm", "deny", "correct_answer", "choose"})


class NextQuestion(BantamAction):
    """The form's next question by SQL and the playbook; a digression is answered first."""

    title = "validate_qualify_form"
    changes = False

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        if turn.intent not in ANSWERS and not turn.entity("profile") and _first_step(turn):
            return Outcome(events=[ActionExecutionRejected(FORM)])
        asked = await turn.app.host.next_question(uow, await turn.conversation(uow))
        return Outcome(slots={"requested_slot": asked})


def _first_step(turn: Turn) -> bool:
    """Whether nothing else ran since the visitor spoke."""
    since = itertools.takewhile(lambda event: event["event"] != "user", reversed(turn.tracker.events))
    return not any(event["event"] == "action" and event["name"] != FORM for event in since)
