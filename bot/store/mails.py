"""The mail log: every mail is a row, from the moment that somebody wants it."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import batched
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, delete, func, insert, not_, or_, select, true, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.leads.ids import new_id
from bot.leads.mail import AT_MOST_ONCE, Mail, MailDraft, MailState
from bot.nurture.models import Postpone
from bot.store.inserts import insert_unless_there
from bot.store.tables import nurture as tables

WAITING: tuple[MailState, ...] = ("queued", "deferred")
PERHAPS_THERE: tuple[MailState, ...] = ("sending", "accepted", "unknown")
"""The states of mails that arrived, or may have."""
ATTEMPTS_KEPT = timedelta(hours=2)
"""Longer than the longest window of a limit that counts attempts."""
LIMITS_LOCK = 0x42616E74616D
"""Which of PostgreSQL's advisory locks is that of the limits: "Bantam" in ASCII."""
LINE = 10_000
"""Mails that are lined up at once at most."""
_DRAFT = [field.name for field in dataclasses.fields(MailDraft)]
_MAIL = [tables.mails.c[field.name] for field in dataclasses.fields(Mail)]


def _mail(row: Row[Any]) -> Mail:
    return Mail(**row._mapping)


def _hashed(domain: str) -> str:
    """An attempt outlives the erasure of its mail, so it does not say whose domain it was to."""
    return hashlib.sha256(domain.encode()).hexdigest()


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

    async def tests_since(self, recipient: str, since: datetime) -> list[datetime]:
        """When this address was sent a test mail since then, the earliest first."""
        table = self._table
        mine = and_(table.c.recipient == recipient, table.c.kind == "test", table.c.created_at > since)
        query = select(table.c.created_at).where(mine).order_by(table.c.created_at)
        return list((await self._connection.execute(query)).scalars())

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
        if row:
            return _mail(row)
        attempts = tables.mail_attempts  # a moment to clear up
        await self._connection.execute(delete(attempts).where(attempts.c.begun_at <= now - ATTEMPTS_KEPT))
        return None

    async def begin(self, mail: Mail, *, until: datetime, now: datetime) -> None:
        """The claimed mail is about to be talked about with the mail server.

        From `until` on, whoever did that counts as dead, and the mail is due again.
        """
        values = {
            "state": "sending", "message_id": mail.message_id, "attempts": mail.attempts,
            "leased_until": until, "due_at": until, "begun_at": now, "reason": None, "updated_at": now,
        }  # fmt: skip
        await self._set(self._table.c.id == mail.id, values)
        attempts = tables.mail_attempts
        domain = _hashed(mail.recipient.rpartition("@")[2].lower())
        row = {"mail_id": mail.id, "attempt": mail.attempts, "recipient_domain": domain, "begun_at": now}
        await self._connection.execute(insert(attempts).values(row))

    async def settle(
        self,
        mail: Mail,
        state: MailState,
        reason: str | None,
        *,
        now: datetime,
        due_at: datetime | None = None,
    ) -> bool:
        """What came of this attempt; False when a later attempt has begun, whose word then counts.

        An attempt that took so long that it was given up (`unknown`), or even is to be repeated (`queued`, by
        an operator), still has the best word on itself; but it does not undo a decision with not knowing.
        """
        table = self._table
        open_still = ("sending", "unknown") if state == "unknown" else ("sending", "unknown", "queued")
        this_attempt = and_(
            table.c.id == mail.id, table.c.attempts == mail.attempts, table.c.begun_at.is_not(None),
            table.c.state.in_(open_still),
        )  # fmt: skip
        values = {
            "state": state, "reason": reason, "leased_until": None, "due_at": due_at or mail.due_at,
            "updated_at": now,
        }  # fmt: skip
        return await self._set(this_attempt, values) == 1

    async def decide(
        self, mail_id: str, state: MailState, reason: str, *, now: datetime, due_at: datetime | None = None
    ) -> bool:
        """What somebody says of a mail that may have arrived or not; False when that is known."""
        undecided = and_(self._table.c.id == mail_id, self._table.c.state == "unknown")
        values = {"state": state, "reason": reason, "updated_at": now}
        return await self._set(undecided, values | ({"due_at": due_at} if due_at else {})) == 1

    async def withhold(self, mail_id: str, reason: str, *, now: datetime) -> None:
        values = {"state": "withheld", "reason": reason, "leased_until": None, "updated_at": now}
        await self._set(self._table.c.id == mail_id, values)

    async def postpone(self, mail_id: str, until: datetime, reason: str, *, now: datetime) -> None:
        """The claimed mail waits until then; if its worker died while sending it, nobody sends it now."""
        state = self._table.c.state
        values = {
            "due_at": until, "reason": reason, "leased_until": None, "updated_at": now,
            "state": case((state == "sending", "deferred"), else_=state),
        }  # fmt: skip
        await self._set(self._table.c.id == mail_id, values)

    async def waiting(self, kinds: Sequence[str], lead_id: str | None = None) -> list[Mail]:
        """Mails that wait (queued or deferred), by due time; of one lead, or of all."""
        table = self._table
        query = select(*_MAIL).where(tables.CLAIMED, table.c.state.in_(WAITING), table.c.kind.in_(kinds))
        if lead_id:
            query = query.where(table.c.lead_id == lead_id)
        rows = await self._connection.execute(query.order_by(table.c.due_at, table.c.id))
        return [_mail(row) for row in rows.all()]

    async def last_of(self, enrolment_id: str) -> tuple[datetime, bool] | None:
        """When the newest mail of the enrolment left and False; or, when it still waits, until when and True.

        None without one.
        """
        table = self._table
        there = table.c.state.in_(("accepted", "unknown"))
        query = (
            select(case((there, table.c.begun_at), else_=table.c.due_at), not_(there))
            .where(table.c.enrolment_id == enrolment_id, table.c.step_id.is_not(None))
            .where(or_(there, tables.CLAIMED))
            .order_by(table.c.created_at.desc())
            .limit(1)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return (row[0], bool(row[1])) if row else None

    async def hold_limits(self) -> None:
        """From here to the end of this transaction nobody else counts what was sent, nor sends.

        SQLite has one writer at a time anyway.
        """
        if self._connection.dialect.name == "postgresql":
            await self._connection.execute(select(func.pg_advisory_xact_lock(LIMITS_LOCK)))

    async def begun_to_lead(
        self, lead_id: str, nth: int, *, within: timedelta, but: str, now: datetime
    ) -> datetime | None:
        """When the `nth` newest useful mail to the lead left, or may have left; mail `but` does not count.

        None when that is longer ago than `within`.
        """
        table = self._table
        counts = and_(
            table.c.lead_id == lead_id, table.c.kind.in_(AT_MOST_ONCE), table.c.state.in_(PERHAPS_THERE),
            table.c.id != but,
        )  # fmt: skip
        return await self._nth(table.c.begun_at, counts, nth, within, now)

    async def begun(
        self, nth: int, *, within: timedelta, now: datetime, domain: str | None = None
    ) -> datetime | None:
        """When the `nth` newest attempt began, of any kind of mail, to a domain or to all; None when it is
        older than `within` (an hour at most)."""
        table = tables.mail_attempts
        to_it = table.c.recipient_domain == _hashed(domain) if domain else true()
        return await self._nth(table.c.begun_at, to_it, nth, within, now)

    async def _nth(
        self, begun_at: Any, counts: ColumnElement[bool], nth: int, within: timedelta, now: datetime
    ) -> datetime | None:
        # Clocks differ a little from worker to worker, so what began later than now counts too: but not what
        # `bantam tick --at` sent in some other year.
        query = (
            select(begun_at)
            .where(counts, begun_at > now - within, begun_at < now + within)
            .order_by(begun_at.desc())
            .limit(1)
            .offset(nth - 1)
        )
        found: datetime | None = (await self._connection.execute(query)).scalar_one_or_none()
        return found

    async def line_up(
        self, wait: Postpone, most: int, *, apart: timedelta, behind: str, domain: str | None, now: datetime
    ) -> None:
        """Useful mails that would be due before `wait.until` wait as well, behind mail `behind`: `most` of
        them until then, as many until `apart` later, and so on."""
        table = self._table
        query = (
            select(table.c.id)
            .where(tables.CLAIMED, table.c.priority == 1, table.c.due_at < wait.until, table.c.id != behind)
            .where(table.c.state.in_(WAITING), table.c.recipient_domain == domain if domain else true())
            .order_by(table.c.due_at, table.c.id)
            .limit(LINE)
            .with_for_update(skip_locked=True)
        )
        others = (await self._connection.execute(query)).scalars()
        for turn, ids in enumerate(batched([behind, *others], most, strict=False)):
            values = {"due_at": wait.until + turn * apart, "reason": wait.reason, "updated_at": now}
            await self._set(table.c.id.in_(ids), values)

    async def withhold_waiting(
        self, lead_id: str, kinds: Sequence[str], reason: str, *, now: datetime
    ) -> int:
        """Mails of the lead that wait, of these kinds, are never sent; how many they are."""
        table = self._table
        condition = and_(table.c.lead_id == lead_id, table.c.kind.in_(kinds), table.c.state.in_(WAITING))
        return await self._set(condition, {"state": "withheld", "reason": reason, "updated_at": now})

    async def _set(self, condition: ColumnElement[bool], values: Mapping[str, Any]) -> int:
        return (await self._connection.execute(update(self._table).where(condition).values(values))).rowcount
