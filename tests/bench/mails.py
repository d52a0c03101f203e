"""How many mails of sequences leave in a second: leads are enrolled, and real workers write and send."""

from __future__ import annotations

import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from datetime import time as wall_time
from pathlib import Path
from typing import Any

import psutil

from bot.bootstrap import App, build
from bot.leads.models import Consent, Contact, Lead
from bot.nurture.models import Enrolled
from bot.nurture.sequences import import_sequences
from bot.nurture.service import enrol
from bot.playbook.load import load
from bot.playbook.shapes import Playbook, Sending, Span
from bot.settings import load_settings
from bot.store.migrate import upgrade
from tests.bench.sink import sink
from tests.postgres import PrivatePostgres
from tests.processes import ROOT, Processes

MAILS = 10_000
EARLY = 1_000
"""Memory is taken when that many have left, and at the end."""
AIM = 60.0  # mails a second, one worker on SQLite
AIM_OF_FOUR = 1.5  # times that, four workers on PostgreSQL
AIM_OF_MEMORY = 1.1  # times that after EARLY mails, at the end
DOMAINS = 500
PATIENCE = 1200.0  # seconds


@dataclass(frozen=True)
class MailSpeed:
    """One measurement, times in seconds; memory is the workers' own (USS), in MB."""

    database: str
    workers: int
    mails: int
    enrolling: float
    sending: float
    early: float
    late: float

    @property
    def per_second(self) -> float:
        """Mails that the workers wrote and sent."""
        return self.mails / self.sending

    @property
    def whole(self) -> float:
        """The same with the time that enrolling took, one lead after the other."""
        return self.mails / (self.enrolling + self.sending)

    @property
    def growth(self) -> float:
        return self.late / self.early


def measure(postgres: PrivatePostgres, mails: int = MAILS) -> list[MailSpeed]:
    """One worker on SQLite, four on PostgreSQL."""
    measured = []
    with tempfile.TemporaryDirectory(prefix="bantam-mails-") as folder:
        for database, workers in (("SQLite", 1), ("PostgreSQL", 4)):
            place = Path(folder) / f"{database}{workers}"
            where = {"database_url": postgres.create()} if database == "PostgreSQL" else {}
            measured.append(_measure(database, place, workers, mails, where))
            print(f"{database}: {workers} worker(s), {measured[-1].per_second:.0f} mails/s", flush=True)
    return measured


def _measure(database: str, folder: Path, workers: int, mails: int, where: dict[str, str]) -> MailSpeed:
    folder.mkdir(parents=True)
    with sink() as (smtp_url, taken):
        product = Processes(folder, smtp_url=smtp_url, mail_from="hello@tidewater.example", clock="", **where)
        app = build(load_settings(environ=product.environment))
        upgrade(product.database_url)
        asyncio.run(_import(app))
        began = time.monotonic()
        asyncio.run(_enrol(build(load_settings(environ=product.environment)), mails))
        enrolling = time.monotonic() - began
        with _workers(product, workers) as started:
            while not taken.value:
                time.sleep(0.01)  # their own start is no mail's time
            began = time.monotonic()
            early = _memory_when(taken, min(EARLY, mails), started)
            late = _memory_when(taken, mails, started)
            while asyncio.run(_accepted(app)) < mails:
                time.sleep(0.05)
            sending = time.monotonic() - began
        assert taken.value == mails, f"{taken.value} mails arrived instead of {mails}"
    return MailSpeed(database, workers, mails, enrolling, sending, early, late)


def _playbook() -> Playbook:
    """The demo's, without hours, limits and confirmations, and with one sequence of one mail."""
    whole = load(ROOT)
    always = Sending(tuple(range(7)), Span(wall_time(0), wall_time(23, 59)), None, None, None)
    sequence = whole.sequences[0]
    first = replace(sequence.steps[0], wait=timedelta(0), condition=None)
    return replace(
        whole,
        site=replace(whole.site, double_opt_in=False, sending=always),
        sequences=(replace(sequence, reasons=("later",), steps=(first,)),),
    )


async def _import(app: App) -> None:
    playbook, now = _playbook(), app.clock.now()
    async with app.store.write() as uow:
        await uow.playbooks.keep(playbook, now=now)
        await uow.reps.replace(playbook.team)
        await import_sequences(uow, playbook, now=now)
    await app.store.close()


async def _accepted(app: App) -> int:
    async with app.store.read() as uow:
        count = await uow.mails.count(state="accepted")
    await app.store.close()
    return count


async def _enrol(app: App, mails: int) -> None:
    """Each lead in a transaction of its own, as at the end of a chat."""
    await app.refresh_playbook()
    site = app.playbook().site
    for number in range(mails):
        now = datetime.now(UTC)
        contact = Contact(f"Ann Berg {number}", f"ann.{number}@domain{number % DOMAINS}.example")
        lead = Lead(f"lead_{number}", now, now, contact=contact)
        async with app.store.write() as uow:
            await uow.leads.add(lead)
            await uow.consents.give(Consent(lead.id, "nurture", now, "Yes, send me mails"))
            outcome = await enrol(uow, lead, "later", site, now=now)
        assert isinstance(outcome, Enrolled), outcome
    await app.close()


@contextmanager
def _workers(product: Processes, count: int) -> Iterator[Sequence[psutil.Process]]:
    log = (product.folder / "worker.log").open("wb")
    command = [sys.executable, "-m", "bot", "worker"]
    started = [
        subprocess.Popen(command, cwd=ROOT, env=product.environment, stdout=log, stderr=log)
        for _ in range(count)
    ]
    try:
        yield [psutil.Process(worker.pid) for worker in started]
    finally:
        for worker in started:
            worker.terminate()
        for worker in started:
            worker.wait(30)
        log.close()


def _memory_when(taken: Any, mails: int, workers: Sequence[psutil.Process]) -> float:
    """The workers' memory when the sink has that many mails."""
    until = time.monotonic() + PATIENCE
    while taken.value < mails:
        assert time.monotonic() < until, f"only {taken.value} of {mails} mails after {PATIENCE:.0f} s"
        time.sleep(0.05)
    return sum(worker.memory_full_info().uss for worker in workers) / 1e6


def mails_table(measured: Sequence[MailSpeed]) -> list[str]:
    """The figures as a part of docs/performance.md."""
    rows = ["## Mails of sequences", ""]
    rows += ["| database | workers | mails | mails/s | of the aim | with enrolling | memory | after 1,000 |"]
    rows += ["| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for one in measured:
        cells = (
            one.database, f"{one.workers}", f"{one.mails:,}", f"{one.per_second:.0f}",
            f"{one.per_second / AIM:.2f}", f"{one.whole:.0f}/s", f"{one.late:.0f} MB",
            f"{one.early:.0f} MB ({one.growth:.2f} times that at the end)",
        )  # fmt: skip
        rows.append(f"| {' | '.join(cells)} |")
    rows += [
        "",
        "Leads are enrolled, each in a transaction of its own; then workers write their mails and hand them",
        "to a server on the same machine, without hours and limits. `mails/s` counts from the first mail to",
        "the last one accepted, `with enrolling` from the first enrolment. Memory is the workers' own,",
        f"together (USS). Aims: {AIM:.0f} mails/s with one worker on SQLite, {AIM_OF_FOUR} times",
        "that with four on PostgreSQL; memory at the end at most",
        f"{AIM_OF_MEMORY} times that after {EARLY:,} mails.",
        "`python -m tests.bench --only mails` writes this part alone.",
    ]
    return rows
