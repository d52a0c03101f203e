"""Leads as the console and the API read them. Nothing is written here."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.report.ports import LeadsAsked, Rows
from bot.report.ports import Row as PlainRow
from bot.staff.rules import Sight
from bot.store.tables import chat
from bot.store.tables.book import meetings, reps
from bot.store.tables.leads import consents, facts, lead_events, leads, routing_steps, score_parts
from bot.store.tables.nurture import (
    enrolments,
    inbound_mails,
    mail_links,
    mail_preferences,
    mails,
    sequence_versions,
)


async def rows_of(connection: AsyncConnection, query: Select[Any]) -> list[dict[str, Any]]:
    """The rows as plain dictionaries, by the names of the columns."""
    return [dict(row) for row in (await connection.execute(query)).mappings()]


def seen_by(sight: Sight) -> ColumnElement[bool]:
    """The leads that somebody may see, as a condition on `leads`."""
    if sight.leads == "all":
        return true()
    return or_(leads.c.owner_id.is_(None), leads.c.owner_id == sight.rep_id)


def containing(words: str, *columns: Any) -> ColumnElement[bool]:
    """Rows in which one of the columns holds the words; `%` and `_` mean themselves."""
    return or_(*(func.lower(column).contains(words.strip().lower(), autoescape=True) for column in columns))


def rep_called(who: str) -> Select[Any]:
    """The ids of the reps of this id, e-mail or name."""
    plain = who.strip().lower()
    return select(reps.c.id).where(
        or_(reps.c.id == who, func.lower(reps.c.email) == plain, func.lower(reps.c.name) == plain)
    )


def _belongings() -> dict[str, Select[Any]]:
    talks = chat.conversations
    return {
        "facts": select(facts).order_by(facts.c.stated_at, facts.c.id),
        "score_parts": select(score_parts).order_by(score_parts.c.position),
        "routing": select(routing_steps).order_by(routing_steps.c.position),
        "meetings": select(meetings, reps.c.name.label("rep_name"), reps.c.email.label("rep_email"))
        .join(reps, reps.c.id == meetings.c.rep_id)
        .order_by(meetings.c.created_at),
        "enrolments": select(enrolments, sequence_versions.c.version)
        .join(sequence_versions, sequence_versions.c.id == enrolments.c.version_id)
        .order_by(enrolments.c.enrolled_at),
        "consents": select(consents).order_by(consents.c.given_at, consents.c.id),
        "tasks": select(chat.tasks).order_by(chat.tasks.c.created_at),
        "events": select(lead_events).order_by(lead_events.c.at, lead_events.c.id),
        "clicks": select(mail_links, mails.c.lead_id, mails.c.subject)
        .join(mails, mails.c.id == mail_links.c.mail_id)
        .where(mail_links.c.clicks > 0)
        .order_by(mail_links.c.first_clicked_at, mail_links.c.id),
        "inbound": select(inbound_mails, mails.c.subject)
        .join(mails, mails.c.id == inbound_mails.c.mail_id, isouter=True)
        .order_by(inbound_mails.c.received_at, inbound_mails.c.id),
        "preferences": select(mail_preferences),
        "messages": select(chat.messages, talks.c.lead_id)
        .join(talks, talks.c.id == chat.messages.c.conversation_id)
        .order_by(chat.messages.c.id),
    }


_OWNERS = {
    "facts": facts.c.lead_id,
    "score_parts": score_parts.c.lead_id,
    "routing": routing_steps.c.lead_id,
    "meetings": meetings.c.lead_id,
    "enrolments": enrolments.c.lead_id,
    "consents": consents.c.lead_id,
    "tasks": chat.tasks.c.lead_id,
    "events": lead_events.c.lead_id,
    "clicks": mails.c.lead_id,
    "inbound": inbound_mails.c.lead_id,
    "preferences": mail_preferences.c.lead_id,
    "messages": chat.conversations.c.lead_id,
}


class Reports:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def leads(self, asked: LeadsAsked) -> tuple[Rows, int]:
        which = _wanted(asked)
        total = await self._connection.execute(select(func.count()).select_from(leads).where(which))
        query = (
            _lead_rows()
            .where(which)
            .order_by((leads.c.created_at if asked.newest_first else leads.c.updated_at).desc(), leads.c.id)
            .limit(asked.size)
            .offset(asked.offset)
        )
        return await rows_of(self._connection, query), int(total.scalar_one())

    async def lead(self, lead_id: str) -> PlainRow | None:
        query = _lead_rows().where(leads.c.id == lead_id)
        return next(iter(await rows_of(self._connection, query)), None)

    async def of_leads(self, what: str, lead_ids: Sequence[str]) -> Rows:
        """Rows that belong to these leads, the earliest first."""
        query = _belongings()[what].where(_OWNERS[what].in_(lead_ids))
        return await rows_of(self._connection, query)

    async def funnel(self, sight: Sight, *, since: datetime | None) -> Rows:
        """Leads that are alike, counted: `{"stage", "reachable", "met", "leads"}`."""
        met = (
            select(meetings.c.id)
            .where(meetings.c.lead_id == leads.c.id, meetings.c.status.not_in(("held", "expired")))
            .exists()
        )
        each = select(leads.c.stage, leads.c.email.is_not(None).label("reachable"), met.label("met")).where(
            seen_by(sight), leads.c.created_at >= since if since else true()
        )
        alike = each.subquery()
        columns = (alike.c.stage, alike.c.reachable, alike.c.met)
        query = select(*columns, func.count().label("leads")).group_by(*columns)
        return await rows_of(self._connection, query)

    async def reps(self) -> Rows:
        query = select(reps.c.id, reps.c.name, reps.c.email, reps.c.timezone, reps.c.active)
        return await rows_of(self._connection, query.order_by(reps.c.name))


def _lead_rows() -> Select[Any]:
    owner = (reps.c.name.label("owner_name"), reps.c.email.label("owner_email"))
    return select(leads, *owner).join_from(leads, reps, reps.c.id == leads.c.owner_id, isouter=True)


def _wanted(asked: LeadsAsked) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [seen_by(asked.sight)]
    if asked.email is not None:
        conditions.append(leads.c.email == asked.email.strip().lower())
    if asked.conversation is not None:
        talks = chat.conversations
        conditions.append(leads.c.id.in_(select(talks.c.lead_id).where(talks.c.id == asked.conversation)))
    if asked.stage is not None:
        conditions.append(leads.c.stage == asked.stage)
    if asked.owner is not None:
        nobody = asked.owner == "none"
        conditions.append(
            leads.c.owner_id.is_(None) if nobody else leads.c.owner_id.in_(rep_called(asked.owner))
        )
    if asked.since is not None:
        conditions.append(leads.c.created_at >= asked.since)
    if asked.q:
        conditions.append(containing(asked.q, leads.c.name, leads.c.email, leads.c.company))
    return and_(*conditions)
