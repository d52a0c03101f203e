"""A reply that is piped into `bantam inbound`, in a process of its own."""

from __future__ import annotations

import asyncio
import os
import sys

from bot.bootstrap import App
from bot.settings import NAMES, ROOT
from tests.integration.mail.returning import OWN, SECRET, a_reply, after, in_a_sequence


async def piped(app: App, raw: bytes) -> tuple[int | None, str]:
    given = {
        "SECRET_KEY": SECRET, "DATABASE_URL": app.settings.database_url, "MAIL_FROM": f"Tidewater <{OWN}>",
        "INBOUND_URL": "pipe:", "DATA_DIR": str(app.settings.data_dir),
    }  # fmt: skip
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", "inbound", cwd=ROOT, stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE, env={**os.environ, **dict.fromkeys(NAMES, ""), **given},
    )  # fmt: skip
    out, _ = await process.communicate(raw)
    return process.returncode, out.decode()


async def test_a_reply_that_is_piped_in_is_understood_once(app: App) -> None:
    mail = await in_a_sequence(app)
    raw = a_reply(mail, "We have 60,000 EUR a year.").as_bytes()
    assert await piped(app, raw) == (0, "Lead lead_ann replied; their rep is told.\n")
    assert await piped(app, raw) == (0, "Ignored: it was dealt with before.\n")
    assert (await after(app)).ended == ["replied"]
    async with app.store.read() as uow:
        assert "60,000 EUR" in (await uow.facts.known("lead_ann")).quote("budget")


async def test_a_reply_of_30_mb_that_is_piped_in_is_read_as_far_as_its_beginning(app: App) -> None:
    mail = await in_a_sequence(app)
    letter = a_reply(mail, "See the file.")
    letter.add_attachment(b"x" * 23_000_000, maintype="application", subtype="zip", filename="all.zip")
    assert await piped(app, letter.as_bytes()) == (0, "Lead lead_ann replied; their rep is told.\n")
    assert [kept.text for kept in (await after(app)).inbound] == ["See the file."]
