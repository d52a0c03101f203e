"""Capture: what a message states is kept in SQL, and the dialogue gets SQL's facts as its slots."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from rasa_sdk.events import ActionExecuted, ActiveLoop, EventType, SessionStarted, SlotSet

from actions.base import BantamAction
from actions.outcome import Outcome, Say
from actions.turn import Turn
from bot.bootstrap import Work
from bot.capture import service as capture
from bot.capture.service import Origin
from bot.chat.slots import changed, slots_of
from bot.route.service import rescore


class BeginOrResume(BantamAction):
    """A tracker that is new, or was emptied in the middle of a chat, starts where the conversation is."""

    title = "action_session_start"
    changes = False

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        outcome = (await turn.conversation(uow)).outcome
        form = [ActionExecuted("qualify_form"), ActiveLoop("qualify_form")]
        begin: list[EventType] = [SlotSet("outcome", outcome)] if outcome else form
        return Outcome(events=[SessionStarted(), *begin, ActionExecuted("action_listen")])


class KeepFacts(BantamAction):
    """Rasa runs this first in every turn."""

    title = "action_validate_slot_mappings"

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        stated = self._stated(turn)
        lead, origin = await turn.lead(uow), Origin(turn.conversation_id, turn.asked)
        kept = await capture.keep_facts(uow, lead, stated, origin, now=turn.now)
        if kept.new or kept.corrected:
            await rescore(uow, kept.lead, turn.app.playbook(), now=turn.now)
        spoken = (await turn.conversation(uow)).locale
        noted = [{"what": turn.app.host.label(kind, spoken)} for kind in kept.corrected]
        return Outcome([Say("utter_noted", what) for what in noted])

    def _stated(self, turn: Turn) -> dict[str, Any]:
        return dict(capture.stated_by(turn.entities, intent=turn.intent, text=turn.text))

    async def _once(self, turn: Turn) -> Outcome:
        """The slots are always SQL's of this moment, also when the facts were kept by an earlier try."""
        outcome = await super()._once(turn) if self._stated(turn) else Outcome()
        now = turn.again()  # the lead may be another one by now: somebody whose address was known
        async with self.app.store.read() as uow:
            conversation = await now.conversation(uow)
            known = await now.known(uow)
        slots = {**slots_of(known, conversation), "asked": turn.asked}
        return replace(outcome, slots=changed(slots, turn.tracker.slots, always=turn.entity_kinds))


class AskConsent(BantamAction):
    """Shows what was understood, once, then asks for the permission that fits what comes next."""

    title = "action_ask_consent"
    changes = False

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        host, conversation = turn.app.host, await turn.conversation(uow)
        asking = Say(await host.consent_response(uow, conversation))
        if await uow.messages.last_asking(turn.conversation_id, "consent"):
            return Outcome([asking])
        card = await host.understood(uow, conversation)
        return Outcome([Say("utter_understood", card=card), asking])


class ShowAnswers(BantamAction):
    """What do you know about me?"""

    title = "action_card"
    changes = False

    async def act(self, turn: Turn, uow: Work) -> Outcome:
        card = await turn.app.host.understood(uow, await turn.conversation(uow))
        return Outcome([Say("utter_understood", card=card)])
