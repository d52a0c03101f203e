"""Runs in which workers are killed while they send, and fresh ones take over.

    python -m tests.integration.mail.crashes DATABASE_URL FOLDER FIRST COUNT

makes the runs FIRST to FIRST + COUNT - 1, each from its number as the seed, in a few weeks of its own, with
leads at `runNUMBER.example`. Prints a line of JSON for each: `{"run": n, "deaths": [moment], "events": [...],
"problems": [...]}` with what the mail server wrote down (`crash_server.py`). The mails stay in the database.
"""

from __future__ import annotations

import asyncio
import json
import os
import random
import signal
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from bot.leads.models import Consent, Contact, Lead
from bot.nurture.models import Enrolled
from bot.nurture.sequences import import_sequences
from bot.nurture.service import enrol
from bot.playbook.shapes import Playbook
from bot.store.database import Store, open_engine
from bot.store.tables import nurture as tables
from bot.store.work import SqlUnitOfWork
from tests.integration.mail.crash_server import Answers, CrashServer
from tests.integration.mail.crashing import MOMENTS, OF_STEPS, Doom, DoomedStore, do_all, work
from tests.nurturing import DESK, MONDAY, OPT_IN, PLAYBOOK, SITE, a_draft

MODES = ("accepts", "defers", "refuses", "stalls", "drops")
SPACE = timedelta(weeks=5)
"""Between the beginnings of two runs: a mail that is deferred to its end takes less."""
ROUNDS = 60
DEATHS = 5  # at most, after those of the first workers
HANGS = 60.0  # seconds after which a worker counts as hung


def main(url: str, folder: Path, first: int, count: int) -> None:
    store = DoomedStore(open_engine(url))
    asyncio.run(_import(store))
    _warm_up(store, folder)
    for number in range(first, first + count):
        run = Run(number, store, folder / f"run{number}.log")
        print(json.dumps(run.hold()), flush=True)


def _warm_up(store: DoomedStore, folder: Path) -> None:
    """Work in this process, so that what the first work of a process costs is not spent in each fork."""
    run = Run(-1, store, folder / "warm-up.log")
    asyncio.run(run.fill())
    with run.server as url:
        for hours in range(3):
            now = run.begins + timedelta(hours=hours, minutes=2)
            asyncio.run(do_all(store, DESK, url, now, run.patience))


def _playbook() -> Playbook:
    """The demo's, with one sequence of two mails an hour apart."""
    whole = PLAYBOOK.sequences[0]
    steps = tuple(
        replace(step, wait=wait, condition=None)
        for step, wait in zip(whole.steps, (timedelta(minutes=2), timedelta(hours=1)), strict=False)
    )
    return replace(PLAYBOOK, sequences=(replace(whole, steps=steps, reasons=("later",)),))


async def _import(store: Store) -> None:
    async with store.write() as uow:
        await import_sequences(uow, _playbook(), now=MONDAY)
    await store.close()


class Run:
    """One run, all of it decided by its number."""

    def __init__(self, number: int, store: DoomedStore, log: Path) -> None:
        self.dice = random.Random(number)
        self.number = number
        self.store = store
        self.mode = MODES[number % len(MODES)]
        self.begins = MONDAY + number * SPACE
        self.server = CrashServer(log, self._plan(), self._always(), hangs_up=self.dice.random() < 0.3)
        self.patience = 1.0 if self.mode == "stalls" else 20.0
        self.deaths: list[str] = []
        self.problems: list[str] = []

    def hold(self) -> dict[str, Any]:
        asyncio.run(self.fill())
        now = self.begins + timedelta(minutes=2)
        with self.server as url:
            self._round(url, now, self._first_dooms())
            for _ in range(ROUNDS):
                due = asyncio.run(self._next_due())
                if due is None:
                    break
                now = max(now, due)
                self._round(url, now, [self._later_doom()])
            else:
                self.problems.append(f"not at rest after {ROUNDS} rounds")
        told = {"run": self.number, "mode": self.mode, "deaths": self.deaths, "problems": self.problems}
        return told | {"events": self.server.events()}

    def _round(self, url: str, now: datetime, dooms: Sequence[Doom]) -> None:
        """Workers at the same time, until each is at its end or dead."""
        workers = {work(self.store, DESK, url, now, doom, self.patience): doom for doom in dooms}
        until = time.monotonic() + HANGS
        while workers:
            pid, status = os.waitpid(-1, os.WNOHANG)
            if pid in workers:
                doom = workers.pop(pid)
                if os.WIFSIGNALED(status):
                    self.deaths.append(doom.moment or "nobody's")
                elif os.WEXITSTATUS(status):
                    self.problems.append(f"a worker ended with {os.WEXITSTATUS(status)}")
            elif time.monotonic() > until:
                for hung in workers:
                    os.kill(hung, signal.SIGKILL)
                self.problems.append(f"a worker with {[doom.moment for doom in workers.values()]} hung")
                until += HANGS
            else:
                time.sleep(0.002)

    def _first_dooms(self) -> list[Doom]:
        """One to three workers; the first dies at a moment that comes round with the runs."""
        moments = (*MOMENTS, *OF_STEPS)
        first = Doom(MOMENTS[self.number % len(MOMENTS)])
        others = [
            Doom(self.dice.choice(moments) if self.dice.random() < 0.6 else None, self.dice.randint(1, 3))
            for _ in range(self.dice.randint(0, 2))
        ]
        return [first, *others]

    def _later_doom(self) -> Doom:
        again = len(self.deaths) < DEATHS and self.dice.random() < 0.35
        return Doom(self.dice.choice((*MOMENTS, *OF_STEPS)) if again else None, self.dice.randint(1, 2))

    def _plan(self) -> list[Answers]:
        """What the server does to the first mails."""
        dice = self.dice
        ways: dict[str, list[Answers]] = {
            "accepts": [],
            "defers": [{"RCPT": "450 later"}, {"DATA": "451 later"}, {".": "452 later"}],
            "refuses": [{"RCPT": "550 nobody"}, {"DATA": "554 no"}, {".": "554 spam"}],
            "stalls": [{"RCPT": "stall"}, {"DATA": "stall"}, {".": "stall"}],
            "drops": [{".": "drop"}, {".": "drop"}, {"DATA": "drop"}],
        }
        faults = ways[self.mode]
        if not faults:
            return []
        many = 1 if self.mode == "stalls" else dice.randint(1, 4)
        plan: list[Answers] = [dice.choice(faults) for _ in range(many)]
        return [{}] * dice.randint(0, 1) + plan

    def _always(self) -> Answers:
        """What it does to all the others: now and then it never takes anything."""
        if self.dice.random() > 0.15:
            return {}
        return {"defers": {"RCPT": "450 full"}, "refuses": {"RCPT": "550 nobody"}}.get(self.mode, {})

    async def fill(self) -> None:
        """Leads in a sequence, one who has to confirm first, and invites."""
        async with self.store.write() as uow:
            for number in range(self.dice.randint(1, 3)):
                await self._enrol(uow, f"nurture{number}", confirms=False)
            if self.dice.random() < 0.4:
                await self._enrol(uow, "confirm", confirms=True)
            for number in range(self.dice.randint(1, 2)):
                draft = a_draft(
                    cause=f"meeting:{self.number}:{number}", recipient=self._address(f"invite{number}")
                )
                await uow.mails.queue(draft, now=self.begins)
        await self.store.close()

    async def _enrol(self, uow: SqlUnitOfWork, name: str, *, confirms: bool) -> None:
        contact = Contact("Ann Berg", self._address(name), timezone="UTC")
        lead = Lead(f"lead_{self.number}_{name}", self.begins, self.begins, contact=contact)
        await uow.leads.add(lead)
        await uow.consents.give(Consent(lead.id, "nurture", self.begins, "Yes, send me mails"))
        outcome = await enrol(uow, lead, "later", OPT_IN if confirms else SITE, now=self.begins)
        assert isinstance(outcome, Enrolled), outcome

    def _address(self, name: str) -> str:
        return f"{name}@run{self.number}.example"

    async def _next_due(self) -> datetime | None:
        """When there is work again for a worker, leases that have to run out included; None: never."""
        mails, enrolments = tables.mails, tables.enrolments
        async with self.store.engine.connect() as connection:
            waiting = select(func.min(mails.c.due_at)).where(
                tables.CLAIMED, mails.c.recipient_domain == f"run{self.number}.example"
            )
            due_at, leased_until = enrolments.c.due_at, enrolments.c.leased_until
            running = select(due_at, leased_until).where(
                enrolments.c.status.in_(("active", "unconfirmed")),
                enrolments.c.lead_id.like(f"lead\\_{self.number}\\_%", escape="\\"),
                due_at < self.begins + timedelta(days=10),
            )
            found = [(await connection.execute(waiting)).scalar_one()]
            found += [max(filter(None, row)) for row in (await connection.execute(running)).all()]
        await self.store.close()
        return min(filter(None, found), default=None)


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4]))
