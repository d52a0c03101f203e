"""What the bot asks next, and how it shows what it knows, by the playbook and in the words of domain.yml."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from bot.chat.card import understood_card
from bot.chat.decide import consent_response
from bot.chat.models import Conversation
from bot.chat.ports import ChatWork, Words
from bot.leads.models import Known, Lead
from bot.playbook.shapes import Playbook
from bot.qualify.rules import NO_PROSPECT, open_questions
from bot.understand.clarify import unclear

MEANT = "utter_ask_budget_meant"


@dataclass(frozen=True)
class Host:
    words: Words
    playbook: Callable[[], Playbook]

    async def next_question(self, uow: ChatWork, conversation: Conversation) -> str | None:
        """The fact to ask for next, `consent` after the contact; None when nothing is open.

        `budget_meant` asks once what a bare number means, before anything else.
        """
        lead = await uow.leads.get(conversation.lead_id) if conversation.lead_id else None
        known = await self.known(uow, conversation)
        if unclear(known.bant.budget) and conversation.outcome is None:
            asked = await uow.messages.last_asking(conversation.id, "budget")
            if asked is None or asked.response != MEANT:
                return "budget_meant"
        return next_question(known, lead, conversation.outcome, self.playbook())

    async def known(self, uow: ChatWork, conversation: Conversation) -> Known:
        """What was said in this conversation: all that its visitor may be shown."""
        if conversation.lead_id is None:
            return Known()
        return await uow.facts.known(conversation.lead_id, conversation_id=conversation.id)

    async def understood(self, uow: ChatWork, conversation: Conversation) -> dict[str, Any]:
        """The card "what I understood"."""
        qualification = self.playbook().qualification
        return understood_card(
            await self.known(uow, conversation),
            self.words,
            needs={need.name: need.title for need in qualification.needs},
            currency=qualification.money.currency,
            locale=conversation.locale,
        )

    async def consent_response(self, uow: ChatWork, conversation: Conversation) -> str:
        """The response that asks for the permission which fits what comes next."""
        return consent_response(await self.known(uow, conversation), self.playbook())

    def label(self, kind: str, language: str | None = None) -> str:
        """A fact's name for visitors, in their language if domain.yml has it."""
        return str(self.words.say(f"utter_label_{kind}", language)["text"])

    def rep_name(self, rep_id: str | None, language: str | None = None) -> str:
        """The rep's name, or the words for a colleague while nobody is assigned."""
        rep = self.playbook().team.rep(rep_id) if rep_id else None
        return rep.name if rep else str(self.words.say("utter_label_colleague", language)["text"])


def next_question(known: Known, lead: Lead | None, outcome: str | None, playbook: Playbook) -> str | None:
    """Pure: the next of the playbook's open questions, then consent; after a handover only the contact."""
    if known.profile in (*NO_PROSPECT, "customer") and outcome != "handover":
        return None
    if outcome == "handover":
        reach = ("email", "name") if known.value("email") else ("email", "phone", "name")
        return next((kind for kind in reach if not known.closed(kind)), None)
    if lead is None:
        return playbook.qualification.questions[0].ask
    asked = open_questions(known, lead.contact, playbook)
    if asked:
        return asked[0]
    return "consent" if known.value("email") and not known.closed("consent") else None
