"""Nurture: useful mail for who is not ready yet."""

from __future__ import annotations

from actions.base import BantamAction
from actions.outcome import Outcome, Say
from actions.turn import Turn
from bot.bootstrap import Work
from bot.chat.decide import ASKS_FOR_MAIL, keep_outcome, keep_permission, not_ready_because
from bot.nurture.models import Enrolled
from bot.nurture.service import enrol


class AskMail(BantamAction):
    """Useful mail for who has cancelled: it needs a permission of its own."""

    title = "action_ask_mail"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        outcome = await keep_outcome(uow, await turn.conversation(uow), "nurture")
        return Outcome([Say(ASKS_FOR_MAIL)], {"outcome": outcome})


class Enrol(BantamAction):
    title = "action_enrol"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        playbook, lead, known = turn.app.playbook(), await turn.lead(uow), await turn.known(uow)
        if turn.entity("consent"):
            await keep_permission(uow, lead, await turn.conversation(uow), known, now=turn.now)
        # Who is ready gets mail only after a meeting that came to nothing.
        reasons = not_ready_because(known, playbook) or ("cancelled",)
        enrolled = await enrol(uow, lead, reasons, playbook.site, now=turn.now)
        done = isinstance(enrolled, Enrolled)
        outcome = await keep_outcome(uow, await turn.conversation(uow), "enrolled" if done else "declined")
        words = (
            Say("utter_enrolled", {"email": str(lead.contact.email)}) if done else Say("utter_enrol_refused")
        )
        return Outcome([words], {"outcome": outcome})
