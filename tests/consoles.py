"""A console and a staff interface over a test's own database, asked without a network."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace

import httpx
from fastapi import FastAPI

from bot.book.invite import Person
from bot.book.invites import Invites
from bot.clock import FixedClock
from bot.leads.links import Links
from bot.leads.models import Contact, KeptFact, Lead
from bot.mail.templates import Templates
from bot.nurture.desk import Desk
from bot.playbook import load
from bot.playbook.words import DomainWords
from bot.settings import ROOT, Settings, load_settings
from bot.staff.models import Role
from bot.staff.service import add_staff
from bot.store.database import Store
from bot.web import api, console, problems

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)  # a Monday
PASSWORD = "a long enough password"


@dataclass
class Console:
    """What a test asks: `http` is a browser without pages, `store` the database behind it."""

    http: httpx.AsyncClient
    store: Store
    clock: FixedClock
    settings: Settings
    app: SimpleNamespace
    """What the pages ask of the application; a test may exchange a part of it."""

    async def add(self, email: str, role: Role, **more: str) -> None:
        async with self.store.write() as uow:
            await add_staff(uow, email, role, now=self.clock.now(), password=PASSWORD, **more)

    async def post(self, path: str, page: str, **fields: str) -> httpx.Response:
        """Send a form as a browser does: with the token of the page that it stands on."""
        return await self.http.post(path, data={"csrf": csrf_of(await self.http.get(page)), **fields})

    async def sign_in(self, email: str, password: str = PASSWORD, **fields: str) -> httpx.Response:
        return await self.post(
            "/console/sign-in", "/console/sign-in", email=email, password=password, **fields
        )


def csrf_of(page: httpx.Response) -> str:
    found = re.search(r'name="csrf" value="(\w+)"', page.text)
    assert found, page.text[:500]
    return found[1]


def console_over(store: Store, folder: Path, **environ: str) -> Console:
    """The pages and the API over `store`, at NOW; settings as in the demo unless `environ` says otherwise."""
    settings = load_settings(folder, {"DEMO": "1", **environ})
    clock = FixedClock(NOW)
    app = FastAPI()
    problems.install(app, page=console.error_page)
    app.include_router(api.router)
    app.include_router(console.router)
    app.state.bantam = bantam = _app(store, clock, settings)
    transport = httpx.ASGITransport(app, raise_app_exceptions=False, client=("192.0.2.7", 50000))
    http = httpx.AsyncClient(
        transport=transport, base_url=settings.public_url, headers={"Accept": "text/html"}
    )
    return Console(http, store, clock, settings, bantam)


def _app(store: Store, clock: FixedClock, settings: Settings) -> SimpleNamespace:
    """What the pages ask of the application, without its processes."""
    links, playbook = Links(settings.secret_key), load(ROOT)
    templates = Templates(lambda: playbook, settings.public_url)
    invites = Invites(templates, links, Person("Tidewater", "hello@tidewater.example"), settings.public_url)

    async def fresh_calendar(rep_id: str) -> None:
        """Nothing is remote in these tests."""

    return SimpleNamespace(
        store=store,
        clock=clock,
        settings=settings,
        links=links,
        invites=invites,
        fresh_calendar=fresh_calendar,
        playbook=lambda: playbook,
        desk=Desk(playbook, templates, links, settings.public_url, DomainWords(ROOT / "domain.yml")),
    )


async def add_reps(store: Store) -> None:
    """The demo company's reps."""
    async with store.write() as uow:
        await uow.reps.replace(load(ROOT).team)


async def add_lead(
    store: Store, name: str, *, owner: str | None = None, minutes: int = 0, **fields: str
) -> Lead:
    """A lead called `name`, changed so many minutes before NOW."""
    at = NOW - timedelta(minutes=minutes)
    contact = Contact(name=name, email=f"{name.lower()}@northlight.example", company="Northlight")
    lead = Lead(f"lead_{name.lower()}", at, at, contact=contact, owner_id=owner)
    lead = replace(lead, **fields)  # type: ignore[arg-type]
    async with store.write() as uow:
        await uow.leads.add(lead)
    return lead


def budget(amount: int, quote: str, at: datetime, conversation: str) -> KeptFact:
    value = {"status": "stated", "min": amount, "max": amount, "currency": "EUR", "period": "year"}
    return KeptFact("budget", value, quote, at, conversation, "budget")
