"""Who looks after a lead hears that they wrote: by a mail that can be answered with one click, and a task."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from bot.chat.models import Task
from bot.errors import BantamError
from bot.leads.ids import new_id
from bot.leads.mail import Mail, MailDraft, MailWords, one_line, refuse_bad_address
from bot.leads.models import Lead
from bot.mail.parsing import Letter
from bot.nurture.reading import Understood
from bot.nurture.returning import Replied
from bot.playbook.shapes import Playbook

MOST_A_DAY = 10
"""Notices about one lead in a day: a machine that answers like a person must not fill a mailbox."""
LINE = 1_500  # characters; a template's variable holds no more than 2,000


class Templates(Protocol):
    def render(self, name: str, variables: Mapping[str, Any]) -> MailWords: ...


class MailQueue(Protocol):
    async def get(self, mail_id: str) -> Mail | None: ...
    async def queue(self, draft: MailDraft, *, now: datetime) -> str | None: ...


class Leads(Protocol):
    async def get(self, lead_id: str) -> Lead | None: ...


class Inbound(Protocol):
    async def replies_since(self, lead_id: str, since: datetime) -> int: ...


class Tasks(Protocol):
    async def add(self, task: Task) -> None: ...
    async def is_open(self, kind: str, reason: str) -> bool: ...


class NoticeWork(Protocol):
    @property
    def leads(self) -> Leads: ...
    @property
    def mails(self) -> MailQueue: ...
    @property
    def inbound(self) -> Inbound: ...
    @property
    def tasks(self) -> Tasks: ...


class Desk(Protocol):
    @property
    def playbook(self) -> Callable[[], Playbook]: ...
    @property
    def templates(self) -> Templates: ...
    @property
    def public_url(self) -> str: ...


@dataclass(frozen=True)
class About:
    """A reply. `mail` is ours that it answers; `from_theirs`: it comes from the address that we know."""

    letter: Letter
    replied: Replied
    understood: Understood | None
    mail: Mail | None
    from_theirs: bool


async def tell_owner(uow: NoticeWork, desk: Desk, about: About, *, now: datetime) -> None:
    """A mail to the lead's rep, or to who looks after leads without one, and a task in the console.

    Nothing goes to who wrote: what answers mail by itself ends up in a loop with what else does.
    """
    lead_id = about.replied.lead_id
    lead = await uow.leads.get(lead_id)
    if lead is None or await uow.inbound.replies_since(lead_id, now - timedelta(days=1)) > MOST_A_DAY:
        return
    if not about.replied.stopped:
        what = f"answered \u201c{about.mail.subject}\u201d" if about.mail else "wrote to us"
        await uow.tasks.add(Task(new_id("task"), "reply", what, now, lead.id, assigned_to=lead.owner_id))
    playbook = desk.playbook()
    rep, fallback = playbook.team.rep(lead.owner_id) if lead.owner_id else None, playbook.routing.fallback
    words = desk.templates.render("rep-reply", _variables(desk, about, lead))
    draft = MailDraft(
        kind="notice",
        cause=f"reply:{about.replied.inbound.id}",
        recipient=rep.email if rep else fallback.email,
        recipient_name=one_line(rep.name if rep else fallback.queue),
        reply_to=_answer_to(about, lead),
        subject=words.subject,
        text=words.text,
        html=words.html,
        lead_id=lead.id,
    )
    await uow.mails.queue(draft, now=now)


async def ask_for_address(uow: NoticeWork, mail: Mail, *, now: datetime) -> None:
    """A mail to one of our own people came back for good: a task, once, for who looks after the playbook."""
    what = f"correct the address {mail.recipient} in the playbook: mails to it come back"
    if not await uow.tasks.is_open("mailbox", what):
        await uow.tasks.add(Task(new_id("task"), "mailbox", what, now))


def _variables(desk: Desk, about: About, lead: Lead) -> dict[str, Any]:
    quotes = about.understood.quotes if about.understood else ()
    return {
        "who": lead.contact.name or lead.contact.email or "A visitor",
        "address": about.letter.sender or "an address that cannot be read",
        "from_theirs": about.from_theirs,
        "subject": about.mail.subject if about.mail else "",
        "lines": list(_lines(about.replied.inbound.text)),
        "understood": [{"kind": kind.replace("_", " "), "quote": quote} for kind, quote in quotes if quote],
        "ready": bool(about.understood and about.understood.ready),
        "stopped": about.replied.stopped,
        "attachments": about.letter.attachments,
        "cut": about.letter.cut,
        "lead_url": f"{desk.public_url}/console/leads/{lead.id}",
    }


def _lines(text: str) -> Iterator[str]:
    for line in text.splitlines():
        yield from (line[start : start + LINE] for start in range(0, max(len(line), 1), LINE))


def _answer_to(about: About, lead: Lead) -> str | None:
    """Who wrote, so that an answer goes to them."""
    for address in (about.letter.sender, lead.contact.email or ""):
        try:
            return refuse_bad_address(address, name="the Reply-To address")
        except BantamError:
            continue
    return None
