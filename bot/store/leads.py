"""Leads, their facts with history, consents and timeline."""

from __future__ import annotations

import dataclasses
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.leads.events import Event, LeadStageChanged
from bot.leads.models import Consent, Contact, KeptFact, Known, Lead, Source, Stage
from bot.store.tables import chat, nurture
from bot.store.tables import leads as tables
from bot.store.tables.book import meetings
from bot.understand.facts import CompanySize


def lead_from_row(row: Row[Any]) -> Lead:
    """The lead as SQL holds it."""
    size = None
    if row.company_size_min is not None or row.company_size_max is not None:
        size = CompanySize(row.company_size_min, row.company_size_max)
    contact = Contact(
        row.name, row.email, row.phone, row.company, row.job_title, size,
        row.industry, row.country, row.timezone, row.language,
    )  # fmt: skip
    return Lead(
        row.id, row.created_at, row.updated_at, row.stage, row.temperature, contact, row.owner_id, row.score,
        Source(**row.source), row.handover_at, row.handover_reason, row.handover_to, row.lost_reason,
    )  # fmt: skip


def _lead_values(lead: Lead) -> dict[str, Any]:
    contact = lead.contact
    size = contact.company_size
    plain = {
        f.name: getattr(lead, f.name) for f in dataclasses.fields(lead) if f.name not in ("contact", "source")
    }
    said = {f.name: getattr(contact, f.name) for f in dataclasses.fields(contact) if f.name != "company_size"}
    return {
        **plain,
        **said,
        "email_domain": contact.email.rpartition("@")[2] if contact.email else None,
        "company_size_min": size.min if size else None,
        "company_size_max": size.max if size else None,
        "source": dataclasses.asdict(lead.source),
    }


class Leads:
    """`save` writes only what changed since the lead was read, so that it undoes nobody's change."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._read: dict[str, Mapping[str, Any]] = {}

    async def add(self, lead: Lead) -> None:
        await self._connection.execute(insert(tables.leads).values(_lead_values(lead)))

    async def save(self, lead: Lead) -> None:
        values, before = _lead_values(lead), self._read.get(lead.id, {})
        changed = {name: value for name, value in values.items() if before.get(name, self) != value}
        if changed:
            change = update(tables.leads).where(tables.leads.c.id == lead.id).values(changed)
            await self._connection.execute(change)
        self._read[lead.id] = values

    async def get(self, lead_id: str) -> Lead | None:
        return await self._one(tables.leads.c.id == lead_id)

    async def by_email(self, email: str) -> Lead | None:
        """The lead with this normalised address."""
        return await self._one(tables.leads.c.email == email)

    async def owner_of_domain(self, domain: str) -> str | None:
        """The rep who already looks after somebody of the same company, the latest first."""
        query = (
            select(tables.leads.c.owner_id)
            .where(tables.leads.c.email_domain == domain, tables.leads.c.owner_id.is_not(None))
            .order_by(tables.leads.c.updated_at.desc())
            .limit(1)
        )
        return (await self._connection.execute(query)).scalar_one_or_none()

    async def replace_score(self, lead_id: str, parts: Sequence[Mapping[str, Any]]) -> None:
        """Keep the score's parts: `{"rule", "points", "quote"}` each."""
        await self._replace(tables.score_parts, lead_id, parts)

    async def score_parts(self, lead_id: str) -> list[dict[str, Any]]:
        """The score's parts in order: `{"rule", "points", "quote"}` each."""
        table = tables.score_parts
        query = select(table.c.rule, table.c.points, table.c.quote).where(table.c.lead_id == lead_id)
        return [
            dict(row) for row in (await self._connection.execute(query.order_by(table.c.position))).mappings()
        ]

    async def replace_routing(self, lead_id: str, steps: Sequence[Mapping[str, Any]]) -> None:
        """Keep the reasons of the routing: `{"rule", "outcome"}` each."""
        await self._replace(tables.routing_steps, lead_id, steps)

    async def _replace(self, table: Any, lead_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
        await self._connection.execute(delete(table).where(table.c.lead_id == lead_id))
        if rows:
            numbered = [{"lead_id": lead_id, "position": n, **row} for n, row in enumerate(rows)]
            await self._connection.execute(insert(table), numbered)

    async def absorb(self, kept: str, gone: str, *, now: datetime) -> None:
        """Move all that belongs to the lead `gone` to the lead `kept`; the newer of two facts holds."""
        moved = tables.facts
        newer = select(moved.c.kind).where(moved.c.lead_id == gone, moved.c.replaced_at.is_(None))
        await self._connection.execute(
            update(moved)
            .where(moved.c.lead_id == kept, moved.c.replaced_at.is_(None), moved.c.kind.in_(newer))
            .values(replaced_at=now)
        )
        await self._end_doubled(kept, gone, now=now)
        # What the joined lead prefers goes with it: nobody has proved that the two are one.
        own = (moved, tables.consents, tables.lead_events, chat.conversations, chat.tasks, meetings)
        for table in (*own, nurture.enrolments, nurture.mails, nurture.inbound_mails):
            await self._connection.execute(update(table).where(table.c.lead_id == gone).values(lead_id=kept))
        await self.remove(gone)

    async def _end_doubled(self, kept: str, gone: str, *, now: datetime) -> None:
        """Of a sequence that both are in, the kept lead's goes on; a lead is never twice in one."""
        table = nurture.enrolments
        running = table.c.status.in_(("unconfirmed", "active"))
        theirs = select(table.c.sequence).where(table.c.lead_id == kept, running)
        doubled = table.c.lead_id == gone, running, table.c.sequence.in_(theirs)
        ended = {"status": "ended", "ended_at": now, "ended_because": "joined", "due_at": None}
        await self._connection.execute(update(table).where(*doubled).values(ended))

    async def both_meet(self, one: str, other: str) -> bool:
        """Whether both leads have an active meeting; then they cannot become one, which has one at most."""
        active = meetings.c.status.in_(("held", "confirmed")), meetings.c.lead_id.in_((one, other))
        query = select(func.count()).select_from(meetings).where(*active)
        return int((await self._connection.execute(query)).scalar_one()) > 1

    async def remove(self, lead_id: str) -> None:
        """The lead and, by the foreign keys, everything that is theirs."""
        await self._connection.execute(delete(tables.leads).where(tables.leads.c.id == lead_id))

    async def _one(self, condition: Any) -> Lead | None:
        row = (await self._connection.execute(select(tables.leads).where(condition))).one_or_none()
        if row is None:
            return None
        lead = lead_from_row(row)
        self._read[lead.id] = _lead_values(lead)
        return lead


class Facts:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, lead_id: str, fact: KeptFact) -> None:
        """Let the fact hold from now on; the one before it stays as history."""
        table = tables.facts
        await self._connection.execute(
            update(table)
            .where(table.c.lead_id == lead_id, table.c.kind == fact.kind, table.c.replaced_at.is_(None))
            .values(replaced_at=fact.stated_at)
        )
        await self._connection.execute(insert(table).values(lead_id=lead_id, **dataclasses.asdict(fact)))

    async def known(self, lead_id: str, *, conversation_id: str | None = None) -> Known:
        """What holds of the lead; of one conversation only what was said there, as its visitor may see it."""
        table = tables.facts
        query = select(table).where(table.c.lead_id == lead_id, table.c.replaced_at.is_(None))
        if conversation_id:
            query = query.where(table.c.conversation_id == conversation_id)
        rows = (await self._connection.execute(query)).all()
        return Known(
            {
                row.kind: KeptFact(
                    row.kind, row.value, row.quote, row.stated_at, row.conversation_id, row.asked
                )
                for row in rows
            }
        )


class Consents:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def give(self, consent: Consent) -> None:
        await self._connection.execute(insert(tables.consents).values(dataclasses.asdict(consent)))

    async def has(self, lead_id: str, purpose: str) -> bool:
        table = tables.consents
        query = select(func.count()).where(
            table.c.lead_id == lead_id, table.c.purpose == purpose, table.c.withdrawn_at.is_(None)
        )
        return bool((await self._connection.execute(query)).scalar_one())

    async def confirmed(self, lead_id: str, purpose: str) -> bool:
        """Whether the lead has given the second half of a double opt-in, and withdrawn nothing since."""
        table = tables.consents
        query = select(func.count()).where(
            table.c.lead_id == lead_id, table.c.purpose == purpose, table.c.withdrawn_at.is_(None),
            table.c.confirmed_at.is_not(None),
        )  # fmt: skip
        return bool((await self._connection.execute(query)).scalar_one())

    async def conversation(self, lead_id: str, purpose: str) -> str | None:
        """The conversation in which the lead agreed, the latest that is still kept: theirs to carry on."""
        table, talks = tables.consents, chat.conversations
        query = (
            select(talks.c.id)
            .join(table, table.c.conversation_id == talks.c.id)
            .where(table.c.lead_id == lead_id, table.c.purpose == purpose, table.c.withdrawn_at.is_(None))
            .order_by(table.c.id.desc())
            .limit(1)
        )
        found: str | None = (await self._connection.execute(query)).scalar_one_or_none()
        return found

    async def withdrawn_since(self, lead_id: str, purpose: str, since: datetime) -> bool:
        """Whether the lead has taken the consent back after that instant."""
        table = tables.consents
        mine = table.c.lead_id == lead_id, table.c.purpose == purpose, table.c.withdrawn_at >= since
        query = select(func.count()).where(*mine)
        return bool((await self._connection.execute(query)).scalar_one())

    async def confirm(self, lead_id: str, purpose: str, *, now: datetime) -> None:
        """The second half of a double opt-in."""
        await self._set(lead_id, purpose, confirmed_at=now)

    async def withdraw(self, lead_id: str, purpose: str | None, *, now: datetime) -> None:
        """Withdraw one consent of the lead, or with None all of them."""
        await self._set(lead_id, purpose, withdrawn_at=now)

    async def _set(self, lead_id: str, purpose: str | None, **values: datetime) -> None:
        table = tables.consents
        change = update(table).where(table.c.lead_id == lead_id, table.c.withdrawn_at.is_(None))
        if purpose:
            change = change.where(table.c.purpose == purpose)
        await self._connection.execute(change.values(values))


class LeadEvents:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def stage_before(self, lead_id: str, *, besides: Collection[str]) -> Stage | None:
        """The last stage that the lead came from; None when it came from none but `besides`."""
        table = tables.lead_events
        query = (
            select(table.c.detail)
            .where(table.c.lead_id == lead_id, table.c.kind == LeadStageChanged.__name__)
            .order_by(table.c.id.desc())
        )
        details = (await self._connection.execute(query)).scalars()
        return next((d["before"] for d in details if d["before"] not in besides), None)

    async def add(self, event: Event) -> None:
        told = {k: v for k, v in vars(event).items() if k not in ("lead_id", "at", "email")}
        detail = {k: v.isoformat() if isinstance(v, datetime) else v for k, v in told.items()}
        await self._connection.execute(
            insert(tables.lead_events).values(
                lead_id=event.lead_id, at=event.at, kind=type(event).__name__, detail=detail
            )
        )
