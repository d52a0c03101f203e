"""What came of the mails of sequences, counted by step, in a handful of grouped queries.

A mail belongs to a period when its step fell due in it (`mails.created_at`), so that what is counted of a
period is a part of what was sent in it. `ix_mails_report` answers most of it without reading a mail.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.report.ports import Rows, StepsAsked
from bot.store.report import rows_of
from bot.store.tables.leads import lead_events
from bot.store.tables.nurture import (
    enrolments,
    inbound_mails,
    mail_links,
    mails,
    sequence_steps,
    sequence_versions,
)

SENT = ("accepted", "unknown")
WAITING = ("queued", "deferred", "sending")
OUTCOMES = ("booked", "replied", "unsubscribed")


class NurtureReports:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def states(self, asked: StepsAsked) -> Rows:
        """`{"step_id", "state", "mails"}`; what waits now is in every period."""
        query = select(mails.c.step_id, mails.c.state, func.count().label("mails"))
        return await self._rows(query.where(_mails(asked)).group_by(mails.c.step_id, mails.c.state))

    async def reasons(self, asked: StepsAsked) -> Rows:
        """`{"step_id", "state", "reason", "mails"}` of mails that were not sent, or wait for a reason."""
        columns = (mails.c.step_id, mails.c.state, mails.c.reason)
        told = and_(mails.c.state.in_((*WAITING, "withheld")), mails.c.reason.is_not(None))
        query = select(*columns, func.count().label("mails")).where(_mails(asked), told)
        return await self._rows(query.group_by(*columns))

    async def clicked(self, asked: StepsAsked) -> Rows:
        """`{"step_id", "mails"}`, of every sequence: mails of which a link was followed, however often."""
        count = func.count(mails.c.id.distinct()).label("mails")
        query = select(mails.c.step_id, count).join_from(
            mail_links, mails, mails.c.id == mail_links.c.mail_id
        )
        query = query.where(mail_links.c.clicks > 0, _since(asked))
        return await self._rows(query.group_by(mails.c.step_id))

    async def came_back(self, asked: StepsAsked) -> Rows:
        """`{"step_id", "kind", "mails"}`, of every sequence: mails that were answered, or came back."""
        columns = (mails.c.step_id, inbound_mails.c.kind)
        count = func.count(mails.c.id.distinct()).label("mails")
        query = select(*columns, count).join_from(inbound_mails, mails, mails.c.id == inbound_mails.c.mail_id)
        return await self._rows(query.where(_since(asked)).group_by(*columns))

    async def endings(self, asked: StepsAsked) -> Rows:
        """`{"version_id", "position", "ended_because", "leads"}`: enrolments that ended for what counts, by
        the last step that was sent before. A reply to one of our mails is counted with that mail instead.
        """
        e, answered = enrolments, mails.alias("answered")
        matched = exists(
            select(inbound_mails.c.id)
            .join(answered, answered.c.id == inbound_mails.c.mail_id)
            .where(answered.c.enrolment_id == e.c.id, inbound_mails.c.kind == "reply")
        )
        columns = (e.c.id, e.c.version_id, e.c.ended_because)
        each = _last_sent(columns, asked).where(
            e.c.status == "ended",
            e.c.ended_because.in_(OUTCOMES),
            or_(e.c.ended_because != "replied", ~matched),
        )
        last = each.subquery()
        alike = (last.c.version_id, last.c.position, last.c.ended_because)
        return await self._rows(select(*alike, func.count().label("leads")).group_by(*alike))

    async def after_the_end(self, asked: StepsAsked, kinds: Sequence[str]) -> Rows:
        """`{"enrolment_id", "version_id", "position", "ended_at", "kind", "at"}`: what happened (events of
        these kinds) to leads who had every mail of a sequence, after the last of them."""
        e, event = enrolments, lead_events
        columns = (e.c.id.label("enrolment_id"), e.c.version_id, e.c.ended_at, event.c.kind, event.c.at)
        then = and_(event.c.lead_id == e.c.lead_id, event.c.at >= e.c.ended_at)
        # Few leads have any of these events; their enrolments alone are looked at.
        with_events = select(event.c.lead_id).where(event.c.kind.in_(kinds))
        query = _last_sent(columns, asked).join(event, then)
        query = query.where(e.c.status == "finished", e.c.lead_id.in_(with_events))
        return await self._rows(query.where(event.c.kind.in_(kinds)))

    async def standing(self, name: str | None) -> Rows:
        """`{"version_id", "status", "ended_because", "next_position", "held_because", "leads"}`."""
        e = enrolments
        columns = (e.c.version_id, e.c.status, e.c.ended_because, e.c.next_position, e.c.held_because)
        query = select(*columns, func.count().label("leads"))
        return await self._rows(query.where(_named(name, e.c.sequence)).group_by(*columns))

    async def _rows(self, query: Select[Any]) -> Rows:
        return await rows_of(self._connection, query)


def _named(name: str | None, column: Any) -> ColumnElement[bool]:
    return column == name if name is not None else true()


def _since(asked: StepsAsked) -> ColumnElement[bool]:
    return mails.c.created_at >= asked.since if asked.since else true()


def _mails(asked: StepsAsked) -> ColumnElement[bool]:
    """Mails of the sequence's steps (of every sequence, without a name) in the period, and what waits now."""
    steps = (
        select(sequence_steps.c.id)
        .join(sequence_versions, sequence_versions.c.id == sequence_steps.c.version_id)
        .where(_named(asked.name, sequence_versions.c.name))
    )
    which = mails.c.step_id.in_(steps) if asked.name is not None else mails.c.step_id.is_not(None)
    return and_(which, or_(_since(asked), mails.c.state.in_(WAITING)))


def _last_sent(columns: Sequence[Any], asked: StepsAsked) -> Select[Any]:
    """Enrolments of which a mail was sent, with the `position` of the last one, which is in the period."""
    # SQLite would begin with the mails, which are many: `|| ''` leaves it the way from enrolments to mails.
    enrolment = enrolments.c.id.concat("")
    query = (
        select(*columns, func.max(sequence_steps.c.position).label("position"))
        .select_from(enrolments)
        .join(mails, mails.c.enrolment_id == enrolment)
        .join(sequence_steps, sequence_steps.c.id == mails.c.step_id)
        .where(mails.c.state.in_(SENT), _named(asked.name, enrolments.c.sequence))
        .group_by(*columns)
    )
    return query.having(func.max(mails.c.created_at) >= asked.since) if asked.since else query
