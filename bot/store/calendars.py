"""The reps' own calendars: what was last read of their busy times."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.store.tables.calendars import calendar_busy, calendars

TRUSTED = timedelta(hours=6)
"""How old what is known of a calendar may be, for times to be offered from it."""


class Calendars:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def busy(self, rep_id: str, start: datetime, end: datetime) -> list[tuple[datetime, datetime]]:
        """What the rep's own calendars take of their time, as they were last read."""
        query = (
            select(calendar_busy.c.start_at, calendar_busy.c.end_at)
            .join(calendars, calendars.c.id == calendar_busy.c.calendar_id)
            .where(
                calendars.c.rep_id == rep_id, calendar_busy.c.start_at < end, calendar_busy.c.end_at > start
            )
        )
        return [(row.start_at, row.end_at) for row in (await self._connection.execute(query)).all()]

    async def stale(self, rep_id: str, *, now: datetime) -> bool:
        """Whether a calendar of the rep was last read too long ago to be trusted."""
        old = or_(calendars.c.read_at.is_(None), calendars.c.read_at < now - TRUSTED)
        query = select(func.count()).select_from(calendars).where(calendars.c.rep_id == rep_id, old)
        return (await self._connection.execute(query)).scalar_one() > 0
