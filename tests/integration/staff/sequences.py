"""Leads in a sequence, its mails sent by the worker, and what comes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.leads.mail import Mail
from bot.leads.models import Lead
from bot.mail.delivery import deliver_next
from bot.mail.port import Outcome
from bot.nurture import service
from bot.nurture.models import InboundKind, InboundMail, MailLink
from bot.nurture.steps import do_next_step
from bot.store.database import Store
from tests.consoles import NOW
from tests.nurturing import DESK, SENDER, SENDING, Outbox, a_lead, enrolled

FIRST, SECOND = NOW + timedelta(hours=1), NOW + timedelta(days=14)
"""When the first and the second step of `not-now` are sent."""


async def ann(store: Store, name: str = "ann", **more: Any) -> Lead:
    """Somebody in the sequence `not-now`, since NOW."""
    lead = replace(a_lead(f"lead_{name}", f"{name}@example.com"), **more)
    await enrolled(store, lead)
    return lead


async def send(store: Store, *instants: datetime, answers: Sequence[Outcome] = ()) -> list[Mail]:
    """Let the worker do what is due at these instants; every nurture mail in the log, the earliest first."""
    for now in instants:
        while await do_next_step(store, DESK, now=now):
            pass
        while await deliver_next(store, Outbox(*answers), SENDER, SENDING, now=now):
            pass
    async with store.read() as uow:
        return [mail for mail in reversed(await uow.mails.log(limit=500)) if mail.kind == "nurture"]


async def end(store: Store, lead: Lead, because: Any, at: datetime) -> None:
    async with store.write() as uow:
        await service.end_all(uow, lead.id, because, now=at)


async def came(store: Store, mail: Mail, kind: InboundKind, at: datetime = FIRST, text: str = "") -> None:
    back = InboundMail(
        f"in_{kind}_{mail.id}"[:40], f"{kind} {mail.id}", kind, at, mail.id, mail.lead_id, text
    )
    async with store.write() as uow:
        assert await uow.inbound.add_unless_there(back)


async def click(store: Store, mail: Mail, number: int, at: datetime = FIRST) -> None:
    async with store.write() as uow:
        link = MailLink(f"link_{number}", mail.id, "page", "https://tidewater.example/guide")
        await uow.mail_links.add([link])
        await uow.mail_links.clicked(link.id, now=at)
