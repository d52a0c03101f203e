"""The mail log: every mail is a row, from the moment that somebody wants it."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, func, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.leads.ids import new_id
from bot.leads.mail import AT_MOST_ONCE, Mail, MailDraft, MailState
from bot.store.inserts import insert_unless_there
from bot.store.tables import nurture as tables

WAITING: tuple[MailState, ...] = ("queued", "deferred")
UNSETTLED: tuple[MailState, ...] = ("sending", "unknown", "deferred")
_DRAFT = [field.name for field in dataclasses.fields(MailDraft)]
_MAIL = [tables.mails.c[field.name] for field in dataclasses.fields(Mail)]


def _mail(row: Row[Any]) -> Mail:
    return Mail(**row._mapping)


class Mails:
    _table = tables.mails

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def queue(self, draft: MailDraft, *, now: datetime) -> str | None:
        """Put the mail into the log, to be sent at `draft.due_at` (None: now); its id.

        None when there is a mail of this cause, version and recipient, or of this enrolment and step.
        """
        mail_id = new_id("mail")
        values = {name: getattr(draft, name) for name in _DRAFT} | {
            "id": mail_id, "due_at": draft.due_at or now, "state": "queued",
            "created_at": now, "updated_at": now,
            "recipient_domain": draft.recipient.rpartition("@")[2].lower(),
            "priority": int(draft.kind in AT_MOST_ONCE),
            "message_id": mail_id,  # becomes ID@DOMAIN at the first attempt, and then stays
        }  # fmt: skip
        return mail_id if await insert_unless_there(self._connection, self._table, values) else None

    async def get(self, mail_id: str) -> Mail | None:
        query = select(*_MAIL).where(self._table.c.id == mail_id)
        row = (await self._connection.execute(query)).one_or_none()
        return _mail(row) if row else None

    async def log(
        self, *, to: str | None = None, lead_id: str | None = None, state: str | None = None,
        limit: int = 50, offset: int = 0,
    ) -> list[Mail]:  # fmt: skip
        """The mail log, newest first; `to` is a whole address."""
        query = select(*_MAIL).where(*self._filters(to, lead_id, state))
        query = query.order_by(self._table.c.created_at.desc(), self._table.c.id).limit(limit).offset(offset)
        return [_mail(row) for row in (await self._connection.execute(query)).all()]

    async def count(
        self, *, to: str | None = None, lead_id: str | None = None, state: str | None = None
    ) -> int:
        """How many mails `log` goes through."""
        query = select(func.count()).select_from(self._table).where(*self._filters(to, lead_id, state))
        return int((await self._connection.execute(query)).scalar_one())

    def _filters(self, to: str | None, lead_id: str | None, state: str | None) -> list[ColumnElement[bool]]:
        given = {"recipient": to and to.strip().lower(), "lead_id": lead_id, "state": state}
        return [self._table.c[name] == value for name, value in given.items() if value]

    async def claim(self, *, now: datetime) -> Mail | None:
        """One mail that is due, or whose worker died while sending; nobody else gets it in this transaction.

        What people wait for (invites, notices) comes before what they do not.
        """
        table = self._table
        query = (
            select(*_MAIL)
            .where(tables.CLAIMED, table.c.due_at <= now)
            .order_by(table.c.priority, table.c.due_at)
            .limit(1)
            .with_for_update(skip_locked=True)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return _mail(row) if row else None

    async def begin(self, mail: Mail, *, until: datetime, now: datetime) -> None:
        """The claimed mail is about to be talked about with the mail server.

        From `until` on, whoever did that counts as dead, and the mail is due again.
        """
        values = {
            "state": "sending", "message_id": mail.message_id, "attempts": mail.attempts,
            "leased_until": until, "due_at": until, "begun_at": now, "reason": None, "updated_at": now,
        }  # fmt: skip
        await self._set(self._table.c.id == mail.id, values)

    async def settle(
        self,
        mail: Mail,
        state: MailState,
        reason: str | None,
        *,
        now: datetime,
        due_at: datetime | None = None,
    ) -> bool:
        """What came of this attempt; False when a later attempt has begun, whose word then counts."""
        table = self._table
        this_attempt = and_(
            table.c.id == mail.id, table.c.attempts == mail.attempts, table.c.state.in_(UNSETTLED)
        )
        values = {"state": state, "reason": reason, "leased_until": None, "updated_at": now}
        return await self._set(this_attempt, values | ({"due_at": due_at} if due_at else {})) == 1

    async def withhold(self, mail_id: str, reason: str, *, now: datetime) -> None:
        values = {"state": "withheld", "reason": reason, "leased_until": None, "updated_at": now}
        await self._set(self._table.c.id == mail_id, values)

    async def postpone(self, mail_id: str, until: datetime, reason: str, *, now: datetime) -> None:
        await self._set(self._table.c.id == mail_id, {"due_at": until, "reason": reason, "updated_at": now})

    async def withhold_waiting(
        self, lead_id: str, kinds: Sequence[str], reason: str, *, now: datetime
    ) -> int:
        """Mails of the lead that wait, of these kinds, are never sent; how many they are."""
        table = self._table
        condition = and_(table.c.lead_id == lead_id, table.c.kind.in_(kinds), table.c.state.in_(WAITING))
        return await self._set(condition, {"state": "withheld", "reason": reason, "updated_at": now})

    async def _set(self, condition: ColumnElement[bool], values: Mapping[str, Any]) -> int:
        return (await self._connection.execute(update(self._table).where(condition).values(values))).rowcount
