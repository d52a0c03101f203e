"""What goes out next, and why then or why not: for `bantam next` and the console."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.leads.mail import NURTURE, Mail
from bot.leads.models import Known, Lead
from bot.nurture.models import ENDINGS, Enrolment, NextSend, SequenceVersion
from bot.nurture.ports import NurtureWork
from bot.nurture.preferences import pause_words
from bot.nurture.rules import address_hash, stage_ends, zone_of
from bot.nurture.steps import wanted

NEVER = datetime.max.replace(tzinfo=UTC)


async def next_sends(uow: NurtureWork, lead_id: str | None = None) -> list[NextSend]:
    """The next send of each running enrolment, and mails that wait already, by their instant; of one lead, or
    of all. What is held without an instant comes last."""
    sends = []
    for enrolment in await uow.enrolments.running(lead_id):
        version = await uow.sequences.get(enrolment.version_id)
        lead = await uow.leads.get(enrolment.lead_id)
        if version and lead:
            known = await uow.facts.known(lead.id)
            chosen = await uow.preferences.get(lead.id)
            paused = _paused(enrolment, lead, chosen.paused_until if chosen else None)
            sends.append(_next(enrolment, version, await _held(uow, enrolment, lead), known, paused))
    sends += [await _waiting(uow, mail) for mail in await uow.mails.waiting(NURTURE, lead_id)]
    return sorted(sends, key=lambda send: (send.due_at is None, send.due_at or NEVER))


async def _waiting(uow: NurtureWork, mail: Mail) -> NextSend:
    """A mail that is written: for the worker, the lead's hours, a limit, or the mail server."""
    enrolment = await uow.enrolments.get(mail.enrolment_id) if mail.enrolment_id else None
    version = await uow.sequences.get(enrolment.version_id) if enrolment else None
    step = next((step for step in version.steps if step.id == mail.step_id), None) if version else None
    why = mail.reason or "waits for the worker"
    return NextSend(
        mail.lead_id or "",
        mail.enrolment_id,
        version.name if version else "",
        version.version if version else 0,
        step.position + 1 if step else 0,
        len(version.steps) if version else 0,
        step.template if step else mail.kind,
        mail.due_at,
        held=False,
        why=f"tried before; {why}" if mail.state == "deferred" and mail.attempts else why,
        mail_id=mail.id,
    )


def _paused(enrolment: Enrolment, lead: Lead, until: datetime | None) -> str:
    """That the lead wants no mail on the day of the step, when its reason does not say so already."""
    words = pause_words(until, zone_of(lead.contact)) if until else ""
    late = until and enrolment.status == "active" and enrolment.due_at and enrolment.due_at < until
    return words if late and words not in (enrolment.due_because or "") else ""


def _next(
    enrolment: Enrolment, version: SequenceVersion, held: str | None, known: Known, paused: str
) -> NextSend:
    position = enrolment.next_position or 0
    step = version.step(position)
    template = step.template if step and enrolment.status == "active" else "confirm"
    why = held or "; ".join(filter(None, (enrolment.due_because, paused)))
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
    if reason := await uow.suppressions.reason(address_hash(lead.contact.email)):
        return ENDINGS["bounced"] if reason == "bounced" else ENDINGS["unsubscribed"]
    if not await uow.consents.has(lead.id, "nurture"):
        return "consent withdrawn"
    ending = stage_ends(lead.stage)
    if ending:
        return ENDINGS[ending]
    return enrolment.due_because if enrolment.status == "unconfirmed" else None
