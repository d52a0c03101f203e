"""What a lead does with a link of a mail: follow it, or answer with it what the mail asks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.capture import service as capture
from bot.leads.mail import Mail, MailState
from bot.leads.models import Lead
from bot.nurture.models import MailLink, Refused
from bot.nurture.ports import ConsentRepository, MailLinkRepository, SuppressionRepository
from bot.nurture.rules import address_hash, stage_ends
from bot.nurture.service import PURPOSE
from bot.playbook.shapes import Playbook
from bot.route import service as route

LEFT: tuple[MailState, ...] = ("sending", "accepted", "unknown")
"""States of a mail that somebody may have got. Whoever opens a link of another one saw it in the console."""


class Mails(Protocol):
    async def get(self, mail_id: str) -> Mail | None: ...


class Consents(ConsentRepository, capture.ConsentRepository, Protocol):
    pass


class EngageWork(route.RouteWork, Protocol):
    @property
    def mails(self) -> Mails: ...
    @property
    def mail_links(self) -> MailLinkRepository: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def suppressions(self) -> SuppressionRepository: ...


@dataclass(frozen=True)
class Found:
    """A link of a mail that is kept. `lead` is None once they are gone; `left`: the mail went out."""

    link: MailLink
    lead: Lead | None
    left: bool


@dataclass(frozen=True)
class Answering:
    """Who answers, and the conversation that the answer belongs to: the one in which they agreed."""

    lead: Lead
    conversation_id: str


async def find(uow: EngageWork, link_id: str) -> Found | None:
    """The link; None when its mail is kept no longer, as after an erasure."""
    link = await uow.mail_links.get(link_id)
    mail = await uow.mails.get(link.mail_id) if link else None
    if link is None or mail is None:
        return None
    lead = await uow.leads.get(mail.lead_id) if mail.lead_id else None
    return Found(link, lead, mail.state in LEFT)


async def follow(uow: EngageWork, found: Found, playbook: Playbook, *, now: datetime) -> bool:
    """Count the click, and score the lead anew at a link's first one; False for a mail that has not left."""
    if not found.left:
        return False
    if await uow.mail_links.clicked(found.link.id, now=now) and found.lead:
        await route.rescore(uow, found.lead, playbook, now=now)
    return True


async def answering(uow: EngageWork, found: Found) -> Answering | Refused:
    """Whose answer a click is now. Changes nothing.

    Refused: `not_sent`; `unsubscribed`, `converted` or `disqualified` since; `gone` without the lead or the
    conversation.
    """
    lead = found.lead
    if not found.left:
        return Refused("not_sent")
    if lead is None:
        return Refused("gone")
    ending = stage_ends(lead.stage)
    if ending and ending != "booked":
        return Refused(ending)
    suppressed = await uow.suppressions.reason(address_hash(lead.contact.email or ""))
    if suppressed not in (None, "bounced") or not await uow.consents.has(lead.id, PURPOSE):
        return Refused("unsubscribed")
    conversation_id = await uow.consents.conversation(lead.id, PURPOSE)
    return Answering(lead, conversation_id) if conversation_id else Refused("gone")


async def conversation_of(uow: EngageWork, found: Found) -> str | None:
    """The chat that a link takes up again; None when there is none that is the lead's to see."""
    return await uow.consents.conversation(found.lead.id, PURPOSE) if found.lead else None
