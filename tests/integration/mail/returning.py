"""The application with a lead who got a mail of a sequence, and the mails that come back to it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from email.message import EmailMessage

from sqlalchemy import select

from bot.bootstrap import App
from bot.chat.models import Conversation
from bot.leads.mail import Mail
from bot.leads.models import Consent, KeptFact, Lead
from bot.mail.inbound import Received, receive
from bot.mail.verp import tagged
from bot.nurture.models import Enrolled, Enrolment, InboundMail
from bot.nurture.rules import address_hash
from bot.nurture.service import enrol
from bot.store.tables.leads import lead_events
from bot.worker.service import tick
from tests.nurturing import MONDAY, SITE, a_lead

OWN = "hello@tidewater.example"
SECRET = "k" * 32
TALK = Conversation("conv_ann", "visitor_ann", MONDAY, lead_id="lead_ann", timezone="Europe/Berlin")


async def in_a_sequence(app: App, lead: Lead | None = None, *, talk: str = "conv_ann") -> Mail:
    """A lead with an owner who agreed in a chat and is in a sequence; its first mail, as it was accepted."""
    lead = replace(lead or a_lead(), owner_id="dana")
    async with app.store.write() as uow:
        await uow.leads.add(lead)
        await uow.conversations.add(
            replace(TALK, id=talk, visitor_id=f"of_{talk}", lead_id=lead.id), token_hash=talk
        )
        await uow.consents.give(Consent(lead.id, "nurture", MONDAY, "Yes, send me mails", talk))
        await uow.facts.keep(lead.id, KeptFact("need", {"status": "unsure"}, "not sure", MONDAY, talk))
        outcome = await enrol(uow, lead, "later", SITE, now=MONDAY)
    assert isinstance(outcome, Enrolled), outcome
    assert outcome.enrolment.due_at
    await tick(app, outcome.enrolment.due_at + timedelta(minutes=1))
    mail = (await mails(app, lead, "nurture"))[0]
    assert mail.state == "accepted", mail
    return mail


async def mails(app: App, lead: Lead | None = None, kind: str | None = None) -> list[Mail]:
    async with app.store.read() as uow:
        log = await uow.mails.log(lead_id=lead.id if lead else "lead_ann")
    return [mail for mail in log if kind in (None, mail.kind)]


@dataclass(frozen=True)
class After:
    """What is kept of a lead once a mail came."""

    lead: Lead
    enrolments: list[Enrolment]
    inbound: list[InboundMail]
    suppressed: str | None
    events: list[str]

    @property
    def ended(self) -> list[str | None]:
        return [enrolment.ended_because for enrolment in self.enrolments]


async def after(app: App, lead_id: str = "lead_ann") -> After:
    async with app.store.read() as uow:
        lead = await uow.leads.get(lead_id)
        assert lead is not None
        happened = select(lead_events.c.kind).where(lead_events.c.lead_id == lead_id)
        return After(
            lead,
            await uow.enrolments.of_lead(lead_id),
            await uow.inbound.of_lead(lead_id),
            await uow.suppressions.reason(address_hash(lead.contact.email or "")),
            list((await uow.connection.execute(happened.order_by(lead_events.c.id))).scalars()),
        )


async def arrives(app: App, raw: bytes | EmailMessage) -> Received:
    whole = raw if isinstance(raw, bytes) else raw.as_bytes()
    return await receive(app.store, whole, app.return_desk, clock=app.clock)


def token(mail: Mail) -> str:
    return tagged(OWN, mail.id, SECRET)


def a_reply(
    mail: Mail | None, text: str, *, sender: str = "ann@example.com", to: str | None = None, n: int = 1
) -> EmailMessage:
    """What a mail program sends; `n` tells two replies apart."""
    message = EmailMessage()
    message["From"] = f"Ann Berg <{sender}>"
    message["To"] = to or (token(mail) if mail else OWN)
    message["Subject"] = f"Re: {mail.subject}" if mail else "A question"
    message["Message-ID"] = f"<reply-{n}.{mail.id if mail else 'none'}@mx.example.com>"
    message["Date"] = "Mon, 16 Mar 2026 10:00:00 +0100"
    if mail:
        message["In-Reply-To"] = f"<{mail.message_id}>"
    quoted = f"\n\nOn Mon, Mar 16, 2026 at 9:00 AM Ida Brandt wrote:\n> {mail.subject}\n" if mail else ""
    message.set_content(text + quoted)
    return message


def an_auto_reply(mail: Mail, text: str, *, sender: str = "ann@example.com") -> EmailMessage:
    message = a_reply(mail, text, sender=sender)
    message["Auto-Submitted"] = "auto-replied"
    return message


def a_bounce(
    mail: Mail, status: str = "5.1.1", *, of: str | None = None, to: str | None = None, by_id: bool = True,
    n: int = 1,
) -> bytes:  # fmt: skip
    """As RFC 3464 wants it; `of` another address, `to` another than this mail's, without its Message-ID."""
    returned = f"Message-ID: <{mail.message_id}>" if by_id else "Subject: of ours"
    return f"""Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.example.com>
To: {to or token(mail)}
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-{n}.{mail.id}@mx.example.com>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.com

Final-Recipient: rfc822; {of or mail.recipient}
Action: failed
Status: {status}

--b
Content-Type: text/rfc822-headers

From: {OWN}
To: {mail.recipient}
{returned}

--b--
""".encode()
