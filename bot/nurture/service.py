"""Verbs of nurture: enrol, confirm, end, unsubscribe; and who reacts to what happens elsewhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from bot.leads.events import ContactStopped, LeadConverted, LeadDisqualified, LeadEnrolled, MeetingBooked
from bot.leads.ids import new_id
from bot.leads.mail import NURTURE
from bot.leads.models import Lead
from bot.nurture.choosing import choose
from bot.nurture.models import (
    ENDINGS,
    Ending,
    Enrolled,
    Enrolment,
    Refused,
    SequenceVersion,
)
from bot.nurture.ports import NurtureWork
from bot.nurture.rules import Due, address_hash, due_at, in_words, stage_ends
from bot.playbook.shapes import Sending, SitePlaybook
from bot.qualify.rules import traits

PURPOSE = "nurture"


async def enrol(
    uow: NurtureWork, lead: Lead, reasons: str | Sequence[str], site: SitePlaybook, *, now: datetime
) -> Enrolled | Refused:
    """Enrol the lead in the sequence for why they are not ready; once per lead and sequence.

    `reasons` are of the playbook's REASONS (see `bot.nurture.choosing`); without one that a sequence is for,
    it is the one for the lead's stage. Needs the consent `nurture` and an address that nobody unsubscribed.
    Where the site wants a double opt-in, and this lead gave none yet, the worker first asks for a
    confirmation.
    """
    why = [reasons] if isinstance(reasons, str) else list(reasons)
    if refusal := await _refusal(uow, lead):
        return Refused(refusal)
    known = await uow.facts.known(lead.id)
    chosen = choose(await uow.sequences.newest(), why, lead.stage, traits(known.bant, lead.contact))
    if chosen is None:
        return Refused("no_sequence")
    version, reason = chosen
    earlier = [e for e in await uow.enrolments.running(lead.id) if e.sequence == version.name]
    if earlier:
        return Enrolled(earlier[0], new=False)
    asks_first = site.double_opt_in and not await uow.consents.confirmed(lead.id, PURPOSE)
    enrolment = Enrolment(
        new_id("enr"),
        lead.id,
        version.id,
        version.name,
        "unconfirmed" if asks_first else "active",
        reason,
        now,
    )
    if asks_first:
        enrolment = replace(enrolment, due_at=now, due_because="asks for confirmation first")
    else:
        enrolment = at_step(enrolment, version, 0, lead, site.sending, now=now)
    if not await uow.enrolments.add_unless_running(enrolment):
        return Refused("enrolled_meanwhile")
    await uow.publish(LeadEnrolled(lead.id, now, enrolment.id, enrolment.sequence, reason))
    return Enrolled(enrolment)


async def _refusal(uow: NurtureWork, lead: Lead) -> str | None:
    if not lead.contact.email:
        return "no_address"
    if ending := stage_ends(lead.stage):
        return ending
    if await uow.suppressions.reason(address_hash(lead.contact.email)):
        return "unsubscribed"
    return None if await uow.consents.has(lead.id, PURPOSE) else "no_consent"


def at_step(
    enrolment: Enrolment,
    version: SequenceVersion,
    position: int,
    lead: Lead,
    sending: Sending,
    *,
    now: datetime,
) -> Enrolment:
    """The enrolment waiting for that step, counted from `now`; finished when there is no such step."""
    step = version.step(position)
    if step is None:
        return replace(
            enrolment, status="finished", ended_at=now, next_position=None, due_at=None, due_because=None,
            held_because=None,
        )  # fmt: skip
    due: Due = due_at(now + step.delay, lead.contact, sending)
    because = in_words(step.delay, f"step {position}" if position else "enrolling")
    return replace(
        enrolment, status="active", next_position=position, due_at=due.at, held_because=None,
        due_because="; ".join(filter(None, (because, due.moved))),
    )  # fmt: skip


async def confirm(
    uow: NurtureWork, enrolment_id: str, site: SitePlaybook, *, now: datetime
) -> Enrolled | Refused:
    """The second half of a double opt-in: the sequence starts now. A second click changes nothing."""
    enrolment = await uow.enrolments.lock(enrolment_id)
    lead = await uow.leads.get(enrolment.lead_id) if enrolment else None
    version = await uow.sequences.get(enrolment.version_id) if enrolment else None
    if enrolment is None or lead is None or version is None:
        return Refused("unknown")
    if enrolment.status != "unconfirmed":
        return (
            Refused(enrolment.ended_because or "ended")
            if enrolment.status == "ended"
            else Enrolled(enrolment, new=False)
        )
    await uow.consents.confirm(lead.id, PURPOSE, now=now)
    started = at_step(enrolment, version, 0, lead, site.sending, now=now)
    await uow.enrolments.save(started)
    return Enrolled(started)


async def end_all(uow: NurtureWork, lead_id: str, because: Ending, *, now: datetime) -> int:
    """End every sequence of the lead, and withhold what waits in the mail log; how many sequences ended."""
    running = await uow.enrolments.running(lead_id)
    for enrolment in running:
        await uow.enrolments.save(ended(enrolment, because, now=now))
    await uow.mails.withhold_waiting(lead_id, NURTURE, ENDINGS[because], now=now)
    return len(running)


def ended(enrolment: Enrolment, because: Ending, *, now: datetime) -> Enrolment:
    return replace(
        enrolment, status="ended", ended_at=now, ended_because=because, next_position=None, due_at=None,
        due_because=None, held_because=None,
    )  # fmt: skip


async def unsubscribe(uow: NurtureWork, lead_id: str, hashed: str, *, now: datetime) -> None:
    """Suppress the address for good and, while the lead has it, end all that runs; again changes nothing.

    Works by the hash, so that a link in an old mail holds after the lead is erased.
    """
    await uow.suppressions.add(hashed, "unsubscribed", now=now)
    lead = await uow.leads.get(lead_id)
    if lead and lead.contact.email and address_hash(lead.contact.email) == hashed:
        await uow.publish(ContactStopped(lead.id, now, lead.contact.email, "link"))


async def on_meeting_booked(uow: NurtureWork, event: MeetingBooked) -> None:
    await end_all(uow, event.lead_id, "booked", now=event.at)


async def on_lead_converted(uow: NurtureWork, event: LeadConverted) -> None:
    await end_all(uow, event.lead_id, "converted", now=event.at)


async def on_lead_disqualified(uow: NurtureWork, event: LeadDisqualified) -> None:
    await end_all(uow, event.lead_id, "disqualified", now=event.at)


async def on_contact_stopped(uow: NurtureWork, event: ContactStopped) -> None:
    """Suppress the address that we know of, withdraw the consent, end what runs."""
    lead = await uow.leads.get(event.lead_id)
    addresses = {event.email, lead.contact.email if lead else None}
    for email in filter(None, addresses):
        await uow.suppressions.add(address_hash(email), "unsubscribed", now=event.at)
    await uow.consents.withdraw(event.lead_id, PURPOSE, now=event.at)
    await end_all(uow, event.lead_id, "unsubscribed", now=event.at)
