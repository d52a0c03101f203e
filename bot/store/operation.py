"""How the product stands, in a few queries that read indexes and no words of anybody."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, func, literal, select, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.nurture.models import RUNNING
from bot.report.operation import KINDS, MAIL_STATES, STAGES, Due, Operation, Work
from bot.store.tables.book import meetings, reps
from bot.store.tables.calendars import calendar_writes, calendars
from bot.store.tables.chat import conversations, tasks, turns
from bot.store.tables.leads import leads
from bot.store.tables.nurture import CLAIMED, enrolments, mailboxes, mails


def _due_since() -> dict[Work, tuple[Any, Any]]:
    """Since when work of each kind is due, and which rows are such work."""
    return {
        "turns": (turns.c.created_at, turns.c.status == "pending"),
        "steps": (enrolments.c.due_at, enrolments.c.status.in_(RUNNING)),
        "mail": (mails.c.due_at, CLAIMED),
        "nudges": (conversations.c.nudge_at, conversations.c.nudge_at.is_not(None)),
        "holds": (meetings.c.held_until, meetings.c.status == "held"),
        "reminders": (meetings.c.remind_at, meetings.c.status == "confirmed"),
        "calendars": (calendars.c.due_at, calendars.c.rep_id.in_(select(reps.c.id).where(reps.c.active))),
        "calendar writes": (calendar_writes.c.due_at, calendar_writes.c.due_at.is_not(None)),
        "inbound": (mailboxes.c.due_at, mailboxes.c.due_at.is_not(None)),
    }


class Operations:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def at(self, now: datetime) -> Operation:
        """The counts at this instant (aware)."""
        ahead = and_(meetings.c.status == "confirmed", meetings.c.start_at > now)
        return Operation(
            leads=dict.fromkeys(STAGES, 0) | await self._by(leads.c.stage),
            mails=dict.fromkeys(MAIL_STATES, 0) | await self._by(mails.c.state),
            tasks=await self._by(tasks.c.kind, tasks.c.done_at.is_(None)),
            due=dict.fromkeys(KINDS, Due()) | await self._due(now),
            turns=await self._count(turns.c.id.is_not(None)),
            waiting_for_person=await self._count(conversations.c.waits_since.is_not(None)),
            with_person=await self._count(conversations.c.taker_seen_at.is_not(None)),
            meetings_ahead=await self._count(ahead),
            failing_mailboxes=await self._count(mailboxes.c.failing_since.is_not(None)),
            failing_calendars=await self._count(calendars.c.problem.is_not(None)),
        )

    async def _due(self, now: datetime) -> dict[str, Due]:
        kinds = [
            select(literal(kind).label("kind"), func.count().label("number"), func.min(since).label("oldest"))
            .where(which, since <= now)
            for kind, (since, which) in _due_since().items()
        ]  # fmt: skip
        rows = (await self._connection.execute(union_all(*kinds))).all()
        return {row.kind: Due(row.number, now - row.oldest if row.oldest else timedelta(0)) for row in rows}

    async def _by(self, column: Any, *conditions: ColumnElement[bool]) -> dict[str, int]:
        query = select(column, func.count()).where(*conditions).group_by(column)
        return {str(value): int(count) for value, count in (await self._connection.execute(query)).all()}

    async def _count(self, which: ColumnElement[bool]) -> int:
        return int((await self._connection.execute(select(func.count()).where(which))).scalar_one())
