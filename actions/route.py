"""Score and route: what the conversation comes to."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop

from actions.base import BantamAction
from actions.outcome import Outcome, Say
from actions.turn import Turn
from bot.bootstrap import Work
from bot.chat.decide import decide


class Decide(BantamAction):
    """Score, give to a rep, and choose the first step of the outcome; ends the form."""

    title = "action_decide"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        conversation = await turn.conversation(uow)
        willing = turn.intent != "not_interested"
        outcome = await decide(uow, conversation, turn.app.playbook(), now=turn.now, willing=willing)
        slots = {"outcome": outcome, "requested_slot": None}
        return Outcome(slots=slots, events=[ActiveLoop(None)])


class Disqualify(BantamAction):
    """A kind ending for who is no prospect."""

    title = "action_disqualify"
    changes = False

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        return Outcome([Say(f"utter_disqualified_{(await turn.known(uow)).profile}")])
