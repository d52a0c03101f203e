"""Looking at a step's mail before a lead gets it: a preview, and a test to oneself, written as the real one.

Whoever opens such a mail is not the lead: its links are not followed, and those to unsubscribe and to one's
preferences are signed for an address that nobody has.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Protocol

from bot.leads.ids import new_id
from bot.leads.mail import MailDraft, MailWords, one_line
from bot.leads.models import Contact, KeptFact, Known, Lead
from bot.nurture.desk import Desk
from bot.nurture.models import Step

TESTS = 10
"""Test mails that one person may send themselves within `WITHIN`."""
WITHIN = timedelta(hours=1)
MARK = "[Test] "
_LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
NOBODY = Contact(
    name="Sam Rivera", email="nobody@example.invalid", company="Rivera & Sons", timezone="Europe/Berlin"
)
EXAMPLE = Lead("lead_example", _LONG_AGO, _LONG_AGO, contact=NOBODY)
"""Who the mail is written to when no lead is chosen."""


def example_known(need: str | None) -> Known:
    """What the example has said: what they need, and nothing of the three other facts."""
    if need is None:
        return Known()
    value = {"status": "stated", "category": need}
    return Known({"need": KeptFact("need", value, "we do it all by hand", _LONG_AGO, "conv_example")})


def preview(desk: Desk, step: Step, lead: Lead, known: Known, *, now: datetime) -> MailWords:
    """The step's mail as it would be written to this lead now. Raises a BantamError for a faulty template."""
    contact = replace(lead.contact, email=NOBODY.email)
    nobody = replace(lead, id=EXAMPLE.id, contact=contact)
    return desk.write(nobody, known, step.subject, step.body, now=now, followed=False).words


@dataclass(frozen=True)
class Tested:
    """The test is in the mail log and leaves with the worker's next look."""

    mail_id: str


@dataclass(frozen=True)
class TooMany:
    """This person sent themselves TESTS mails already; the next may be sent at `again`."""

    again: datetime


class MailLog(Protocol):
    async def queue(self, draft: MailDraft, *, now: datetime) -> str | None: ...
    async def tests_since(self, recipient: str, since: datetime) -> list[datetime]:
        """When this address was sent a test since then, the earliest first."""
        ...


class TryingWork(Protocol):
    @property
    def mails(self) -> MailLog: ...


async def send_test(
    uow: TryingWork, words: MailWords, to: str, *, name: str, reply_to: str | None, now: datetime
) -> Tested | TooMany:
    """Put the previewed mail into the mail log, to be sent to `to`, an address of our own staff."""
    earlier = await uow.mails.tests_since(to, now - WITHIN)
    if len(earlier) >= TESTS:
        return TooMany(earlier[-TESTS] + WITHIN)
    draft = MailDraft(
        kind="test",
        cause=new_id("test"),
        recipient=to,
        recipient_name=one_line(name) or None,
        subject=f"{MARK}{words.subject}",
        text=words.text,
        html=words.html,
        reply_to=reply_to,
    )
    mail_id = await uow.mails.queue(draft, now=now)
    return Tested(str(mail_id))  # there is one: the cause is new
