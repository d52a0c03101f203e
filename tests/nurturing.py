"""What the tests of nurture, mail and worker share: a lead who agreed, the playbook, a desk, a mailer."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from bot.leads.events import ContactStopped, LeadDisqualified, MeetingBooked
from bot.leads.links import Links
from bot.leads.mail import MailDraft
from bot.leads.models import Consent, Contact, Lead
from bot.mail.compose import Sender
from bot.mail.port import Accepted, Outcome
from bot.mail.templates import Templates
from bot.nurture import service
from bot.nurture.desk import Desk
from bot.nurture.models import Enrolled
from bot.nurture.sequences import import_sequences
from bot.playbook.load import load
from bot.playbook.words import DomainWords
from bot.store.database import Store, open_engine
from bot.store.work import Handler

ROOT = Path(__file__).parents[1]
PLAYBOOK = load(ROOT)
SITE = PLAYBOOK.site
SENDING = SITE.sending
OPT_IN = replace(SITE, double_opt_in=True)
LINKS = Links("a-secret-of-these-tests-alone-0123456789")
PUBLIC_URL = "https://chat.tidewater.example"
CHAT_WORDS = DomainWords(ROOT / "domain.yml")
DESK = Desk(PLAYBOOK, Templates(lambda: PLAYBOOK, PUBLIC_URL), LINKS, PUBLIC_URL, CHAT_WORDS)
SENDER = Sender("Dana Köhler, Tidewater", "hello@tidewater.example")
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # 10:00 in Berlin
HANDLERS: dict[type, list[Handler]] = {
    MeetingBooked: [service.on_meeting_booked],
    ContactStopped: [service.on_contact_stopped],
    LeadDisqualified: [service.on_lead_disqualified],
}


def wired(database_url: str) -> Store:
    """A store whose events end sequences, as in the product."""
    return Store(open_engine(database_url), HANDLERS)


def a_lead(lead_id: str = "lead_ann", email: str | None = "ann@example.com", **contact: Any) -> Lead:
    known = Contact("Ann Berg", email, timezone="Europe/Berlin", country="DE")
    return Lead(lead_id, MONDAY, MONDAY, contact=replace(known, **contact))


async def agreed(store: Store, lead: Lead | None = None) -> Lead:
    """The lead, kept, with the consent to nurture mail; the playbook's sequences are imported."""
    lead = lead or a_lead()
    async with store.write() as uow:
        await import_sequences(uow, PLAYBOOK, now=MONDAY)
        await uow.leads.add(lead)
        await uow.consents.give(Consent(lead.id, "nurture", MONDAY, "Yes, send me mails"))
    return lead


async def enrolled(store: Store, lead: Lead | None = None, *, reason: str = "later") -> Enrolled:
    lead = await agreed(store, lead)
    async with store.write() as uow:
        outcome = await service.enrol(uow, lead, reason, SITE, now=MONDAY)
    assert isinstance(outcome, Enrolled), outcome
    return outcome


def a_draft(**changes: object) -> MailDraft:
    """An invite, as booking writes them."""
    draft = MailDraft(
        "invite", "meeting:1:visitor", "ann@example.com", "Your call on Tuesday", "Text\n", "<p>Text</p>"
    )
    return replace(draft, **changes)  # type: ignore[arg-type]


class Outbox:
    """A mailer that keeps what it is handed, and answers as it is told (the last answer for ever)."""

    def __init__(self, *answers: Outcome) -> None:
        self.answers = list(answers) or [Accepted()]
        self.sent: list[EmailMessage] = []

    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> Outcome:
        self.sent.append(message)
        return self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
