"""What a conversation comes to: qualified, nurture, disqualified, declined, or a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.capture.service import Origin, keep_consent
from bot.chat import ports
from bot.chat.models import Conversation
from bot.errors import NotFound
from bot.leads.events import LeadDisqualified
from bot.leads.models import Known, Lead
from bot.playbook.shapes import Playbook
from bot.qualify.rules import Disqualified, NotReady, Readiness, Ready, readiness
from bot.route import service as route

FINAL = frozenset({"booked", "handover", "stopped"})
ASKS_FOR_MAIL = "utter_ask_consent_mail"
ASKS_FOR_A_MEETING = "utter_ask_consent_meeting"


class Visits(ports.Visits, route.Visits, Protocol):
    pass


class DecideWork(ports.ChatWork, route.RouteWork, Protocol):
    """What deciding needs of the database."""

    @property
    def leads(self) -> route.Leads: ...
    @property
    def visits(self) -> Visits: ...


def outcome_for(current: str | None, verdict: Readiness, known: Known, *, willing: bool = True) -> str:
    """The outcome by the facts. A meeting, a person and a stop are kept; so is an enrolment until ready.

    Who is ready is offered times without an address or a permission too: a picked time is held while they are
    asked for. `willing` is False for who has just said that they are not interested.
    """
    if known.profile == "customer":
        return "handover"
    if isinstance(verdict, Disqualified):
        return "disqualified"
    if current in FINAL:
        return str(current)
    if known.consent is False or not willing:
        return "declined" if current != "enrolled" else current
    if isinstance(verdict, Ready):
        return "qualified"
    if not known.value("email") or not known.consent:
        return "declined"
    return "enrolled" if current == "enrolled" else "nurture"


async def decide(
    uow: DecideWork, conversation: Conversation, playbook: Playbook, *, now: datetime, willing: bool = True
) -> str:
    """Score, route and settle what comes of the conversation; keeps the consent with its wording.

    Raises NotFound when the conversation has no lead.
    """
    lead = await uow.leads.get(conversation.lead_id) if conversation.lead_id else None
    if lead is None:
        raise NotFound
    known = await uow.facts.known(lead.id, conversation_id=conversation.id)
    assessed = await route.assess(uow, lead, playbook, now=now)
    outcome = outcome_for(conversation.outcome, assessed.verdict, known, willing=willing)
    await keep_permission(uow, lead, conversation, known, now=now)
    if outcome == "disqualified":
        await uow.publish(LeadDisqualified(lead.id, now, str(known.profile)))
    return await keep_outcome(uow, conversation, outcome)


async def keep_permission(
    uow: ports.ChatWork, lead: Lead, conversation: Conversation, known: Known, *, now: datetime
) -> None:
    """Keep the permission that was given last, for what it was asked for and in the words of the question.

    One that was withdrawn since, by an unsubscribe link for example, stays withdrawn.
    """
    if known.consent and (asked := await uow.messages.last_asking(conversation.id, "consent")):
        purpose = "nurture" if asked.response == ASKS_FOR_MAIL else "contact"
        if await uow.consents.withdrawn_since(lead.id, purpose, known.facts["consent"].stated_at):
            return
        await keep_consent(uow, lead, purpose, asked.text, Origin(conversation.id, "consent"), now=now)


async def keep_outcome(uow: ports.ChatWork, conversation: Conversation, outcome: str) -> str:
    """SQL keeps the outcome; the dialogue's slot is a copy."""
    await uow.conversations.save(replace(conversation, outcome=outcome))
    return outcome


def consent_response(known: Known, playbook: Playbook) -> str:
    """The permission to ask for: to get in touch about a meeting, or to send useful mail."""
    verdict = readiness(known.bant, known.profile, playbook.qualification)
    return ASKS_FOR_A_MEETING if isinstance(verdict, Ready) else ASKS_FOR_MAIL


def not_ready_because(known: Known, playbook: Playbook) -> tuple[str, ...]:
    """Why the lead is nurtured, in the playbook's words."""
    verdict = readiness(known.bant, known.profile, playbook.qualification)
    return verdict.reasons if isinstance(verdict, NotReady) else ()
