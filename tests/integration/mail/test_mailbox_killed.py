"""Workers that read a mailbox are killed (kill -9) at random moments: every mail takes effect once."""

from __future__ import annotations

import asyncio
import random
import sys
from collections import Counter
from datetime import timedelta
from pathlib import Path

from sqlalchemy import func, select

from bot.bootstrap import App
from bot.mail.reply_notice import MOST_A_DAY
from bot.settings import ROOT
from bot.store.tables.nurture import inbound_mails
from tests.imap import PrivateImap
from tests.integration.mail.returning import a_reply, after, in_a_sequence, mails
from tests.nurturing import MONDAY

MAILS, KILLS = 40, 4  # so many that a process never gets through before it is killed


async def dealt_with(app: App) -> int:
    async with app.store.read() as uow:
        rows = await uow.connection.execute(select(func.count()).select_from(inbound_mails))
        return int(rows.scalar_one())


async def some_more(app: App, count: int) -> None:
    """When that many mails have taken effect."""
    while await dealt_with(app) < count:
        await asyncio.sleep(0.005)


async def test_every_mail_takes_effect_once_however_often_the_reader_is_killed(
    app: App, database_url: str, tmp_path: Path
) -> None:
    server = PrivateImap()
    server.start()
    try:
        mail = await in_a_sequence(app)
        for n in range(MAILS):
            server.deliver(a_reply(mail, f"Answer {n}", n=n).as_bytes())
        kept = [0]
        for attempt in range(KILLS + 1):
            # Each begins when the lease of the one before has run out.
            now = MONDAY + attempt * timedelta(minutes=6)
            process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.integration.mail.reading_process", database_url, server.url(),
                str(tmp_path), now.isoformat(), cwd=ROOT, stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
            assert process.stdout
            assert await process.stdout.readline() == b"begins\n"
            if attempt < KILLS:
                await some_more(app, kept[-1] + random.randint(0, 3))
                await asyncio.sleep(random.uniform(0, 0.02))  # in the middle of a mail, too
                process.kill()
            assert await process.wait() == (-9 if attempt < KILLS else 0)
            kept.append(await dealt_with(app))
    finally:
        server.stop()
    assert kept == sorted(kept)
    assert kept[-1] == MAILS
    texts = Counter(found.text for found in (await after(app)).inbound)
    assert texts == {f"Answer {n}": 1 for n in range(MAILS)}
    notices = [m.cause for m in await mails(app, kind="notice") if m.cause.startswith("reply:")]
    assert len(notices) == len(set(notices)) == MOST_A_DAY
