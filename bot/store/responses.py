"""What leads do with our mails: links that they follow, mail that comes back, and what they prefer."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar

from sqlalchemy import delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.nurture.models import InboundMail, MailLink, Preferences
from bot.store.inserts import insert_unless_there
from bot.store.tables import nurture as tables


class MailLinks:
    _table = tables.mail_links
    _columns: ClassVar = [tables.mail_links.c[f.name] for f in dataclasses.fields(MailLink)]

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add(self, links: Sequence[MailLink]) -> None:
        if links:
            rows = [dataclasses.asdict(link) for link in links]
            await self._connection.execute(insert(self._table), rows)

    async def get(self, link_id: str) -> MailLink | None:
        query = select(*self._columns).where(self._table.c.id == link_id)
        row = (await self._connection.execute(query)).one_or_none()
        return MailLink(*row) if row else None

    async def clicked(self, link_id: str, *, now: datetime) -> bool:
        """Count a click; True when it was the first one."""
        table = self._table
        mine = table.c.id == link_id
        first = update(table).where(mine, table.c.first_clicked_at.is_(None)).values(first_clicked_at=now)
        is_first = (await self._connection.execute(first)).rowcount == 1
        await self._connection.execute(update(table).where(mine).values(clicks=table.c.clicks + 1))
        return is_first


class Inbound:
    _table = tables.inbound_mails
    _columns: ClassVar = [tables.inbound_mails.c[f.name] for f in dataclasses.fields(InboundMail)]

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def add_unless_there(self, mail: InboundMail) -> bool:
        """False when that mail was dealt with before."""
        return await insert_unless_there(self._connection, self._table, dataclasses.asdict(mail))

    async def get(self, inbound_id: str) -> InboundMail | None:
        query = select(*self._columns).where(self._table.c.id == inbound_id)
        row = (await self._connection.execute(query)).one_or_none()
        return InboundMail(*row) if row else None

    async def of_lead(self, lead_id: str) -> list[InboundMail]:
        """In the order in which they came."""
        query = select(*self._columns).where(self._table.c.lead_id == lead_id)
        rows = await self._connection.execute(query.order_by(self._table.c.received_at, self._table.c.id))
        return [InboundMail(*row) for row in rows.all()]

    async def soft_bounces(self, lead_id: str) -> int:
        """How many mails of the lead came back for now, since the last answer of theirs.

        A server may say of one mail several times that it waits.
        """
        mails = await self.of_lead(lead_id)
        answers = [mail.received_at for mail in mails if mail.kind in ("reply", "auto_reply", "stop")]
        bounces = (mail for mail in mails if mail.kind == "soft_bounce")
        return len({mail.mail_id for mail in bounces if not answers or mail.received_at > max(answers)})

    async def replies_since(self, lead_id: str, since: datetime) -> int:
        """How often the lead wrote from that instant on."""
        mine = self._table.c.lead_id == lead_id, self._table.c.received_at >= since
        query = select(func.count()).where(*mine, self._table.c.kind.in_(("reply", "stop")))
        return int((await self._connection.execute(query)).scalar_one())


class MailPreferences:
    _table = tables.mail_preferences

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def get(self, lead_id: str) -> Preferences | None:
        table = self._table
        query = select(table.c.lead_id, table.c.paused_until, table.c.every_days)
        row = (await self._connection.execute(query.where(table.c.lead_id == lead_id))).one_or_none()
        return Preferences(*row) if row else None

    async def save(self, preferences: Preferences, *, now: datetime) -> None:
        table = self._table
        mine = table.c.lead_id == preferences.lead_id
        await self._connection.execute(delete(table).where(mine))
        values = dataclasses.asdict(preferences) | {"updated_at": now}
        await self._connection.execute(insert(table).values(values))


class Engagement:
    """What of a lead's dealings with our mails counts in the score."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def of(self, lead_id: str) -> tuple[int, int]:
        """How many of our mails they followed a link of, and how often they replied."""
        links, mails, inbound = tables.mail_links, tables.mails, tables.inbound_mails
        followed = (
            select(func.count(mails.c.id.distinct()))
            .join(links, links.c.mail_id == mails.c.id)
            .where(mails.c.lead_id == lead_id, links.c.clicks > 0)
        )
        replied = select(func.count()).where(inbound.c.lead_id == lead_id, inbound.c.kind == "reply")
        counts = [int((await self._connection.execute(query)).scalar_one()) for query in (followed, replied)]
        return counts[0], counts[1]
