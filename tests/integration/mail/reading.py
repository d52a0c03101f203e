"""Reading a mailbox, and what is kept of it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select

from bot.bootstrap import App
from bot.mail.imap import Imap
from bot.mail.mailbox import read_mailbox
from bot.nurture.mailboxes import MailboxState
from bot.store.tables.chat import tasks
from tests.nurturing import MONDAY

NOW = MONDAY


async def read(app: App, box: Any, now: datetime = NOW) -> int:
    return await read_mailbox(app.store, box, app.return_desk, now=now)


async def state(app: App, box: Imap) -> MailboxState:
    async with app.store.read() as uow:
        kept = await uow.mailboxes.get(box.name)
    assert kept
    return kept


async def open_tasks(app: App) -> list[str]:
    async with app.store.read() as uow:
        rows = await uow.connection.execute(
            select(tasks.c.reason).where(tasks.c.kind == "mailbox", tasks.c.done_at.is_(None))
        )
        return list(rows.scalars())
