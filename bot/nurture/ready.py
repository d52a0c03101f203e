"""Who becomes ready for a meeting by an answer in a mail: their rep is told, and they are offered times."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from bot.errors import BantamError
from bot.leads.events import LeadReady
from bot.leads.mail import MailDraft, one_line
from bot.leads.models import Known, Lead
from bot.nurture.desk import Desk
from bot.nurture.links import LinkWork, queue_followed
from bot.nurture.ports import ConsentRepository, FactRepository, LeadRepository, SuppressionRepository
from bot.nurture.rules import address_hash, due_at, stage_ends
from bot.nurture.service import PURPOSE
from bot.understand.facts import BANT

TEMPLATE = "ready-to-meet"
AFTER = timedelta(hours=1)
"""So long the lead may go on by themselves, or the rep be quicker, before times are offered by mail."""


class Leads(LeadRepository, Protocol):
    async def score_parts(self, lead_id: str) -> Sequence[Mapping[str, Any]]: ...


class ReadyWork(LinkWork, Protocol):
    @property
    def leads(self) -> Leads: ...
    @property
    def facts(self) -> FactRepository: ...
    @property
    def consents(self) -> ConsentRepository: ...
    @property
    def suppressions(self) -> SuppressionRepository: ...


@dataclass(frozen=True)
class Offers:
    """Reacts to LeadReady; wired in `bootstrap`."""

    desk: Callable[[], Desk]

    async def on_lead_ready(self, uow: ReadyWork, event: LeadReady) -> None:
        lead = await uow.leads.get(event.lead_id)
        if lead is None:
            return
        desk, known = self.desk(), await uow.facts.known(lead.id)
        offered_at = await _offer(uow, desk, lead, known, now=event.at)
        await _tell_rep(uow, desk, lead, known, event, offered_at)


async def _offer(uow: ReadyWork, desk: Desk, lead: Lead, known: Known, *, now: datetime) -> datetime | None:
    """Put the mail that offers times to the lead into the log, once for each lead; when it is due.

    None, and no mail, without the permission to write to them. A template that is gone or faulty must not
    cost the answer that made them ready.
    """
    email = lead.contact.email
    if not email or stage_ends(lead.stage) or not await uow.consents.has(lead.id, PURPOSE):
        return None
    if await uow.suppressions.reason(address_hash(email)) or not await _opted_in(uow, desk, lead):
        return None
    due = due_at(now + AFTER, lead.contact, desk.sending).at
    try:
        template = desk.playbook.email(TEMPLATE)
        letter = desk.write(lead, known, template.subject, template.body, now=now)
    except (KeyError, BantamError):
        return None
    draft = MailDraft(
        "ready", f"ready:{lead.id}", email, letter.words.subject, letter.words.text, letter.words.html,
        recipient_name=one_line(lead.contact.name) if lead.contact.name else None,
        reply_to=desk.reply_to(lead), unsubscribe_url=letter.unsubscribe_url, lead_id=lead.id, due_at=due,
    )  # fmt: skip
    return due if await queue_followed(uow, draft, letter.links, now=now) else None


async def _opted_in(uow: ReadyWork, desk: Desk, lead: Lead) -> bool:
    return not desk.playbook.site.double_opt_in or await uow.consents.confirmed(lead.id, PURPOSE)


async def _tell_rep(
    uow: ReadyWork, desk: Desk, lead: Lead, known: Known, event: LeadReady, offered_at: datetime | None
) -> None:
    """One mail to the lead's rep, or to who looks after leads without one, each time that it happens."""
    contact, fallback = lead.contact, desk.playbook.routing.fallback
    rep = desk.playbook.team.rep(lead.owner_id) if lead.owner_id else None
    variables = {
        "who": contact.name or contact.email or "A lead",
        "how": event.how,
        "offered_at": _in_words(offered_at, rep.timezone if rep else "UTC") if offered_at else "",
        "their_company": contact.company or "",
        "job_title": contact.job_title or "",
        "email": contact.email or "",
        "phone": contact.phone or "",
        "bant": [_fact(known, kind) for kind in BANT],
        "score": lead.score,
        "temperature": lead.temperature or "",
        "score_parts": await uow.leads.score_parts(lead.id),
        "lead_url": f"{desk.public_url}/console/leads/{lead.id}",
    }
    words = desk.templates.render("rep-ready", variables)
    draft = MailDraft(
        "notice", f"ready:{lead.id}:{event.at:%Y%m%dT%H%M%SZ}", rep.email if rep else fallback.email,
        words.subject, words.text, words.html,
        recipient_name=rep.name if rep else fallback.queue, reply_to=contact.email, lead_id=lead.id,
    )  # fmt: skip
    await uow.mails.queue(draft, now=event.at)


def _in_words(at: datetime, zone: str) -> str:
    """For example `Tue 3 Mar, 10:00 (Europe/Berlin)`."""
    here = at.astimezone(ZoneInfo(zone))
    return f"{here:%a} {here.day} {here:%b}, {here:%H:%M} ({zone})"


def _fact(known: Known, kind: str) -> dict[str, str]:
    kept = known.facts.get(kind)
    return {"kind": kind, "status": kept.status if kept else "unknown", "quote": kept.quote if kept else ""}
