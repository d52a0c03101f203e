"""The mail log as what comes back needs it: which mail it is about, what came of it, what waits."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.leads.mail import Mail
from bot.store.tables import nurture as tables

WAITING = ("queued", "deferred")


class ReturnedMails:
    _table = tables.mails
    _columns: ClassVar = [tables.mails.c[field.name] for field in dataclasses.fields(Mail)]

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def by_message_ids(self, message_ids: Sequence[str]) -> Mail | None:
        """Our mail with the first of these Message-IDs (without angle brackets) that is one of ours."""
        named = [message_id for message_id in message_ids if "@" in message_id]
        query = select(*self._columns).where(self._table.c.message_id.in_(named))
        rows = (await self._connection.execute(query)).all() if named else []
        found = {row.message_id: Mail(**row._mapping) for row in rows}
        return next((found[message_id] for message_id in named if message_id in found), None)

    async def asked(self, mail_id: str) -> str | None:
        """The fact that the mail asks for with answers to click."""
        links = tables.mail_links
        query = select(links.c.fact).where(links.c.mail_id == mail_id, links.c.fact.is_not(None)).limit(1)
        found: str | None = (await self._connection.execute(query)).scalar_one_or_none()
        return found

    async def note(self, mail_id: str, reason: str, *, now: datetime) -> None:
        """Let the mail log say what became of a mail after it was sent."""
        mine = self._table.c.id == mail_id
        await self._connection.execute(update(self._table).where(mine).values(reason=reason, updated_at=now))

    async def postpone(
        self, lead_id: str, kinds: Sequence[str], until: datetime, reason: str, *, now: datetime
    ) -> int:
        """Waiting mails of the lead, of these kinds, leave at `until` at the earliest; how many they are."""
        table = self._table
        theirs = table.c.lead_id == lead_id, table.c.kind.in_(kinds), table.c.state.in_(WAITING)
        later = update(table).where(*theirs, table.c.due_at < until)
        values = {"due_at": until, "reason": reason, "updated_at": now}
        return (await self._connection.execute(later.values(values))).rowcount
