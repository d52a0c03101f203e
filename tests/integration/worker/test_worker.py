"""The worker with the real work: from an enrolment to a mail, in a process that can be told to stop."""

from __future__ import annotations

import asyncio
import signal
import sys
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.clock import FixedClock
from bot.mail.delivery import deliver_next
from bot.mail.devbox import DevelopmentMailbox
from bot.nurture.rules import country_of, public_holidays
from bot.nurture.steps import do_next_step
from bot.store.database import Store
from bot.worker.service import tick
from tests.nurturing import DESK, MONDAY, PLAYBOOK, SENDER, SENDING, a_lead, enrolled, wired

PROCESS = """
import asyncio, logging, sys
from types import SimpleNamespace
from bot.clock import FixedClock
from bot.mail.delivery import deliver_next
from bot.mail.devbox import DevelopmentMailbox
from bot.nurture.steps import do_next_step
from bot.worker.service import run
from tests.nurturing import DESK, MONDAY, SENDER, SENDING, wired

async def main():
    store = wired(sys.argv[1])
    await run(SimpleNamespace(clock=FixedClock(MONDAY.replace(minute=2)), due_work={
        "steps": lambda now: do_next_step(store, DESK, now=now),
        "mail": lambda now: deliver_next(store, DevelopmentMailbox(), SENDER, SENDING, now=now),
    }), every=0.05)
    await store.close()

logging.basicConfig(level=logging.INFO)
asyncio.run(main())
"""


class App:
    def __init__(self, store: Store) -> None:
        self.clock = FixedClock(MONDAY)
        self.store = store

    @property
    def due_work(self) -> dict[str, object]:
        return {
            "steps": lambda now: do_next_step(self.store, DESK, now=now),
            "mail": lambda now: deliver_next(self.store, DevelopmentMailbox(), SENDER, SENDING, now=now),
        }


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = wired(database_url)
    yield store
    await store.close()


async def test_a_tick_sends_the_first_mail_and_a_tick_at_the_next_instant_the_second(store: Store) -> None:
    await enrolled(store)
    app = App(store)

    assert await tick(app, MONDAY + timedelta(minutes=1)) == {"steps": 0, "mail": 0}  # type: ignore[arg-type]
    assert await tick(app, MONDAY + timedelta(minutes=2)) == {"steps": 1, "mail": 1}  # type: ignore[arg-type]
    assert await tick(app, MONDAY + timedelta(days=9, minutes=2)) == {"steps": 1, "mail": 1}  # type: ignore[arg-type]
    async with store.read() as uow:
        assert {mail.state for mail in await uow.mails.log()} == {"accepted"}


async def test_a_worker_process_does_what_is_due_says_nothing_personal_and_stops_cleanly(
    store: Store, database_url: str
) -> None:
    await enrolled(store)
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        PROCESS,
        database_url,
        stderr=asyncio.subprocess.PIPE,
        cwd=Path(__file__).parents[3],
    )
    async with asyncio.timeout(60):
        while await accepted(store) == 0:
            await asyncio.sleep(0.1)
        process.send_signal(signal.SIGTERM)
        _, said = await process.communicate()

    assert process.returncode == 0
    assert b"worker stopped" in said
    assert b"ann@" not in said
    assert b"Berg" not in said


async def accepted(store: Store) -> int:
    async with store.read() as uow:
        return await uow.mails.count(state="accepted")


async def test_a_simulated_quarter_keeps_every_rule_for_every_mail(store: Store) -> None:
    zones = ("Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Sydney", "America/St_Johns")
    leads = [
        a_lead(f"lead_{n}", f"lead{n}@example.com", timezone=zone, country=None)
        for n, zone in enumerate(zones)
    ]
    for lead in leads:
        await enrolled(store, lead)
    app = App(store)
    now = MONDAY
    while now < MONDAY + timedelta(days=120):
        await tick(app, now)  # type: ignore[arg-type]
        now += timedelta(hours=29, minutes=13)

    steps = len(next(sequence for sequence in PLAYBOOK.sequences if sequence.name == "not-now").steps)
    for lead in leads:
        async with store.read() as uow:
            mails = await uow.mails.log(lead_id=lead.id)
        assert len({mail.step_id for mail in mails}) == len(mails) == steps
        for mail in mails:
            sent: datetime = mail.updated_at.astimezone(ZoneInfo(lead.contact.timezone or ""))
            assert mail.state == "accepted"
            assert sent.weekday() < 5
            assert 9 <= sent.hour < 17
            assert sent.date() not in public_holidays(country_of(lead.contact) or "", sent.year)
