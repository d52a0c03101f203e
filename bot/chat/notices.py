"""Who is told when a visitor wants a person: the lead's rep, or who looks after leads without one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.capture.service import FactRepository, LeadRepository
from bot.leads.events import HandoverRequested
from bot.leads.mail import MailDraft, MailWords
from bot.playbook.shapes import Playbook
from bot.understand.facts import BANT


class Templates(Protocol):
    def render(self, name: str, variables: Mapping[str, Any]) -> MailWords: ...


class MailQueue(Protocol):
    async def queue(self, draft: MailDraft, *, now: Any) -> object: ...


class NoticeWork(Protocol):
    @property
    def leads(self) -> LeadRepository: ...
    @property
    def facts(self) -> FactRepository: ...
    @property
    def mails(self) -> MailQueue: ...


@dataclass(frozen=True)
class Notices:
    """Writes the mails; `public_url` ends in no slash."""

    templates: Templates
    playbook: Callable[[], Playbook]
    public_url: str

    async def on_handover(self, uow: NoticeWork, event: HandoverRequested) -> None:
        """One mail for each task, with what the visitor said so far."""
        playbook = self.playbook()
        lead = await uow.leads.get(event.lead_id)
        rep = playbook.team.rep(event.to) if event.to else None
        known = await uow.facts.known(event.lead_id)
        quotes = [{"kind": kind, "quote": known.quote(kind)} for kind in BANT if known.quote(kind)]
        variables = {
            "who": (lead and (lead.contact.name or lead.contact.email)) or "A visitor",
            "reason": event.reason,
            "quotes": quotes,
            "lead_url": f"{self.public_url}/console/leads/{event.lead_id}",
        }
        words = self.templates.render("handover", variables)
        draft = MailDraft(
            kind="notice",
            cause=f"task:{event.task_id}",
            recipient=rep.email if rep else playbook.routing.fallback.email,
            recipient_name=rep.name if rep else playbook.routing.fallback.queue,
            subject=words.subject,
            text=words.text,
            html=words.html,
            lead_id=event.lead_id,
        )
        await uow.mails.queue(draft, now=event.at)
