"""A quarter with 5,000 leads (a tenth in `make test`), and every mail of it held against the rules."""

from __future__ import annotations

import random
import shutil
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml
from sqlalchemy import text

from bot.bootstrap import App
from bot.clock import FixedClock
from bot.settings import ROOT
from bot.store.database import Store
from bot.web.app import create_app
from tests.integration.nurture import checker
from tests.integration.nurture.quarter import BEGIN, Quarter, settings_for

SEED = 20260105


@pytest.fixture
async def quarter(database_url: str, tmp_path: Path) -> AsyncIterator[Quarter]:
    """The product over a playbook of its own, which the test may change."""
    root = tmp_path / "copy"
    shutil.copytree(ROOT / "playbook", root / "playbook")
    shutil.copy(ROOT / "domain.yml", root)
    settings = settings_for(database_url, tmp_path / "data")
    clock = FixedClock(BEGIN)
    app = App(settings, clock=clock, root=root)
    await app.import_playbook()
    web = create_app(settings)
    web.state.bantam = app
    transport = httpx.ASGITransport(web)
    async with httpx.AsyncClient(transport=transport, base_url=settings.public_url) as http:
        yield Quarter(app, http, clock, random.Random(SEED))
    await app.close()


@pytest.mark.proof
@pytest.mark.timeout(3600)
async def test_in_a_quarter_every_mail_keeps_every_rule(
    quarter: Quarter, sized: Callable[[int], int]
) -> None:
    app = quarter.app

    async def another_version() -> None:
        """In the middle the marketer changes a sequence: who is in it stays with the version they began."""
        file = app.root / "playbook/sequences/looking-around.yml"
        changed = yaml.safe_load(file.read_text())
        changed["steps"][1]["wait"] = "6 days"
        file.write_text(yaml.safe_dump(changed))
        assert await app.import_playbook()

    await quarter.run(sized(5000), halfway=another_version)

    log = await rows(app.store)
    sending = app.playbook().site.sending
    rules = checker.Rules(
        sending.a_week_per_lead or 0, sending.a_minute_per_domain or 0, sending.an_hour or 0
    )
    assert checker.faults(log, quarter.diary, rules, until=quarter.clock.now()) == []
    assert len(log.sent) > 2 * len(quarter.diary), "hardly anything was sent"
    assert {what for happened in quarter.diary.values() for _, what in happened} >= {*checker.ENDS, "away"}


async def rows(store: Store) -> checker.Log:
    """The log as the checker reads it; of leads that were deleted nothing is left, as promised."""
    async with store.read() as uow:

        async def table(name: str) -> list[dict[str, Any]]:
            found = (await uow.connection.execute(text(f"SELECT * FROM {name}"))).mappings()
            return [
                {k: checker.aware(v) if k.endswith("_at") else v for k, v in row.items()} for row in found
            ]

        by_id = {
            name: {row["id"]: row for row in await table(name)}
            for name in ("enrolments", "sequence_steps", "leads")
        }
        mails = [mail for mail in await table("mails") if mail["lead_id"]]
    return checker.Log(mails, by_id["enrolments"], by_id["sequence_steps"], by_id["leads"])


async def test_the_command_does_what_is_due_at_an_instant(quarter: Quarter, tmp_path: Path) -> None:
    """The quarter above is moved by the function that this command calls."""
    await quarter._join("lead_00001", 1, BEGIN)
    async with quarter.app.store.read() as uow:
        due = (await uow.enrolments.running("lead_00001"))[0].due_at
    assert due is not None
    settings = quarter.app.settings
    given = {"DEMO": "0", "DATA_DIR": str(tmp_path / "data"), "DATABASE_URL": settings.database_url,
             "SECRET_KEY": settings.secret_key, "PUBLIC_URL": settings.public_url}  # fmt: skip

    done = subprocess.run(
        [sys.executable, "-m", "bot", "tick", "--at", due.isoformat()],
        cwd=ROOT, env=given, capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip

    assert "steps: 1" in done.stdout, done.stdout
    assert "mail: 1" in done.stdout, done.stdout
