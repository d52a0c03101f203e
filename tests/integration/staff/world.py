"""The whole web process over a company in which everything is there for Dana, for Mei and for nobody."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from fastapi import FastAPI
from fastapi.routing import iter_route_contexts

from bot.book.calendar_models import OwnCalendar
from bot.book.time_off import Absence
from bot.bootstrap import App, Work, build
from bot.chat.models import Conversation, Message, Task
from bot.clock import FixedClock
from bot.leads.models import Consent, Contact, Lead
from bot.nurture import service as nurture
from bot.settings import load_settings
from bot.staff.models import Role
from bot.staff.service import add_staff
from bot.web.app import create_app
from tests.consoles import NOW, PASSWORD, csrf_of
from tests.integration.staff.meetings import TUESDAY_TEN, book
from tests.nurturing import a_draft

STAFF: dict[str, Role] = {"dana": "rep", "mei": "rep", "ida": "marketer", "alex": "admin"}
OWNERS: dict[str, str | None] = {"danas": "dana", "meis": "mei", "nobodys": None}
INVITE: dict[str, Any] = {"ics": "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n", "ics_method": "REQUEST"}
Route = tuple[str, str]
"""The method, and the path with its parameters in braces."""


@dataclass
class World:
    web: FastAPI
    app: App
    http: httpx.AsyncClient
    """A browser; nobody is signed in."""

    async def sign_in(self, who: str) -> None:
        page = await self.http.get("/console/sign-in")
        fields = {"email": f"{who}@tidewater.example", "password": PASSWORD, "csrf": csrf_of(page)}
        assert (await self.http.post("/console/sign-in", data=fields)).status_code == 303

    async def post(self, path: str, **fields: str) -> httpx.Response:
        """A form of the person who is signed in."""
        token = csrf_of(await self.http.get("/console/settings"))
        return await self.http.post(path, data={"csrf": token, **fields})


def routes(web: FastAPI, *below: str) -> list[Route]:
    """Every route, or those whose path begins with one of `below`."""
    return [
        (method, route.path or "")
        for route in iter_route_contexts(web.routes)
        for method in sorted(route.methods or ())
        if (route.path or "").startswith(below or ("/",)) and method != "HEAD"
    ]


@asynccontextmanager
async def world(database_url: str, folder: Path, **environ: str) -> AsyncIterator[World]:
    """It is NOW, a Monday. All but `sign_in` of the web process is as it runs in the demo."""
    settings = load_settings(folder, {"DEMO": "1", "DATABASE_URL": database_url, **environ})
    importing = build(settings)
    await importing.import_playbook()
    await importing.close()
    web = create_app(settings)
    async with web.router.lifespan_context(web):
        app: App = web.state.bantam
        app.clock = FixedClock(NOW)
        await _settle(app)
        async with browser(web, settings.public_url) as http:
            yield World(web, app, http)


def browser(web: FastAPI, url: str) -> httpx.AsyncClient:
    """A browser that has seen nothing yet."""
    transport = httpx.ASGITransport(web, raise_app_exceptions=False, client=("192.0.2.7", 50000))
    return httpx.AsyncClient(transport=transport, base_url=url, headers={"Accept": "text/html"})


async def _settle(app: App) -> None:
    async with app.store.write() as uow:
        for who, role in STAFF.items():
            email = f"{who}@tidewater.example"
            await add_staff(uow, email, role, now=NOW, password=PASSWORD, timezone="Europe/Berlin")
        people = {one.name: one.id for one in await uow.staff.all()}
        for who in STAFF:  # ids that a test can name
            await uow.connection.exec_driver_sql(
                f"UPDATE staff SET id = 'staff_{who}' WHERE id = '{people[who.title()]}'"
            )
    for whose, owner in OWNERS.items():
        await add_things(app, whose, owner)
    for whose in ("danas", "meis"):
        await add_calendar_things(app, whose, OWNERS[whose] or "")


async def add_things(app: App, whose: str, owner: str | None) -> None:
    """A lead with a chat, a task, a mail of which nobody knows, and a place in a sequence."""
    contact = Contact(f"{whose.title()}lead", f"{whose}@lead.example", timezone="Europe/Berlin")
    lead = Lead(f"lead_{whose}", NOW, NOW, contact=contact, owner_id=owner)
    talk = Conversation(f"conv_{whose}", f"visitor_{whose}", NOW, lead.id)
    async with app.store.write() as uow:
        await uow.leads.add(lead)
        await uow.conversations.add(talk, token_hash=f"hash of {whose}")
        await uow.messages.add(Message(0, talk.id, "visitor", NOW, f"{whose} words"))
        await uow.tasks.add(Task(f"task_{whose}", "handover", "asked", NOW, lead.id, talk.id, owner))
        await uow.consents.give(Consent(lead.id, "nurture", NOW, "Yes"))
        await nurture.enrol(uow, lead, "later", app.playbook().site, now=NOW)
        await _unsure_mail(uow, whose, lead_id=lead.id)


async def add_calendar_things(app: App, whose: str, rep_id: str, start: datetime = TUESDAY_TEN) -> None:
    """A meeting ahead, one that is over, their mails, days off and a calendar."""
    ahead = await book(app.store, f"{whose}call", rep_id, start)
    await book(app.store, f"{whose}past", rep_id, NOW - timedelta(hours=len(whose)))
    kept = OwnCalendar(
        f"cal_{whose}", rep_id, "ics", app.calendar_desk.vault.seal("https://10.0.0.1/x.ics"), None, None,
        False, False, NOW, NOW + timedelta(days=9), NOW,
    )  # fmt: skip
    off = Absence(f"off_{whose}", date(2026, 4, 1), date(2026, 4, 2), f"{whose} holiday", NOW, "x@x.example")
    async with app.store.write() as uow:
        await uow.calendars.add(kept)
        await uow.reps.add_time_off(rep_id, off)
        await _unsure_mail(uow, f"{whose}call", lead_id=ahead.lead_id, meeting_id=ahead.id, **INVITE)


async def _unsure_mail(uow: Work, whose: str, **more: Any) -> None:
    draft = a_draft(kind="notice", cause=whose, recipient=f"{whose}@lead.example", subject=f"To {whose}")
    mail_id = await uow.mails.queue(replace(draft, **more), now=NOW)
    mail = await uow.mails.get(mail_id or "")
    assert mail
    begun = replace(mail, attempts=1, message_id=f"{mail.id}@tidewater.example")
    await uow.mails.begin(begun, until=NOW + timedelta(minutes=15), now=NOW)
    assert await uow.mails.settle(begun, "unknown", "no answer", now=NOW)
    await uow.connection.exec_driver_sql(f"UPDATE mails SET id = 'mail_{whose}' WHERE id = '{mail.id}'")


def stripped(page: str) -> str:
    """A page without what is new in every answer: form tokens and how long ago something was."""
    return re.sub(r"<time.*?</time>", "", re.sub(r'(csrf"? value|csrf)="\w+"', "", page))
