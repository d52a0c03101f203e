"""What is about to be sent to leads: running enrolments, and mails of theirs that wait in the mail log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, String, and_, cast, func, literal, null, select, true, union_all
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.leads.mail import NURTURE
from bot.nurture.models import RUNNING
from bot.report.ports import PAGE_SIZE, Asked, Rows
from bot.staff.rules import Sight
from bot.store.report import rows_of, seen_by
from bot.store.tables.leads import leads
from bot.store.tables.nurture import CLAIMED, enrolments, mails, sequence_steps, sequence_versions


class NextSends:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def page(self, asked: Asked, lead_id: str | None) -> tuple[Rows, int]:
        """One page, the earliest first, of one lead or of all; and how many there are.

        `{"mail_id", "enrolment_id", "lead_id", "due_at", "position", "version_id", "status", "why", "held",
        "mail_subject", "sequence", "title", "version", "steps", "subject", "lead_*"}`: `mail_id`
        is None while the step waits for its day. `subject` is the template's, `mail_subject` the mail's.
        """
        coming = union_all(_steps(asked.sight, lead_id), _mails(asked.sight, lead_id)).subquery()
        total = await self._connection.execute(select(func.count()).select_from(coming))
        order = (coming.c.due_at, coming.c.enrolment_id, coming.c.position)
        some = select(coming).order_by(*order).limit(PAGE_SIZE).offset(asked.offset).subquery()
        rows = await rows_of(self._connection, _told(some).order_by(some.c.due_at, some.c.enrolment_id))
        return rows, int(total.scalar_one())


def _steps(sight: Sight, lead_id: str | None) -> Select[Any]:
    e = enrolments
    query = select(
        cast(null(), String).label("mail_id"), e.c.id.label("enrolment_id"), e.c.lead_id, e.c.due_at,
        func.coalesce(e.c.next_position, 0).label("position"), e.c.version_id, e.c.status,
        e.c.due_because.label("why"), e.c.held_because.label("held"),
        cast(null(), String).label("mail_subject"), literal("step").label("what"),
    )  # fmt: skip
    query = query.join_from(e, leads, leads.c.id == e.c.lead_id).where(seen_by(sight))
    return query.where(e.c.status.in_(RUNNING), e.c.lead_id == lead_id if lead_id else true())


def _mails(sight: Sight, lead_id: str | None) -> Select[Any]:
    m, e = mails, enrolments
    query = (
        select(
            m.c.id.label("mail_id"), m.c.enrolment_id, m.c.lead_id, m.c.due_at,
            func.coalesce(sequence_steps.c.position, 0).label("position"), e.c.version_id,
            m.c.state.label("status"), m.c.reason.label("why"), cast(null(), String).label("held"),
            m.c.subject.label("mail_subject"), m.c.kind.label("what"),
        )
        .join_from(m, leads, leads.c.id == m.c.lead_id)
        .join(e, e.c.id == m.c.enrolment_id, isouter=True)
        .join(sequence_steps, sequence_steps.c.id == m.c.step_id, isouter=True)
    )  # fmt: skip
    wanted = and_(CLAIMED, m.c.kind.in_(NURTURE), seen_by(sight))
    return query.where(wanted, m.c.lead_id == lead_id if lead_id else true())


def _told(some: Any) -> Select[Any]:
    """The page's rows with the names that people read."""
    version, step = sequence_versions, sequence_steps
    every = sequence_steps.alias("every")
    steps = (
        select(func.count()).where(every.c.version_id == version.c.id).correlate(version).scalar_subquery()
    )
    return (
        select(
            some, version.c.name.label("sequence"), version.c.title, version.c.version, steps.label("steps"),
            step.c.subject, leads.c.name.label("lead_name"), leads.c.email.label("lead_email"),
            leads.c.company.label("lead_company"), leads.c.timezone.label("lead_timezone"),
        )
        .join_from(some, leads, leads.c.id == some.c.lead_id)
        .join(version, version.c.id == some.c.version_id, isouter=True)
        .join(
            step, and_(step.c.version_id == version.c.id, step.c.position == some.c.position), isouter=True
        )
    )  # fmt: skip
