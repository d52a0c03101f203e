"""Emptying the preview's database; in the product's own `bot.chat.service: erase` goes by the visitor."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables.book import rep_days
from bot.store.tables.chat import conversations, tasks
from bot.store.tables.leads import leads
from bot.store.tables.nurture import suppressions


async def erase_previews(connection: AsyncConnection, *, of: str | None, before: datetime) -> list[str]:
    """Remove what this visitor said, and all that began before the instant, with everything that came of it.

    Returns the ids of the conversations that are gone.
    """
    table = conversations
    which = or_(table.c.created_at < before, table.c.visitor_id == of)
    gone = await connection.execute(delete(table).where(which).returning(table.c.id))
    erased = list(gone.scalars())
    if not erased:
        return []
    with_talk = select(table.c.lead_id).where(table.c.lead_id.is_not(None))
    await connection.execute(delete(leads).where(leads.c.id.not_in(with_talk)))
    await connection.execute(delete(tasks).where(tasks.c.conversation_id.not_in(select(table.c.id))))
    for everybodys in (suppressions, rep_days):  # addresses and days that no lead's row leads to
        await connection.execute(delete(everybodys))
    return erased
