"""Many processes that book, hold, move and cancel at once over one database.

    python -m tests.integration.book.crowd DATABASE_URL PROCESSES ATTEMPTS

prints `{"outcomes": {name: count}, "errors": [name], "seconds": [each attempt's, sorted]}`. Every attempt is
one transaction as the product makes it, invites and all, timed from before it asks for the database. Each
process has served once before, and all begin at the same moment.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from bot.book.changes import cancel_meeting, move_meeting
from bot.book.invite import Person
from bot.book.invites import Invites
from bot.book.models import Booked, BookingRequest, Held
from bot.book.service import book_meeting, hold_slot
from bot.bootstrap import handlers
from bot.chat.notices import Notices
from bot.clock import Clock, FixedClock
from bot.leads.holidays import public_holidays
from bot.leads.links import Links
from bot.leads.models import Contact, Lead
from bot.mail.templates import Templates
from bot.nurture.desk import Desk
from bot.playbook.load import load
from bot.playbook.words import DomainWords
from bot.store.database import Store, open_engine

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
STARTS = tuple(datetime(2026, 3, 2, 15, tzinfo=UTC) + timedelta(minutes=30 * number) for number in range(4))
REPS = ("dana", "marcus")
Pipe = tuple[int, int]
ROOT = Path(__file__).parents[3]


def main(url: str, processes: int, attempts: int) -> None:
    wired = _handlers()
    for year in (NOW.year, NOW.year + 1):  # as the product does at its start
        public_holidays("DE", year)
        public_holidays("US", year)
    ready, go = os.pipe(), os.pipe()
    reports = [_fork(number, url, attempts, wired, ready, go) for number in range(processes)]
    for _ in reports:
        os.read(ready[0], 1)
    os.write(go[1], b"!" * processes)
    outcomes: Counter[str] = Counter()
    errors: list[str] = []
    seconds: list[float] = []
    for reader in reports:
        with os.fdopen(reader) as report:
            told = json.loads(report.read() or '{"outcomes": {}, "errors": ["it died"], "seconds": []}')
        outcomes.update(told["outcomes"])
        errors += told["errors"]
        seconds += told["seconds"]
    print(json.dumps({"outcomes": outcomes, "errors": errors, "seconds": sorted(seconds)}))


def _handlers() -> Any:
    playbook = load(ROOT)
    url = "https://chat.example"
    templates = Templates(lambda: playbook, url)
    organizer = Person("Tidewater", "hello@tidewater.example")
    links = Links("a secret of the crowd")
    desk = Desk(playbook, templates, links, url, DomainWords(ROOT / "domain.yml"))
    invites = Invites(templates, links, organizer, url)
    return handlers(invites, Notices(templates, lambda: playbook, url), lambda: desk)


def _fork(number: int, url: str, attempts: int, wired: Any, ready: Pipe, go: Pipe) -> int:
    reader, writer = os.pipe()
    if os.fork():
        os.close(writer)
        return reader
    with os.fdopen(writer, "w") as report:
        report.write(json.dumps(asyncio.run(_one_process(number, url, attempts, wired, ready, go))))
    os._exit(0)


async def _one_process(
    number: int, url: str, attempts: int, wired: Any, ready: Pipe, go: Pipe
) -> dict[str, Any]:
    store = Store(open_engine(url), wired)
    one = _Crowder(store, random.Random(number), number)
    await one.enter(attempts + 1)
    await one.attempt(attempts)  # statements are compiled once in each process
    one.forget()
    os.write(ready[1], b"!")
    os.read(go[0], 1)
    for attempt in range(attempts):
        await one.attempt(attempt)
    await store.close()
    return {"outcomes": one.outcomes, "errors": one.errors, "seconds": one.seconds}


class _Crowder:
    """One process: its own leads and their meetings."""

    def __init__(self, store: Store, dice: random.Random, number: int) -> None:
        self.store, self.dice, self.number = store, dice, number
        self.meetings: list[str] = []
        self.outcomes: Counter[str] = Counter()
        self.errors: list[str] = []
        self.seconds: list[float] = []
        self.clock: Clock = FixedClock(NOW)

    def forget(self) -> None:
        self.outcomes.clear()
        self.seconds.clear()

    async def enter(self, attempts: int) -> None:
        async with self.store.write() as uow:
            for attempt in range(attempts):
                name = f"p{self.number}a{attempt}"
                contact = Contact(name=name, email=f"{name}@acme.example", timezone="America/New_York")
                await uow.leads.add(Lead(f"lead_{name}", NOW, NOW, stage="sql", contact=contact))

    async def attempt(self, number: int) -> None:
        began = time.monotonic()
        try:
            outcome = await self._do(f"lead_p{self.number}a{number}")
        except Exception as error:  # noqa: BLE001 - each is reported; the proof wants none
            self.errors.append(f"{type(error).__name__}: {error.__cause__ or error}"[:300])
            return
        self.seconds.append(time.monotonic() - began)
        self.outcomes[type(outcome).__name__] += 1
        if isinstance(outcome, Booked):
            self.meetings.append(outcome.meeting.id)

    async def _do(self, lead_id: str) -> object:
        what = self.dice.choices(("book", "hold", "move", "cancel"), (6, 2, 1, 1))[0]
        start, rep = self.dice.choice(STARTS), self.dice.choice(REPS)
        request = BookingRequest(lead_id, None, rep, start, "America/New_York")
        async with self.store.write() as uow:
            if what == "hold":
                held = await hold_slot(uow, request, clock=self.clock)
                if isinstance(held, Held):  # it runs out at once, for the next ones to end
                    run_out = FixedClock(NOW - timedelta(minutes=10))
                    return await hold_slot(uow, request, clock=run_out)
                return held
            if what == "move" and self.meetings:
                meeting = self.dice.choice(self.meetings)
                return await move_meeting(uow, meeting, start, "visitor", clock=self.clock)
            if what == "cancel" and self.meetings:
                return await cancel_meeting(uow, self.dice.choice(self.meetings), "visitor", clock=self.clock)
            return await book_meeting(uow, request, clock=self.clock)


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]))
