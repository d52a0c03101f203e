"""A team with calendars, over a migrated database of either kind; the calendars themselves are a fake."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.book.calendar_models import (
    Added,
    CalendarFailure,
    CalendarView,
    NotModified,
    Reading,
    Source,
    Window,
)
from bot.book.calendar_ports import CalendarDesk
from bot.book.calendar_writing import on_meeting_changed
from bot.book.models import Booked, BookingRequest, Meeting
from bot.book.own_calendars import add_calendar, calendars_of
from bot.book.rules import Busy
from bot.book.service import book_meeting
from bot.calendars.vault import Vault
from bot.clock import FixedClock
from bot.leads.events import MeetingBooked, MeetingCancelled, MeetingMoved
from bot.leads.mail import Mail
from bot.mail.templates import Templates
from bot.playbook.load import load
from bot.playbook.shapes import TeamPlaybook
from bot.store.database import Store, open_engine
from tests.integration.book.conftest import MARCUS, NOW, ROOT, add_lead
from tests.unit.book.team import DANA

TEN = datetime(2026, 3, 2, 9, tzinfo=UTC)  # ten o'clock on Monday in Berlin
FEED = "https://calendar.example/private-3f9c/basic.ics"
DAV = "https://dav.example/dana/meetings/"
CLOCK = FixedClock(NOW)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def an_hour(start: datetime = TEN) -> Busy:
    return start, start + HOUR


@dataclass
class FakeRemote:
    """`says` per address is what is read there: busy times, a failure, or an answer as a whole.

    `holds` are the events that were written, by address and UID; `refuses` is what writing comes to.
    """

    says: dict[str, Any] = field(default_factory=dict)
    read_from: list[Source] = field(default_factory=list)
    windows: list[Window] = field(default_factory=list)
    holds: dict[tuple[str, str], str] = field(default_factory=dict)
    refuses: CalendarFailure | None = None
    during: Any = None
    """Awaited while a calendar is read or written, as if something happened meanwhile."""

    async def read(self, source: Source, window: Window) -> Reading | NotModified:
        self.read_from.append(source)
        self.windows.append(window)
        await self._meanwhile()
        said = self.says.get(source.address, ())
        if isinstance(said, Exception):
            raise said
        return said if isinstance(said, Reading | NotModified) else Reading(tuple(said))

    async def put(self, source: Source, uid: str, ics: str) -> None:
        await self._meanwhile()
        if self.refuses:
            raise self.refuses
        self.holds[source.address, uid] = ics

    async def remove(self, source: Source, uid: str) -> None:
        await self._meanwhile()
        if self.refuses:
            raise self.refuses
        self.holds.pop((source.address, uid), None)

    async def _meanwhile(self) -> None:
        if self.during:
            during, self.during = self.during, None
            await during
        await asyncio.sleep(0)


@dataclass
class Office:
    """The store, the desk, and the world around them."""

    store: Store
    remote: FakeRemote
    desk: CalendarDesk

    async def add(self, address: str = FEED, rep_id: str = "dana", **more: Any) -> Added:
        return await add_calendar(self.store, self.desk, rep_id, address, now=NOW, **more)

    async def add_dav(self, address: str = DAV, rep_id: str = "dana") -> Added:
        return await self.add(address, rep_id, username=rep_id, password="secret")

    async def views(self, now: datetime = NOW, rep_id: str = "dana") -> list[CalendarView]:
        async with self.store.read() as uow:
            return await calendars_of(uow, rep_id, now=now)

    async def busy(self, rep_id: str = "dana") -> list[Busy]:
        async with self.store.read() as uow:
            return await uow.calendars.busy(rep_id, NOW, NOW + timedelta(days=365))

    async def mails(self, cause: str) -> list[Mail]:
        """Those whose cause begins so."""
        async with self.store.read() as uow:
            return [mail for mail in await uow.mails.log(limit=500) if mail.cause.startswith(cause)]

    async def book(self, name: str = "ann", start: datetime = TEN, rep_id: str = "dana") -> Meeting:
        lead = await add_lead(self.store, name)
        async with self.store.write() as uow:
            request = BookingRequest(lead.id, None, rep_id, start, "America/New_York")
            outcome = await book_meeting(uow, request, clock=CLOCK)
        assert isinstance(outcome, Booked)
        return outcome.meeting


@pytest.fixture
async def office(database_url: str) -> AsyncIterator[Office]:
    handlers: Mapping[type, list[Any]] = {
        kind: [on_meeting_changed] for kind in (MeetingBooked, MeetingMoved, MeetingCancelled)
    }
    store = Store(open_engine(database_url), handlers)
    async with store.write() as uow:
        await uow.reps.replace(TeamPlaybook((DANA, MARCUS)))
    playbook, remote = load(ROOT), FakeRemote()
    templates = Templates(lambda: playbook, "https://chat.example")
    vault = Vault("a secret of the tests, long enough")
    desk = CalendarDesk(remote, remote, vault, templates, "https://chat.example")
    yield Office(store, remote, desk)
    await store.close()
