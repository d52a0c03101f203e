"""Carry on: who comes back by a link is welcomed, and what was open is open again."""

from __future__ import annotations

from collections.abc import Mapping

from actions.base import BantamAction
from actions.outcome import Outcome, Say
from actions.qualify import FORM
from actions.turn import Turn
from bot.bootstrap import Work
from bot.chat.resume import Step, where_we_were
from bot.chat.takeover import HANDED_BACK, LEFT_ALONE, reopened

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
        conversation, by = await turn.conversation(uow), turn.client_id
        if by.startswith(HANDED_BACK):
            conversation = await reopened(uow, conversation, turn.app.host)
        where = await where_we_were(uow, conversation, turn.app.host, now=turn.now)
        slots = {"outcome": where.outcome}
        if by.startswith((HANDED_BACK, LEFT_ALONE)):
            return _after_a_person(where.step, slots, dealt_with=by.startswith(HANDED_BACK))
        words = WORDS.get(where.step, "utter_welcome_back")
        return Outcome([Say(words)], slots, follow=FOLLOW.get(where.step))


def _after_a_person(step: Step, slots: Mapping[str, str | None], *, dealt_with: bool) -> Outcome:
    """The visitor never left, so nobody is welcomed back; a message said before who talks to them now."""
    follow = None if dealt_with and step == "waiting" else FOLLOW.get(step)
    return Outcome([] if follow else [Say("utter_anything_more")], slots, follow=follow)
