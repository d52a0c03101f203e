"""A visitor with a manage link, and what stands behind the page."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime
from html import unescape
from types import SimpleNamespace

import httpx

from bot.book.models import Booked, BookingRequest, Meeting, Slot
from bot.book.service import all_free_slots, book_meeting
from bot.clock import FixedClock
from bot.playbook.shapes import Rep, TeamPlaybook
from bot.store.database import Store
from tests.integration.book.conftest import LINKS, NOW, add_lead
from tests.unit.book.team import DANA

TEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
NINE_ON_TUESDAY = datetime(2026, 3, 3, 8, tzinfo=UTC)
QUESTION = "May we send you a few useful e-mails about this? One click in any of them stops them all."
RADIO = re.compile(r'<input type="radio" name="start" value="([^"]+)" required><span>(\d\d:\d\d)')
DAY = re.compile(r"<legend>\w+ (\d+) (\w+)</legend>")


@dataclass
class Visitor:
    """A browser at the page, with what stands behind it."""

    browser: httpx.AsyncClient
    store: Store
    clock: FixedClock
    app: SimpleNamespace
    refreshed: list[str] = field(default_factory=list)

    async def book(
        self, name: str = "ann", *, start: datetime = TEN, rep: str = "dana", zone: str = "America/New_York"
    ) -> str:
        lead = await add_lead(self.store, name)
        async with self.store.write() as uow:
            request = BookingRequest(lead.id, None, rep, start, zone)
            outcome = await book_meeting(uow, request, clock=self.clock)
        assert isinstance(outcome, Booked)
        return outcome.meeting.id

    async def meeting(self, meeting_id: str) -> Meeting:
        async with self.store.read() as uow:
            meeting = await uow.meetings.get(meeting_id)
        assert meeting is not None
        return meeting

    async def status(self, meeting_id: str) -> str:
        return (await self.meeting(meeting_id)).status

    async def text(self, path: str) -> str:
        page = await self.browser.get(path)
        assert page.status_code == 200
        return page.text

    async def post(self, path: str, **form: str) -> httpx.Response:
        return await self.browser.post(path, data=form)

    async def team(self, *reps: Rep) -> None:
        async with self.store.write() as uow:
            await uow.reps.replace(TeamPlaybook(reps))

    async def free(self, besides: Meeting | None = None, rep: Rep = DANA) -> list[Slot]:
        async with self.store.read() as uow:
            return await all_free_slots(uow, rep, now=self.clock.now(), besides=besides)

    async def meetings_of(self, lead_id: str) -> list[Meeting]:
        async with self.store.read() as uow:
            return await uow.meetings.of_lead(lead_id)


def link(meeting_id: str, step: str = "", version: int = 0) -> str:
    return f"/meeting/{LINKS.sign('meeting', f'{meeting_id}:{version}', NOW)}{step}"


def offered(page: str) -> list[datetime]:
    return [datetime.fromisoformat(start) for start, _ in RADIO.findall(unescape(page))]
