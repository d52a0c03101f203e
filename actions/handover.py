"""A person takes over, or nobody does: the visitor wants to be left alone."""

from __future__ import annotations

from rasa_sdk.events import ActiveLoop

from actions.base import BantamAction
from actions.outcome import Outcome, Say
from actions.turn import Turn
from bot.bootstrap import Work
from bot.chat.decide import keep_outcome
from bot.chat.duty import on_duty
from bot.chat.handover import hand_over, leave_alone


class Handover(BantamAction):
    title = "action_handover"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        conversation = await turn.conversation(uow)
        reason = "asked for a person" if turn.intent == "talk_to_human" else "needs a person"
        lead = await turn.lead(uow)
        await hand_over(uow, lead, conversation.id, reason, now=turn.now)
        slots = {"outcome": await keep_outcome(uow, conversation, "handover")}
        if colleague := await on_duty(uow, lead.owner_id, now=turn.now):
            await uow.takeovers.wait(conversation.id, now=turn.now)
            coming = Say("utter_handover_coming", {"rep": colleague.name})
            return Outcome([coming], {**slots, "requested_slot": None}, events=[ActiveLoop(None)])
        words = Say("utter_handover", {"rep": turn.app.host.rep_name(lead.owner_id, conversation.locale)})
        if lead.contact.email:
            return Outcome([words], {**slots, "requested_slot": None}, events=[ActiveLoop(None)])
        return Outcome([words], slots, follow="qualify_form")  # which asks where to write to


class Stop(BantamAction):
    title = "action_stop"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        await leave_alone(uow, await turn.lead(uow), turn.conversation_id, now=turn.now)
        slots = {"outcome": "stopped", "requested_slot": None}
        return Outcome([Say("utter_stopped")], slots, events=[ActiveLoop(None)])
