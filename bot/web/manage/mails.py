"""Who cancelled may get something useful now and then: asked once, kept with the exact words."""

from __future__ import annotations

from datetime import datetime
from typing import Literal

from bot.bootstrap import App, Work
from bot.leads.models import Consent, Lead
from bot.nurture.models import Enrolled
from bot.nurture.rules import address_hash, stage_ends
from bot.nurture.service import PURPOSE, enrol
from bot.web.manage.pages import Case

REASON = "cancelled"
QUESTION = "utter_ask_consent_mail"

Subscribed = Literal["first_mail", "confirm_first", "agreed", "no_mails"]


async def question_for(app: App, uow: Work, case: Case) -> str | None:
    """The question, in domain.yml's words; None for who agreed already, said stop, or is not to be asked."""
    if case.meeting.status != "cancelled" or case.meeting.cancelled_by != "visitor":
        return None
    if not await _may_ask(uow, case.lead):
        return None
    return str(app.words.say(QUESTION)["text"])


async def subscribe(app: App, uow: Work, case: Case, *, now: datetime) -> Subscribed:
    """Keep the permission with the question's words and enrol; pressing again changes nothing."""
    wording = await question_for(app, uow, case)
    if wording is None:
        return "agreed" if await uow.consents.has(case.lead.id, PURPOSE) else "no_mails"
    conversation_id = case.meeting.conversation_id
    await uow.consents.give(Consent(case.lead.id, PURPOSE, now, wording, conversation_id))
    outcome = await enrol(uow, case.lead, REASON, app.playbook().site, now=now)
    if not isinstance(outcome, Enrolled):
        return "no_mails"
    return "confirm_first" if outcome.enrolment.status == "unconfirmed" else "first_mail"


async def _may_ask(uow: Work, lead: Lead) -> bool:
    if not lead.contact.email or lead.stage == "lost" or stage_ends(lead.stage):
        return False
    if await uow.consents.has(lead.id, PURPOSE) or await uow.suppressions.reason(
        address_hash(lead.contact.email)
    ):
        return False
    return any(REASON in version.reasons and version.steps for version in await uow.sequences.newest())
