"""What comes back from who we wrote to: bounces, automatic answers, and replies.

Each verb keeps the mail that came first: what is kept already was dealt with, and changes nothing again.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Protocol

from bot.capture.rules import normal_email
from bot.leads.events import AddressBounced, ContactStopped, LeadReplied
from bot.leads.ids import new_id
from bot.leads.mail import AT_MOST_ONCE, NURTURE, Mail
from bot.leads.models import Lead
from bot.nurture.models import InboundKind, InboundMail
from bot.nurture.ports import InboundRepository, NurtureWork
from bot.nurture.rules import Due, address_hash, due_at, zone_of
from bot.nurture.service import end_all
from bot.nurture.stopping import asks_to_stop
from bot.playbook.shapes import Sending

SOFT_BOUNCES = 3
"""So many mails in a row that came back for now count as one that came back for good."""
AWAY = timedelta(days=7)
"""How long somebody is away who does not say until when."""
LONGEST_REPLY = 10_000  # characters that are kept


class Returned(Protocol):
    async def note(self, mail_id: str, reason: str, *, now: datetime) -> None: ...
    async def postpone(
        self, lead_id: str, kinds: Sequence[str], until: datetime, reason: str, *, now: datetime
    ) -> int:
        """Waiting mails of the lead, of these kinds, leave at `until` at the earliest; how many they are."""
        ...


class Inbound(InboundRepository, Protocol):
    async def replies_since(self, lead_id: str, since: datetime) -> int: ...


class ReturnWork(NurtureWork, Protocol):
    @property
    def inbound(self) -> Inbound: ...
    @property
    def returned(self) -> Returned: ...


@dataclass(frozen=True)
class Bounced:
    """`lead_id` None: the mail was for one of our own people. `gone`: no useful mail goes there any more."""

    mail_id: str
    lead_id: str | None
    gone: bool


@dataclass(frozen=True)
class Paused:
    """How many sequences wait until the lead is back."""

    mail_id: str
    sequences: int


@dataclass(frozen=True)
class Replied:
    """A lead wrote. `stopped`: they want no more mail."""

    inbound: InboundMail
    lead_id: str
    stopped: bool


@dataclass(frozen=True)
class Came:
    """A mail that came back: `digest` tells it from others, `mail` is ours that it is about."""

    digest: str
    mail: Mail


def is_to_lead(mail: Mail, lead: Lead) -> bool:
    """Whether our mail was for the lead, and not about the lead for one of our own people."""
    if mail.lead_id != lead.id or mail.kind in ("notice", "test"):
        return False
    theirs = normal_email(mail.recipient) == lead.contact.email
    return mail.kind in NURTURE or mail.cause.endswith(":visitor") or theirs


async def take_bounce(
    uow: ReturnWork, came: Came, *, status: str, hard: bool, now: datetime
) -> Bounced | None:
    """A mail did not get through (RFC 3464); `status` is RFC 3463's. For good: the address is suppressed.

    None when this was dealt with before. A mail to one of our people changes nothing of any lead.
    """
    mail, lead = came.mail, await _lead_of(uow, came.mail)
    kind: InboundKind = "hard_bounce" if hard else "soft_bounce"
    if await _keep(uow, came, kind, lead, detail=status, now=now) is None:
        return None
    words = f"came back{'' if hard else ' for now'}{f': {status}' if status else ''}"
    if lead and not hard and await uow.inbound.soft_bounces(lead.id) >= SOFT_BOUNCES:
        hard, words = True, f"{words}, the {SOFT_BOUNCES}rd mail in a row: counts as gone"
    await uow.returned.note(mail.id, words, now=now)
    if lead and hard:
        await uow.publish(AddressBounced(lead.id, now, mail.recipient, mail.id, status))
    return Bounced(mail.id, lead.id if lead else None, gone=hard)


async def on_address_bounced(uow: NurtureWork, event: AddressBounced) -> None:
    """Suppress the address and, while it is the lead's, end all that runs."""
    hashed = address_hash(event.email)
    await uow.suppressions.add(hashed, "bounced", now=event.at)
    lead = await uow.leads.get(event.lead_id)
    if lead and lead.contact.email and address_hash(lead.contact.email) == hashed:
        await end_all(uow, lead.id, "bounced", now=event.at)


async def take_auto_reply(
    uow: ReturnWork, came: Came, until: date | None, sending: Sending, *, now: datetime
) -> Paused | None:
    """Somebody is away (RFC 3834), `until` that day: what waits for them goes out when they are back.

    None when this was dealt with before, or is an automatic answer of one of our own people.
    """
    lead = await _lead_of(uow, came.mail)
    said = f"out of office until {until.day} {until:%B}" if until else "out of office"
    if lead is None or await _keep(uow, came, "auto_reply", lead, detail=said, now=now) is None:
        return None
    back = _back(until, lead, now)
    due = due_at(back, lead.contact, sending)
    paused = 0
    for running in await uow.enrolments.running(lead.id):
        enrolment = await uow.enrolments.lock(running.id)  # a worker may be at its step
        if enrolment and enrolment.status == "active" and enrolment.due_at and enrolment.due_at < due.at:
            because = _because(said, due)
            await uow.enrolments.save(
                replace(enrolment, due_at=due.at, due_because=because, held_because=None)
            )
            paused += 1
    await uow.returned.postpone(lead.id, AT_MOST_ONCE, due.at, said, now=now)
    return Paused(came.mail.id, paused)


def _back(until: date | None, lead: Lead, now: datetime) -> datetime:
    if until is None:
        return now + AWAY
    return datetime.combine(until + timedelta(days=1), time.min, zone_of(lead.contact))


def _because(said: str, due: Due) -> str:
    return "; ".join(filter(None, (said, due.moved)))


async def take_reply(
    uow: ReturnWork, lead: Lead, digest: str, mail: Mail | None, text: str, *, now: datetime
) -> Replied | None:
    """A lead wrote to us, to a mail or by themselves: every sequence ends; a wish for no more mail is one.

    None when this was dealt with before.
    """
    stopped = asks_to_stop(text)
    kept = InboundMail(
        new_id("in"), digest, "stop" if stopped else "reply", now, mail.id if mail else None, lead.id,
        text[:LONGEST_REPLY],
    )  # fmt: skip
    if not await uow.inbound.add_unless_there(kept):
        return None
    if stopped:
        wrote_to = mail.recipient if mail else lead.contact.email
        await uow.publish(ContactStopped(lead.id, now, wrote_to, "reply"))
    else:
        await end_all(uow, lead.id, "replied", now=now)
        await uow.publish(LeadReplied(lead.id, now, kept.id, kept.mail_id))
    return Replied(kept, lead.id, stopped)


async def _lead_of(uow: NurtureWork, mail: Mail) -> Lead | None:
    lead = await uow.leads.get(mail.lead_id) if mail.lead_id else None
    return lead if lead and is_to_lead(mail, lead) else None


async def _keep(
    uow: ReturnWork, came: Came, kind: InboundKind, lead: Lead | None, *, detail: str, now: datetime
) -> InboundMail | None:
    """None when it is kept already."""
    kept = InboundMail(
        new_id("in"), came.digest, kind, now, came.mail.id, lead.id if lead else None, "", detail
    )
    return kept if await uow.inbound.add_unless_there(kept) else None
