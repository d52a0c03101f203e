"""A process that reads a mailbox, to be killed: DATABASE_URL INBOUND_URL FOLDER INSTANT."""

from __future__ import annotations

import asyncio
import sys
from datetime import datetime
from pathlib import Path

from bot.bootstrap import App
from bot.clock import FixedClock
from bot.mail.mailbox import read_mailbox
from bot.settings import load_settings
from tests.integration.mail.returning import OWN, SECRET


async def main(database_url: str, inbound_url: str, folder: str, instant: str) -> None:
    now = datetime.fromisoformat(instant)
    given = {
        "SECRET_KEY": SECRET, "DATABASE_URL": database_url, "MAIL_FROM": f"Tidewater <{OWN}>",
        "INBOUND_URL": inbound_url, "PUBLIC_URL": "https://chat.tidewater.example",
    }  # fmt: skip
    app = App(load_settings(Path(folder), given), clock=FixedClock(now))
    await app.refresh_playbook()
    print("begins", flush=True)
    assert app.mailbox
    while await read_mailbox(app.store, app.mailbox, app.return_desk, now=now):
        pass
    await app.close()


if __name__ == "__main__":
    asyncio.run(main(*sys.argv[1:]))
