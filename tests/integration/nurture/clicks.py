"""A lead who agreed in a chat, a mail with links in their mailbox, and the page behind those links."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

import httpx
from sqlalchemy import select, update

from bot.bootstrap import App
from bot.capture.service import Origin, keep_facts
from bot.chat import service as chat
from bot.chat.models import Message
from bot.clock import FixedClock
from bot.leads.ids import new_id
from bot.leads.mail import Mail
from bot.leads.models import Consent, Known, Lead, Stage
from bot.nurture import service
from bot.nurture.models import Enrolled, MailLink, SequenceVersion, Step
from bot.nurture.steps import do_next_step
from bot.store.tables import nurture as tables
from tests.nurturing import MONDAY, a_lead

PAGE = {"url": "https://tidewater.example/", "title": "Home"}
BODY = """Hi {{ first_name }},

see [the prices](https://tidewater.example/pricing?plan=a&b=1#table) and [the prices](https://tidewater.example/pricing).

{% if answers %}{{ question }}

{% for answer in answers %}- [{{ answer.title }}]({{ answer.url }})
{% endfor %}{% endif %}
Or [go on in the chat]({{ chat_url }}), or [write to us](mailto:ida@tidewater.example).

{{ sender_name }}
"""
ALL_BUT_THE_DATE: Mapping[str, Mapping[str, Any]] = {
    "need": {"status": "stated", "category": "analytics", "quote": "analytics"},
    "budget": {
        "status": "stated", "min": 80000, "max": 80000, "currency": "EUR", "period": "year", "quote": "80k",
    },
    "authority": {"status": "stated", "role": "decision_maker", "approver": None, "quote": "I do"},
    "company_size": {"value": {"min": 100, "max": 100}, "quote": "100"},
}  # fmt: skip


@dataclass
class Site:
    """The product's pages (`http`) and the product behind them (`app`), whose clock stands still."""

    http: httpx.AsyncClient
    app: App
    clock: FixedClock

    async def lead(
        self, *, knows: Mapping[str, Mapping[str, Any]] = ALL_BUT_THE_DATE, name: str = "Ann Berg"
    ) -> str:
        """Somebody who chatted, said that, and agreed to useful mail; the conversation's id."""
        now = self.clock.now()
        async with self.app.store.write() as uow:
            started = await chat.start(uow, PAGE, locale="en", timezone="Europe/Berlin", now=now)
            await uow.turns.answered(started.turn.id, now)
            lead = replace(a_lead(), stage="mql", contact=replace(a_lead().contact, name=name))
            await uow.leads.add(lead)
            mine = replace(started.conversation, lead_id=lead.id, outcome="enrolled")
            await uow.conversations.save(mine)
            await keep_facts(uow, lead, knows, Origin(mine.id), now=now)
            await uow.consents.give(Consent(lead.id, "nurture", now, "Yes, send me mails", mine.id))
        return mine.id

    async def mail(
        self, body: str = BODY, *, subject: str = "For {{ first_name }}", sent: bool = True
    ) -> Mail:
        """A sequence's first mail to the lead, written by the worker, and taken by a mail server."""
        now = self.clock.now()
        async with self.app.store.write() as uow:
            step = Step(new_id("step"), 0, timedelta(0), "looking-hello", subject, body, None)
            name = new_id("seq")
            version = SequenceVersion(name, name, 1, "Asking", ("later",), "digest", (step,))
            await uow.sequences.add(version, now=now)
            await uow.sequences.use_only([version.id])
            lead = await uow.leads.get("lead_ann")
            assert lead is not None
            outcome = await service.enrol(uow, lead, "later", self.app.playbook().site, now=now)
            assert isinstance(outcome, Enrolled), outcome
        assert await do_next_step(self.app.store, self.app.desk, now=now) == 1
        async with self.app.store.write() as uow:
            [mail] = await uow.mails.log(lead_id="lead_ann")
            if sent:
                await uow.connection.execute(update(tables.mails).values(state="accepted"))
        return mail

    async def links(self, kind: str | None = None) -> list[MailLink]:
        """Every link that is kept, of one kind or of all, in an order of their own."""
        async with self.app.store.read() as uow:
            ids = (await uow.connection.execute(select(tables.mail_links.c.id))).scalars().all()
            found = [await uow.mail_links.get(link_id) for link_id in ids]
        links = [link for link in found if link and kind in (None, link.kind)]
        return sorted(links, key=lambda link: (link.kind, str(link.url), str(link.answer)))

    async def path(self, kind: str, answer: str | None = None) -> str:
        """The address of the link of that kind in the mail, as its holder has it."""
        link = next(link for link in await self.links(kind) if link.answer == answer)
        return f"/l/{self.app.links.sign('click', link.id, MONDAY)}"

    async def the_lead(self) -> Lead:
        async with self.app.store.read() as uow:
            lead = await uow.leads.get("lead_ann")
        assert lead is not None
        return lead

    async def known(self) -> Known:
        async with self.app.store.read() as uow:
            return await uow.facts.known("lead_ann")

    async def messages(self, conversation_id: str) -> Sequence[Message]:
        async with self.app.store.read() as uow:
            return await uow.messages.after(conversation_id)

    async def told(self, kind: str) -> int:
        """How many events of that kind stand in the lead's timeline."""
        from bot.store.tables import leads

        query = select(leads.lead_events.c.kind).where(leads.lead_events.c.kind == kind)
        async with self.app.store.read() as uow:
            return len((await uow.connection.execute(query)).all())

    async def at_stage(self, stage: Stage) -> None:
        lead = await self.the_lead()
        async with self.app.store.write() as uow:
            await uow.leads.save(replace(lead, stage=stage))


def addresses(text: str) -> list[str]:
    """Every address in a text or an HTML."""
    return re.findall(r"(?:https?://|mailto:)[^\s\"<>)]+", text)
