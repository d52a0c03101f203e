"""Whose time is over: by the last thing that was said, clicked or done about them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, and_, false, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.models import Conversation
from bot.nurture.models import RUNNING
from bot.playbook.shapes import Retention
from bot.store.chat import columns_of
from bot.store.tables.book import meetings
from bot.store.tables.chat import conversations, messages, tasks, visits
from bot.store.tables.leads import leads
from bot.store.tables.nurture import CLAIMED, enrolments, mails

KEPT_STAGE = "customer"


class Expiry:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def lead(self, kept: Retention, *, now: datetime, only: str | None = None) -> str | None:
        """The lead that is longest past its time; `only` looks at this one alone."""
        nobody = and_(leads.c.email.is_(None), leads.c.phone.is_(None))
        over = or_(
            and_(nobody, _silent_since(now - kept.anonymous)) if kept.anonymous else false(),
            and_(~nobody, _silent_since(now - kept.leads)) if kept.leads else false(),
        )
        query = select(leads.c.id).where(over, leads.c.stage != KEPT_STAGE, *_nothing_open(now))
        if only:
            query = query.where(leads.c.id == only)
        return (await self._connection.execute(query.order_by(leads.c.updated_at).limit(1))).scalar()

    async def conversation(self, kept: Retention, *, now: datetime) -> Conversation | None:
        """A chat that was begun and never became a lead, past the time of those who gave no address."""
        if kept.anonymous is None:
            return None
        recent = _later(messages, conversations.c.id, now - kept.anonymous)
        query = (
            select(*columns_of(conversations, Conversation))
            .where(
                conversations.c.lead_id.is_(None), conversations.c.created_at < now - kept.anonymous, ~recent
            )
            .order_by(conversations.c.created_at)
            .limit(1)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return Conversation(*row) if row else None


def _silent_since(cutoff: datetime) -> ColumnElement[bool]:
    """Nobody said, saw or changed anything of the lead after that instant."""
    mine = select(conversations.c.id).where(conversations.c.lead_id == leads.c.id)
    came_back = or_(
        mine.where(_later(messages, conversations.c.id, cutoff)).exists(),
        mine.where(_later(visits, conversations.c.id, cutoff)).exists(),
    )
    return and_(leads.c.updated_at < cutoff, ~came_back)


def _later(table: Any, conversation_id: Any, cutoff: datetime) -> ColumnElement[bool]:
    return select(table.c.id).where(table.c.conversation_id == conversation_id, table.c.at >= cutoff).exists()


def _nothing_open(now: datetime) -> list[ColumnElement[bool]]:
    """No meeting to come, no sequence that runs, no mail on its way, no task for a person."""
    return [
        ~select(meetings.c.id).where(meetings.c.lead_id == leads.c.id, meetings.c.end_at > now).exists(),
        ~select(enrolments.c.id)
        .where(enrolments.c.lead_id == leads.c.id, enrolments.c.status.in_(RUNNING))
        .exists(),
        ~select(mails.c.id).where(mails.c.lead_id == leads.c.id, CLAIMED).exists(),
        ~select(tasks.c.id).where(tasks.c.lead_id == leads.c.id, tasks.c.done_at.is_(None)).exists(),
    ]
