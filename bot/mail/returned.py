"""Mail about our mail: which one of ours it is about, and what follows for the lead."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal, Protocol

from bot.capture import service as capture
from bot.capture.rules import normal_email
from bot.leads.mail import Mail
from bot.leads.models import Lead
from bot.mail import reply_notice
from bot.mail.arrivals import AutoReply, Bounce, Reply, classify
from bot.mail.parsing import Letter
from bot.mail.verp import untagged
from bot.nurture import ports, reading, returning
from bot.nurture.reading import understand_reply
from bot.nurture.returning import Bounced, Came, Paused, Replied
from bot.nurture.rules import zone_of
from bot.playbook.shapes import Playbook
from bot.route import service as route

Passed = Literal["known", "unmatched", "staff", "other_address"]
"""Why a mail about our mail changed nothing: dealt with before, about none of ours that we can name, one of
our own people's, or a bounce of another address than we wrote to."""


class Returned(returning.Returned, Protocol):
    async def by_message_ids(self, message_ids: Sequence[str]) -> Mail | None: ...
    async def asked(self, mail_id: str) -> str | None: ...


class Mails(ports.MailRepository, Protocol):
    async def get(self, mail_id: str) -> Mail | None: ...


class Consents(ports.ConsentRepository, reading.Consents, Protocol):
    pass


class LetterWork(returning.ReturnWork, reading.ReadingWork, reply_notice.NoticeWork, Protocol):
    """What mail about our mail needs of the database."""

    @property
    def leads(self) -> route.Leads: ...
    @property
    def facts(self) -> capture.FactRepository: ...
    @property
    def consents(self) -> Consents: ...
    @property
    def mails(self) -> Mails: ...
    @property
    def inbound(self) -> returning.Inbound: ...
    @property
    def returned(self) -> Returned: ...


@dataclass(frozen=True)
class ReturnDesk:
    """`own_address` is the one that our mails come from, `secret` signs the addresses that they return to."""

    own_address: str
    secret: str = field(repr=False)
    playbook: Callable[[], Playbook]
    templates: reply_notice.Templates
    public_url: str


@dataclass(frozen=True)
class _Match:
    """Our mail, and whether the letter came to the address that only this mail had."""

    mail: Mail
    by_token: bool


async def read_returned(
    uow: LetterWork, letter: Letter, desk: ReturnDesk, *, now: datetime
) -> Bounced | Paused | Replied | Passed | None:
    """Bounces, automatic answers and replies; None for what is none of these."""
    match = await _match(uow, letter, desk)
    lead = await uow.leads.get(match.mail.lead_id) if match and match.mail.lead_id else None
    zone = zone_of(lead.contact) if lead else UTC
    arrival = classify(letter, today=now.astimezone(zone).date())
    if isinstance(arrival, Bounce):
        return await _bounce(uow, letter, arrival, match, now=now)
    if isinstance(arrival, AutoReply):
        return await _auto_reply(uow, letter, arrival, match, lead, desk, now=now)
    if isinstance(arrival, Reply):
        return await _reply(uow, letter, arrival, match, lead, desk, now=now)
    return None


async def _match(uow: LetterWork, letter: Letter, desk: ReturnDesk) -> _Match | None:
    """By the address that it came to, else by the Message-ID that it answers: nobody guesses either."""
    for recipient in letter.recipients:
        mail_id = untagged(recipient, desk.own_address, desk.secret)
        if mail_id and (mail := await uow.mails.get(mail_id)):
            return _Match(mail, by_token=True)
    mail = await uow.returned.by_message_ids(letter.answers)
    return _Match(mail, by_token=False) if mail else None


async def _bounce(
    uow: LetterWork, letter: Letter, bounce: Bounce, match: _Match | None, *, now: datetime
) -> Bounced | Passed:
    if match is None or not match.by_token:
        mail = await uow.returned.by_message_ids((*bounce.message_ids, *letter.returned_ids))
        match = _Match(mail, by_token=False) if mail else match
    if match is None:
        return "unmatched"
    # Without the address of ours that only this mail had, a bounce has to name whom it was for: anybody can
    # write one. With it, somebody to whom the lead forwards their mail may have no room.
    named = _ascii(match.mail.recipient) in map(_ascii, bounce.addresses)
    if not named and not match.by_token:
        return "other_address"
    hard = bounce.hard and (named or not bounce.addresses)
    came = Came(letter.digest, match.mail)
    bounced = await returning.take_bounce(uow, came, status=bounce.status, hard=hard, now=now)
    if bounced and bounced.gone and bounced.lead_id is None:
        await reply_notice.ask_for_address(uow, match.mail, now=now)
    return bounced or "known"


async def _auto_reply(
    uow: LetterWork, letter: Letter, answer: AutoReply, match: _Match | None, lead: Lead | None,
    desk: ReturnDesk, *, now: datetime,
) -> Paused | Passed | None:  # fmt: skip
    if match is None:
        return None  # a machine's answer to somebody else's mail
    if lead is None or not returning.is_to_lead(match.mail, lead):
        return "staff"
    came, sending = Came(letter.digest, match.mail), desk.playbook().site.sending
    return await returning.take_auto_reply(uow, came, answer.until, sending, now=now) or "known"


async def _reply(
    uow: LetterWork, letter: Letter, reply: Reply, match: _Match | None, lead: Lead | None,
    desk: ReturnDesk, *, now: datetime,
) -> Replied | Passed:  # fmt: skip
    mail = match.mail if match else None
    lead = lead if mail else await _who_waits(uow, letter.sender)
    if lead is None:
        return "unmatched"
    theirs = letter.sender == lead.contact.email
    if (mail and not returning.is_to_lead(mail, lead)) or (not theirs and _is_staff(letter.sender, desk)):
        return "staff"
    replied = await returning.take_reply(uow, lead, letter.digest, mail, reply.text, now=now)
    if replied is None:
        return "known"
    proven = mail is not None and letter.sender == normal_email(mail.recipient)
    understood = None
    if not replied.stopped:
        asked = await uow.returned.asked(mail.id) if mail else None
        text = replied.inbound.text if proven else None
        understood = await understand_reply(uow, lead.id, text, desk.playbook(), asked=asked, now=now)
    about = reply_notice.About(letter, replied, understood, mail, from_theirs=theirs or proven)
    await reply_notice.tell_owner(uow, desk, about, now=now)
    return replied


async def _who_waits(uow: LetterWork, sender: str) -> Lead | None:
    """Who gets mail of a sequence and wrote by themselves, by their address, which anybody can forge."""
    lead = await uow.leads.by_email(normal_email(sender)) if sender else None
    return lead if lead and await uow.enrolments.running(lead.id) else None


def _is_staff(sender: str, desk: ReturnDesk) -> bool:
    playbook = desk.playbook()
    ours = (*(rep.email for rep in playbook.team.reps), playbook.routing.fallback.email, desk.own_address)
    return normal_email(sender) in map(normal_email, ours)


def _ascii(address: str) -> str:
    """The address in lower case, its domain as servers write it (RFC 5890)."""
    user, _, domain = address.casefold().rpartition("@")
    try:
        return f"{user}@{domain if domain.isascii() else domain.encode('idna').decode()}"
    except UnicodeError:
        return address.casefold()
