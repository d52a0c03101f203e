"""How far each mailbox that we read is read, and by whom right now."""

from __future__ import annotations

import dataclasses
from datetime import datetime
from typing import ClassVar

from sqlalchemy import or_, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.nurture.mailboxes import MailboxState
from bot.store.inserts import insert_unless_there
from bot.store.tables.nurture import mailboxes


class Mailboxes:
    _columns: ClassVar = [mailboxes.c[field.name] for field in dataclasses.fields(MailboxState)]

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, name: str) -> MailboxState | None:
        query = select(*self._columns).where(mailboxes.c.name == name)
        row = (await self._connection.execute(query)).one_or_none()
        return MailboxState(*row) if row else None

    async def claim(self, name: str, *, now: datetime, until: datetime) -> MailboxState | None:
        """The mailbox, leased until `until`; None while it is not due, or somebody else reads it.

        One that was never read is due at once.
        """
        if await self.get(name) is None:
            await insert_unless_there(self._connection, mailboxes, {"name": name, "due_at": now})
        free = or_(mailboxes.c.leased_until.is_(None), mailboxes.c.leased_until <= now)
        due = update(mailboxes).where(mailboxes.c.name == name, mailboxes.c.due_at <= now, free)
        leased = due.values(leased_until=until).returning(*self._columns)
        row = (await self._connection.execute(leased)).one_or_none()
        return MailboxState(*row) if row else None

    async def save(self, state: MailboxState, *, held: datetime, release: bool = False) -> bool:
        """Keep how far it is read; False, and nothing is kept, for who no longer holds the lease `held`."""
        values = dataclasses.asdict(state) | ({"leased_until": None} if release else {})
        mine = mailboxes.c.name == state.name, mailboxes.c.leased_until == held
        return (await self._connection.execute(update(mailboxes).where(*mine).values(values))).rowcount == 1
