"""Carry on: who comes back by a link is welcomed, and what was open is open again."""

from __future__ import annotations

from collections.abc import Mapping

from actions.base import BantamAction
from actions.outcome import Outcome, Say
from actions.qualify import FORM
from actions.turn import Turn
from bot.bootstrap import Work
from bot.chat.resume import Step, where_we_were

FOLLOW: Mapping[Step, str] = {
    "question": FORM,
    "decide": "action_decide",
    "times": "action_offer_slots",
    "mail": "action_ask_mail",
    "waiting": "utter_handover_waiting",
}
"""What comes after the greeting; the other steps have words of their own."""
WORDS: Mapping[Step, str] = {"stopped": "utter_welcome_back_stopped", "done": "utter_welcome_back_done"}


class CarryOn(BantamAction):
    title = "action_carry_on"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        where = await where_we_were(uow, await turn.conversation(uow), turn.app.host, now=turn.now)
        words = WORDS.get(where.step, "utter_welcome_back")
        return Outcome([Say(words)], {"outcome": where.outcome}, follow=FOLLOW.get(where.step))
