"""The manage page in this process: a server with its own database, a team, a clock that stands still."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles

from bot.book.manage_link import manage_url
from bot.book.models import Booked, BookingRequest, Meeting
from bot.book.service import book_meeting
from bot.bootstrap import App, Work, build
from bot.clock import FixedClock
from bot.leads.models import Contact, Lead
from bot.nurture.models import SequenceVersion, Step
from bot.playbook.shapes import Rep, TeamPlaybook
from bot.settings import ROOT, Settings, load_settings
from bot.store.migrate import upgrade
from bot.web import guard, manage, preferences
from tests.unit.book.team import DANA

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
TEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
"""Ten o'clock on Monday in Berlin, where Dana works."""

T = TypeVar("T")


class MeetingSite:
    """`address` of a server whose clock is `clock`; what is asked of the database is done aside."""

    def __init__(
        self, address: str, settings: Settings, clock: FixedClock, aside: ThreadPoolExecutor
    ) -> None:
        self.address, self.clock = address, clock
        self._settings, self._aside = settings, aside
        self._people = 0

    def team(self, *reps: Rep) -> None:
        async def work(_app: App, uow: Work) -> None:
            await uow.reps.replace(TeamPlaybook(reps))

        self.do(work)

    def clear(self) -> None:
        """Let everybody who has booked be forgotten, with their meetings."""

        async def work(_app: App, uow: Work) -> None:
            for meeting in await uow.meetings.between():
                await uow.meetings.end(meeting.id, "cancelled", now=self.clock.now())
                await uow.reps.free_day(meeting.rep_id, meeting.rep_day)
                await uow.leads.remove(meeting.lead_id)

        self.do(work)

    def book(self, start: datetime = TEN, zone: str = "America/New_York", rep: str = "dana") -> str:
        """Somebody new books; the address of their manage page."""
        self._people += 1
        name = f"visitor{self._people}"
        contact = Contact(name=name, email=f"{name}@acme.example", timezone=zone)
        lead = Lead(f"lead_{name}", self.clock.now(), self.clock.now(), stage="sql", contact=contact)

        async def work(app: App, uow: Work) -> str:
            await uow.leads.add(lead)
            request = BookingRequest(lead.id, None, rep, start, zone)
            outcome = await book_meeting(uow, request, clock=app.clock)
            assert isinstance(outcome, Booked)
            return self._link(app, outcome.meeting)

        return self.do(work)

    def meetings(self) -> list[Meeting]:
        async def work(_app: App, uow: Work) -> list[Meeting]:
            return await uow.meetings.between()

        return self.do(work)

    def do(self, work: Callable[[App, Work], Awaitable[T]]) -> T:
        """One transaction in a loop of its own: this thread may hold Playwright's."""

        async def run() -> T:
            app = build(self._settings, clock=self.clock)
            try:
                await app.refresh_playbook()
                async with app.store.write() as uow:
                    return await work(app, uow)
            finally:
                await app.close()

        return self._aside.submit(asyncio.run, run()).result()

    def _link(self, app: App, meeting: Meeting) -> str:
        return manage_url(app.links, self.address, meeting, now=self.clock.now())


@contextmanager
def meeting_site(folder: Path) -> Iterator[MeetingSite]:
    """Dana is the team; who cancels may get one sequence."""
    settings = load_settings(ROOT, {"DEMO": "1", "DATA_DIR": str(folder)})
    clock = FixedClock(NOW)
    with ThreadPoolExecutor(1) as aside:
        aside.submit(upgrade, settings.database_url).result()
        aside.submit(asyncio.run, _prepare(settings, clock)).result()
        server = uvicorn.Server(uvicorn.Config(_app(settings, clock), port=0, log_level="warning"))
        thread = threading.Thread(target=server.run)
        thread.start()
        while not server.started:
            assert thread.is_alive()
        port = server.servers[0].sockets[0].getsockname()[1]
        try:
            yield MeetingSite(f"http://127.0.0.1:{port}", settings, clock, aside)
        finally:
            server.should_exit = True
            thread.join()


async def _prepare(settings: Settings, clock: FixedClock) -> None:
    app = build(settings, clock=clock)
    await app.import_playbook()
    async with app.store.write() as uow:
        await uow.reps.replace(TeamPlaybook((DANA,)))
        if not any("cancelled" in version.reasons for version in await uow.sequences.newest()):
            step = Step("step_1", 0, clock.now() - clock.now(), "looking-hello", "Hello", "Hello", None)
            version = SequenceVersion("seq_1", "after", 1, "After", ("cancelled",), "digest", (step,))
            await uow.sequences.add(version, now=clock.now())
            others = [one.id for one in await uow.sequences.newest()]
            await uow.sequences.use_only([*others, version.id])
    await app.close()


def _app(settings: Settings, clock: FixedClock) -> FastAPI:
    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.bantam = await build(settings, clock=clock).start()
        yield
        await app.state.bantam.close()

    app = FastAPI(lifespan=lifespan)
    guard.install(app)
    for part in (manage, preferences):
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=ROOT / "bot" / "web" / "static"))
    return app
