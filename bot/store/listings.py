"""Meetings, enrolments, mails, conversations, tasks and sequences, as lists. Nothing is written here."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select, true
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.report.ports import PAGE_SIZE, Asked, MailAsked, MeetingsAsked, Rows
from bot.report.ports import Row as PlainRow
from bot.staff.rules import Sight
from bot.store.report import rep_called, rows_of, seen_by
from bot.store.tables import chat
from bot.store.tables.book import meetings, reps
from bot.store.tables.leads import leads
from bot.store.tables.nurture import enrolments, mails, sequence_steps, sequence_versions
from bot.store.tables.staff import staff

_LEAD = (
    leads.c.name.label("lead_name"),
    leads.c.email.label("lead_email"),
    leads.c.company.label("lead_company"),
    leads.c.owner_id.label("lead_owner_id"),
)


class Listings:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def meetings(self, asked: MeetingsAsked) -> tuple[Rows, int]:
        query = _meeting_rows().where(_calendars(asked.sight), _meetings_wanted(asked))
        order = meetings.c.start_at.desc() if asked.latest_first else meetings.c.start_at
        return await self._page(query, asked, order, meetings.c.id)

    async def meeting(self, meeting_id: str) -> PlainRow | None:
        query = _meeting_rows().where(meetings.c.id == meeting_id)
        return next(iter(await rows_of(self._connection, query)), None)

    async def enrolments(self, asked: Asked, lead: str | None) -> tuple[Rows, int]:
        query = (
            select(enrolments, sequence_versions.c.version, *_LEAD)
            .join(sequence_versions, sequence_versions.c.id == enrolments.c.version_id)
            .join(leads, leads.c.id == enrolments.c.lead_id)
            .where(seen_by(asked.sight))
        )
        if lead is not None:
            query = query.where(or_(leads.c.id == lead, leads.c.email == lead.strip().lower()))
        return await self._page(query, asked, enrolments.c.enrolled_at.desc(), enrolments.c.id)

    async def mails(self, asked: MailAsked) -> tuple[Rows, int]:
        query = _mail_rows().where(_mail_seen_by(asked.sight))
        if asked.to is not None:
            query = query.where(func.lower(mails.c.recipient) == asked.to.strip().lower())
        if asked.state is not None:
            query = query.where(mails.c.state == asked.state)
        if asked.lead is not None:
            query = query.where(mails.c.lead_id == asked.lead)
        if asked.meeting is not None:
            query = query.where(mails.c.meeting_id == asked.meeting)
        return await self._page(query, asked, mails.c.created_at.desc(), mails.c.id)

    async def mail(self, mail_id: str) -> PlainRow | None:
        query = _mail_rows().where(mails.c.id == mail_id)
        return next(iter(await rows_of(self._connection, query)), None)

    async def conversations(self, asked: Asked, *, fresh: datetime | None = None) -> tuple[Rows, int]:
        """Who waits for a person first, then the latest spoken in; with the last words of each.

        One in which the visitor has not said a word is listed when it began after `fresh`.
        """
        talks = chat.conversations
        told = talks.c.lead_id.is_not(None)
        # Whoever answers in a chat keeps it, also when its lead goes to a colleague meanwhile.
        theirs = or_(seen_by(asked.sight), staff.c.email == asked.sight.email)
        query = _conversation_rows().where(or_(told, talks.c.created_at > fresh) if fresh else told, theirs)
        waits = talks.c.waits_since.is_(None), talks.c.waits_since
        return await self._page(query, asked, *waits, chat.messages.c.at.desc(), talks.c.id)

    async def conversation(self, conversation_id: str) -> PlainRow | None:
        query = _conversation_rows().where(chat.conversations.c.id == conversation_id)
        return next(iter(await rows_of(self._connection, query)), None)

    async def waiting(self, sight: Sight) -> int:
        """How many visitors wait for a person who was said to come."""
        talks = chat.conversations
        query = select(func.count()).select_from(talks.join(leads, leads.c.id == talks.c.lead_id))
        waits = query.where(talks.c.waits_since.is_not(None), seen_by(sight))
        return int((await self._connection.execute(waits)).scalar_one())

    async def open_tasks(self, asked: Asked) -> tuple[Rows, int]:
        tasks = chat.tasks
        query = _task_rows().where(tasks.c.done_at.is_(None), _tasks_of(asked.sight))
        return await self._page(query, asked, tasks.c.created_at, tasks.c.id)

    async def task(self, task_id: str) -> PlainRow | None:
        query = _task_rows().where(chat.tasks.c.id == task_id)
        return next(iter(await rows_of(self._connection, query)), None)

    async def sequences(self) -> tuple[Rows, Rows, Rows]:
        """Versions, their steps, and enrolments counted by version and status."""
        version = sequence_versions
        counted = select(enrolments.c.version_id, enrolments.c.status, func.count().label("leads"))
        queries: tuple[Select[Any], ...] = (
            select(version).order_by(version.c.name, version.c.version.desc()),
            select(sequence_steps).order_by(sequence_steps.c.position),
            counted.group_by(enrolments.c.version_id, enrolments.c.status),
        )
        versions, steps, counts = [await rows_of(self._connection, query) for query in queries]
        return versions, steps, counts

    async def _page(self, query: Select[Any], asked: Asked, *order: Any) -> tuple[Rows, int]:
        total = await self._connection.execute(select(func.count()).select_from(query.subquery()))
        page = query.order_by(*order).limit(PAGE_SIZE).offset(asked.offset)
        return await rows_of(self._connection, page), int(total.scalar_one())


def _conversation_rows() -> Select[Any]:
    """One without a lead yet is nobody's, as a lead without an owner is: by `seen_by` everybody sees it."""
    talks, said = chat.conversations, chat.messages
    # A look into the index for each conversation; grouping would read every message that was ever said.
    newest = said.alias("newest")
    last = select(func.max(newest.c.id)).where(newest.c.conversation_id == talks.c.id).scalar_subquery()
    return (
        select(
            talks.c.id, talks.c.lead_id, talks.c.created_at, talks.c.outcome, talks.c.seen_at,
            talks.c.taken_by, talks.c.taker_seen_at, talks.c.waits_since, staff.c.name.label("taker_name"),
            said.c.at.label("last_at"), said.c.text.label("last_text"), said.c.sender.label("last_sender"),
            *_LEAD,
        )
        .join(leads, leads.c.id == talks.c.lead_id, isouter=True)
        .join(staff, staff.c.id == talks.c.taken_by, isouter=True)
        .join(said, said.c.id == last)
    )  # fmt: skip


def _meeting_rows() -> Select[Any]:
    rep = (
        reps.c.name.label("rep_name"),
        reps.c.email.label("rep_email"),
        reps.c.timezone.label("rep_timezone"),
    )
    return (
        select(meetings, *rep, *_LEAD)
        .join(reps, reps.c.id == meetings.c.rep_id)
        .join(leads, leads.c.id == meetings.c.lead_id)
    )


def _calendars(sight: Sight) -> ColumnElement[bool]:
    if sight.calendars == "all":
        return true()
    return meetings.c.rep_id == (sight.rep_id if sight.calendars == "own" else None)


def _meetings_wanted(asked: MeetingsAsked) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = [true()]
    if asked.start is not None:
        conditions.append(meetings.c.start_at >= asked.start)
    if asked.end is not None:
        conditions.append(meetings.c.start_at < asked.end)
    if asked.over_at is not None:
        conditions.append(meetings.c.end_at <= asked.over_at)
    if asked.ahead_at is not None:
        conditions.append(meetings.c.end_at > asked.ahead_at)
    if asked.rep is not None:
        conditions.append(meetings.c.rep_id.in_(rep_called(asked.rep)))
    if asked.statuses:
        conditions.append(meetings.c.status.in_(asked.statuses))
    return and_(*conditions)


def _mail_rows() -> Select[Any]:
    return (
        select(mails, meetings.c.rep_id.label("meeting_rep_id"), *_LEAD)
        .join(leads, leads.c.id == mails.c.lead_id, isouter=True)
        .join(meetings, meetings.c.id == mails.c.meeting_id, isouter=True)
    )


def _mail_seen_by(sight: Sight) -> ColumnElement[bool]:
    """The same rule as `report.service._may_see_mail`, for a whole list."""
    conditions: list[ColumnElement[bool]] = [or_(mails.c.meeting_id.is_(None), _calendars(sight))]
    if sight.leads != "all":
        conditions += [mails.c.lead_id.is_not(None), seen_by(sight)]
    return or_(mails.c.recipient == sight.email, and_(*conditions))


def _task_rows() -> Select[Any]:
    tasks = chat.tasks
    return (
        select(tasks, reps.c.name.label("rep_name"), *_LEAD)
        .join(leads, leads.c.id == tasks.c.lead_id, isouter=True)
        .join(reps, reps.c.id == tasks.c.assigned_to, isouter=True)
    )


def _tasks_of(sight: Sight) -> ColumnElement[bool]:
    if sight.leads == "all":
        return true()
    mine = chat.tasks.c.assigned_to == sight.rep_id
    return or_(mine, and_(chat.tasks.c.assigned_to.is_(None), seen_by(sight)))
