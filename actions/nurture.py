"""Nurture: useful mail for who is not ready yet."""

from __future__ import annotations

from actions.base import BantamAction
from actions.outcome import Outcome, Say
from actions.turn import Turn
from bot.bootstrap import Work
from bot.chat.decide import keep_outcome, not_ready_because
from bot.nurture.models import Enrolled
from bot.nurture.service import enrol


class Enrol(BantamAction):
    title = "action_enrol"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        playbook, lead = turn.app.playbook(), await turn.lead(uow)
        reasons = not_ready_because(await turn.known(uow), playbook)
        opt_in = playbook.site.double_opt_in
        enrolled = await enrol(uow, lead, reasons, now=turn.now, double_opt_in=opt_in)
        done = isinstance(enrolled, Enrolled)
        outcome = await keep_outcome(uow, await turn.conversation(uow), "enrolled" if done else "declined")
        words = (
            Say("utter_enrolled", {"email": str(lead.contact.email)}) if done else Say("utter_enrol_refused")
        )
        return Outcome([words], {"outcome": outcome})
