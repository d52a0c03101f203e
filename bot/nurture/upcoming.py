"""What goes out next, and why then or why not: for `bantam next` and the console."""

from __future__ import annotations

from bot.leads.models import Known, Lead
from bot.nurture.models import ENDINGS, Enrolment, NextSend, SequenceVersion
from bot.nurture.ports import NurtureWork
from bot.nurture.rules import address_hash, stage_ends
from bot.nurture.steps import wanted


async def next_sends(uow: NurtureWork, lead_id: str | None = None) -> list[NextSend]:
    """The next send of each running enrolment, by its instant; of one lead, or of all."""
    sends = []
    for enrolment in await uow.enrolments.running(lead_id):
        version = await uow.sequences.get(enrolment.version_id)
        lead = await uow.leads.get(enrolment.lead_id)
        if version and lead:
            known = await uow.facts.known(lead.id)
            sends.append(_next(enrolment, version, await _held(uow, enrolment, lead), known))
    return sends


def _next(enrolment: Enrolment, version: SequenceVersion, held: str | None, known: Known) -> NextSend:
    position = enrolment.next_position or 0
    step = version.step(position)
    template = step.template if step and enrolment.status == "active" else "confirm"
    why = held or enrolment.due_because or ""
    if step and not held and enrolment.status == "active" and not wanted(step, known):
        condition = step.condition or {}
        why = (
            f"passed over while {condition['fact']} is {'unknown' if condition['known'] else 'known'}; {why}"
        )
    return NextSend(
        enrolment.lead_id, enrolment.id, enrolment.sequence, version.version, position + 1,
        len(version.steps), template, enrolment.due_at, held is not None, why,
    )  # fmt: skip


async def _held(uow: NurtureWork, enrolment: Enrolment, lead: Lead) -> str | None:
    if enrolment.held_because:
        return enrolment.held_because
    if not lead.contact.email:
        return ENDINGS["no_address"]
    if await uow.suppressions.reason(address_hash(lead.contact.email)):
        return ENDINGS["unsubscribed"]
    if not await uow.consents.has(lead.id, "nurture"):
        return "consent withdrawn"
    ending = stage_ends(lead.stage)
    if ending:
        return ENDINGS[ending]
    return enrolment.due_because if enrolment.status == "unconfirmed" else None
