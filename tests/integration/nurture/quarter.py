"""A quarter of a year in the life of a mailing: leads join, book, reply, bounce, leave, at random but seeded.

Everything is done by the product's own verbs, at the instants of a clock that is moved from one due instant
to the next; `tick` does what `bantam tick --at` does. What happened stands in `diary`, for the checker.
"""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from sqlalchemy import text

from bot.book.models import Booked, BookingRequest
from bot.book.service import book_meeting, offer_slots
from bot.bootstrap import App
from bot.clock import FixedClock
from bot.leads.events import LeadConverted, LeadErased
from bot.leads.models import Consent, Contact, Lead
from bot.nurture.models import Enrolled, Preferences
from bot.nurture.service import enrol
from bot.settings import load_settings
from bot.worker.service import tick
from tests.integration.nurture import letters

BEGIN = datetime(2026, 1, 5, 0, 0, tzinfo=UTC)
END = BEGIN + timedelta(days=91)  # the clocks of Berlin, New York and Sydney change in it
STEP = timedelta(minutes=10)
"""The grid of the clock: a real worker looks every second, which would only take longer."""

PLACES = (
    ("Europe/Berlin", "DE"), ("Europe/London", "GB"), ("America/New_York", "US"), ("America/Sao_Paulo", "BR"),
    ("Asia/Kolkata", "IN"), ("Asia/Kathmandu", "NP"), ("Asia/Tokyo", "JP"), ("Australia/Sydney", "AU"),
    ("Pacific/Auckland", "NZ"), ("Africa/Cairo", "EG"), (None, None),
)  # fmt: skip
REASONS = ("later", "no_budget", "researching", "need_unknown", "no_show", "cancelled")
HAPPENINGS = {
    "book": 0.08, "reply": 0.06, "hard_bounce": 0.04, "soft_bounce": 0.05, "away": 0.05, "unsubscribe": 0.06,
    "pause": 0.03, "convert": 0.02, "delete": 0.01,
}  # fmt: skip
"""What a lead does within the quarter, and how likely; several of them to the same lead too."""


@dataclass(order=True)
class Happening:
    at: datetime
    number: int
    what: str = field(compare=False)


@dataclass
class Quarter:
    """The product, its leads, and what happened to them: `diary[lead_id]` is `[(instant, what)]`."""

    app: App
    http: httpx.AsyncClient
    clock: FixedClock
    chance: random.Random
    diary: dict[str, list[tuple[datetime, str]]] = field(default_factory=dict)
    plan: list[Happening] = field(default_factory=list)

    async def run(self, leads: int, *, halfway: Callable[[], Awaitable[None]]) -> None:
        """The whole quarter; `halfway` is done in the middle of it."""
        self._make_plan(leads)
        is_done = False
        while (now := await self._next_instant()) < END:
            self.clock.move(now - self.clock.now())
            if not is_done and now > BEGIN + (END - BEGIN) / 2:
                await halfway()
                is_done = True
            while self.plan and self.plan[0].at <= now:
                await self._happen(self.plan.pop(0), now)
            await tick(self.app, now)

    def _make_plan(self, leads: int) -> None:
        for number in range(leads):
            joins = BEGIN + self._grid(timedelta(days=60) * self.chance.random())
            self.plan.append(Happening(joins, number, "join"))
            for what, likely in HAPPENINGS.items():
                if self.chance.random() < likely:
                    at = joins + self._grid((END - joins) * self.chance.random())
                    self.plan.append(Happening(at, number, what))
        self.plan.sort()

    async def _next_instant(self) -> datetime:
        """The next instant of the grid at which something is planned or due."""
        async with self.app.store.read() as uow:
            found = await uow.connection.execute(text(DUE))
            due = [_instant(row[0]) for row in found.all() if row[0] is not None]
        due += [self.plan[0].at] if self.plan else []
        soonest = min(due, default=END)
        after = self.clock.now() + STEP
        return max(after, BEGIN + self._grid(soonest - BEGIN + STEP - timedelta(microseconds=1)))

    @staticmethod
    def _grid(length: timedelta) -> timedelta:
        return STEP * (length // STEP)

    async def _happen(self, happening: Happening, now: datetime) -> None:
        lead_id = f"lead_{happening.number:05}"
        if happening.what == "join" or lead_id in self.diary:
            done = await getattr(self, f"_{happening.what}")(lead_id, happening.number, now)
            if done is not False:
                self.diary.setdefault(lead_id, []).append((now, happening.what))

    async def _join(self, lead_id: str, number: int, now: datetime) -> bool:
        zone, country = self.chance.choice(PLACES)
        domain = self.chance.choice(
            ("gmail.example", f"firm-{number}.example", f"corp-{number % 40}.example")
        )
        contact = Contact(f"Person {number}", f"p{number}@{domain}", timezone=zone, country=country)
        lead = Lead(lead_id, now, now, contact=contact)
        site = self.app.playbook().site
        async with self.app.store.write() as uow:
            await uow.leads.add(lead)
            await uow.consents.give(Consent(lead_id, "nurture", now, "Yes, send me mails"))
            return isinstance(await enrol(uow, lead, self.chance.choice(REASONS), site, now=now), Enrolled)

    async def _book(self, lead_id: str, _number: int, now: datetime) -> bool:
        rep = self.chance.choice(self.app.playbook().team.reps)
        async with self.app.store.write() as uow:
            lead = await uow.leads.get(lead_id)
            if lead is None:
                return False
            slots = (await offer_slots(uow, lead, rep.id, now=now)).slots
            if not slots:
                return False
            request = BookingRequest(lead_id, None, rep.id, slots[-1].start, lead.contact.timezone or "UTC")
            return isinstance(await book_meeting(uow, request, clock=self.clock), Booked)

    async def _reply(self, lead_id: str, _number: int, _now: datetime) -> bool:
        return await self._arrives(lead_id, letters.reply)

    async def _hard_bounce(self, lead_id: str, _number: int, _now: datetime) -> bool:
        return await self._arrives(lead_id, lambda mail: letters.bounce(mail, "5.1.1"))

    async def _soft_bounce(self, lead_id: str, _number: int, _now: datetime) -> bool:
        return await self._arrives(lead_id, lambda mail: letters.bounce(mail, "4.2.2"))

    async def _away(self, lead_id: str, _number: int, now: datetime) -> bool:
        """Out of office for eight more days, as the answer says."""
        until = (now + timedelta(days=8)).date()
        return await self._arrives(lead_id, lambda mail: letters.away(mail, until))

    async def _unsubscribe(self, lead_id: str, _number: int, _now: datetime) -> bool:
        """By the one click of a mail program (RFC 8058), on the newest mail that has the link."""
        mail = await self._newest(lead_id)
        if mail is None or not mail.unsubscribe_url:
            return False
        path = mail.unsubscribe_url.removeprefix(self.app.settings.public_url)
        answer = await self.http.post(path, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200, answer.text
        return True

    async def _pause(self, lead_id: str, _number: int, now: datetime) -> bool:
        async with self.app.store.write() as uow:
            if await uow.leads.get(lead_id) is None:
                return False
            await uow.preferences.save(Preferences(lead_id, now + timedelta(days=28)), now=now)
        return True

    async def _convert(self, lead_id: str, _number: int, now: datetime) -> bool:
        async with self.app.store.write() as uow:
            if await uow.leads.get(lead_id) is None:
                return False
            await uow.publish(LeadConverted(lead_id, now))
        return True

    async def _delete(self, lead_id: str, _number: int, now: datetime) -> None:
        async with self.app.store.write() as uow:
            await uow.publish(LeadErased(lead_id, now))
            await uow.leads.remove(lead_id)

    async def _arrives(self, lead_id: str, write: Callable[[Any], bytes]) -> bool:
        """Somebody's server or somebody answers the newest mail of the lead; False when there is none."""
        mail = await self._newest(lead_id)
        if mail is None:
            return False
        await letters.deliver(self.app, write(mail))
        return True

    async def _newest(self, lead_id: str) -> Any:
        async with self.app.store.read() as uow:
            mails = await uow.mails.log(lead_id=lead_id, state="accepted", limit=20)
        return next((mail for mail in mails if mail.kind == "nurture"), None)


DUE = """
SELECT min(due_at) FROM enrolments WHERE status IN ('unconfirmed', 'active')
UNION ALL SELECT min(due_at) FROM mails WHERE state IN ('queued', 'deferred', 'sending')
"""


def _instant(value: Any) -> datetime:
    """SQLite's text, or PostgreSQL's instant."""
    found = datetime.fromisoformat(value) if isinstance(value, str) else value
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def settings_for(database_url: str, folder: Path) -> Any:
    """Those of a copy that keeps its mails; `folder` gets what is generated."""
    given = {"DEMO": "0", "DATA_DIR": str(folder), "DATABASE_URL": database_url, "SECRET_KEY": "q" * 40,
             "PUBLIC_URL": "https://chat.tidewater.example",
             "MAIL_FROM": "Tidewater <hello@tidewater.example>"}  # fmt: skip
    return load_settings(environ=given)
