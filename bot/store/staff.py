"""Staff, their sessions and failed sign-ins, API tokens, the audit log."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, Select, delete, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.staff.models import ApiToken, AuditEntry, Role
from bot.staff.models import Staff as StaffMember
from bot.store.tables import staff as tables
from bot.store.tables.book import reps


class _Rows:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection


def _people() -> Select[Any]:
    # A sign-in belongs to the rep with the same e-mail: team.yml stays the only place that names reps.
    table = tables.staff
    return select(
        table.c.id, table.c.email, table.c.name, table.c.role, table.c.timezone, table.c.created_at,
        table.c.active, reps.c.id.label("rep_id"), table.c.on_duty, table.c.seen_at,
    ).join_from(table, reps, func.lower(reps.c.email) == table.c.email, isouter=True)  # fmt: skip


def _person(row: Row[Any]) -> StaffMember:
    return StaffMember(**row._mapping)


class Staff(_Rows):
    async def add(self, staff: StaffMember, *, password_hash: str) -> None:
        values = {k: v for k, v in dataclasses.asdict(staff).items() if k != "rep_id"}
        await self._connection.execute(insert(tables.staff).values(**values, password_hash=password_hash))

    async def by_email(self, email: str) -> StaffMember | None:
        row = (await self._connection.execute(_people().where(tables.staff.c.email == email))).one_or_none()
        return _person(row) if row else None

    async def by_id(self, staff_id: str) -> StaffMember | None:
        row = (await self._connection.execute(_people().where(tables.staff.c.id == staff_id))).one_or_none()
        return _person(row) if row else None

    async def named_in_team(self, email: str) -> tuple[str, str] | None:
        """Name and time zone of the rep of team.yml with this address; None when there is none."""
        query = select(reps.c.name, reps.c.timezone).where(func.lower(reps.c.email) == email)
        row = (await self._connection.execute(query)).one_or_none()
        return (row.name, row.timezone) if row else None

    async def on_duty(self, since: datetime) -> list[StaffMember]:
        """Who takes over chats and whose page has asked since then, the latest first."""
        table = tables.staff
        there = table.c.active, table.c.on_duty, table.c.seen_at > since
        rows = await self._connection.execute(_people().where(*there).order_by(table.c.seen_at.desc()))
        return [_person(row) for row in rows.all()]

    async def keep_duty(self, staff_id: str, *, on: bool, seen_at: datetime | None) -> None:
        await self._keep(staff_id, on_duty=on, seen_at=seen_at)

    async def seen(self, staff_id: str, *, at: datetime) -> None:
        await self._keep(staff_id, seen_at=at)

    async def all(self) -> list[StaffMember]:
        rows = await self._connection.execute(_people().order_by(tables.staff.c.name))
        return [_person(row) for row in rows.all()]

    async def password_hash(self, staff_id: str) -> str:
        query = select(tables.staff.c.password_hash).where(tables.staff.c.id == staff_id)
        return str((await self._connection.execute(query)).scalar_one())

    async def keep_password(self, staff_id: str, password_hash: str) -> None:
        await self._keep(staff_id, password_hash=password_hash)

    async def keep_role(self, staff_id: str, role: Role) -> None:
        await self._keep(staff_id, role=role)

    async def keep_active(self, staff_id: str, *, active: bool) -> None:
        # Who was on duty when switched off is not so again before saying so.
        await self._keep(staff_id, active=active, on_duty=False)

    async def lock_admins(self) -> list[str]:
        """The ids of the admins who can sign in; none can cease to be one until this transaction ends."""
        table = tables.staff
        query = select(table.c.id).where(table.c.role == "admin", table.c.active)
        rows = await self._connection.execute(query.order_by(table.c.id).with_for_update())
        return [str(row.id) for row in rows]

    async def _keep(self, staff_id: str, **values: Any) -> None:
        table = tables.staff
        await self._connection.execute(update(table).where(table.c.id == staff_id).values(**values))


class StaffSessions(_Rows):
    async def add(self, token_hash: str, staff_id: str, *, now: datetime, until: datetime) -> None:
        await self._connection.execute(
            insert(tables.staff_sessions).values(
                token_hash=token_hash, staff_id=staff_id, created_at=now, expires_at=until
            )
        )

    async def who(self, token_hash: str, *, now: datetime) -> StaffMember | None:
        sessions = tables.staff_sessions
        query = (
            _people()
            .join(sessions, sessions.c.staff_id == tables.staff.c.id)
            .where(sessions.c.token_hash == token_hash, sessions.c.expires_at > now, tables.staff.c.active)
        )
        row = (await self._connection.execute(query)).one_or_none()
        return _person(row) if row else None

    async def end(self, token_hash: str) -> None:
        table = tables.staff_sessions
        await self._connection.execute(delete(table).where(table.c.token_hash == token_hash))

    async def end_all(self, staff_id: str) -> None:
        table = tables.staff_sessions
        await self._connection.execute(delete(table).where(table.c.staff_id == staff_id))

    async def drop_expired(self, *, now: datetime) -> None:
        table = tables.staff_sessions
        await self._connection.execute(delete(table).where(table.c.expires_at <= now))


class SignInFailures(_Rows):
    async def lock(self, keys: Sequence[str]) -> None:
        """Let no other transaction count these keys until this one has ended."""
        if self._connection.dialect.name == "sqlite":
            return  # there a transaction that writes is the only one
        for key in sorted(keys):  # in one order, so that two never wait for each other
            await self._connection.execute(select(func.pg_advisory_xact_lock(int(key[:15], 16))))

    async def add(self, keys: Sequence[str], *, now: datetime) -> None:
        await self._connection.execute(
            insert(tables.sign_in_failures), [{"key": key, "at": now} for key in keys]
        )

    async def since(self, keys: Sequence[str], *, since: datetime) -> Mapping[str, Sequence[datetime]]:
        table = tables.sign_in_failures
        query = select(table.c.key, table.c.at).where(table.c.key.in_(keys), table.c.at > since)
        found: dict[str, list[datetime]] = {}
        for key, at in (await self._connection.execute(query)).all():
            found.setdefault(key, []).append(at)
        return found

    async def forget(self, key: str) -> None:
        table = tables.sign_in_failures
        await self._connection.execute(delete(table).where(table.c.key == key))

    async def take_back(self, keys: Sequence[str], *, at: datetime) -> None:
        table = tables.sign_in_failures
        await self._connection.execute(delete(table).where(table.c.key.in_(keys), table.c.at == at))

    async def drop_before(self, instant: datetime) -> None:
        table = tables.sign_in_failures
        await self._connection.execute(delete(table).where(table.c.at <= instant))


class ApiTokens(_Rows):
    _columns = tuple(tables.api_tokens.c[f.name] for f in dataclasses.fields(ApiToken))

    async def add(self, token: ApiToken, *, token_hash: str) -> None:
        values = {**dataclasses.asdict(token), "token_hash": token_hash}
        await self._connection.execute(insert(tables.api_tokens).values(values))

    async def by_hash(self, token_hash: str) -> ApiToken | None:
        return await self._one(tables.api_tokens.c.token_hash == token_hash)

    async def by_name(self, name: str) -> ApiToken | None:
        return await self._one(tables.api_tokens.c.name == name)

    async def all(self) -> list[ApiToken]:
        query = select(*self._columns).order_by(tables.api_tokens.c.created_at.desc())
        return [ApiToken(*row) for row in (await self._connection.execute(query)).all()]

    async def used(self, token_id: str, *, now: datetime) -> None:
        table = tables.api_tokens
        await self._connection.execute(update(table).where(table.c.id == token_id).values(last_used_at=now))

    async def revoke(self, token_id: str, *, now: datetime) -> None:
        table = tables.api_tokens
        await self._connection.execute(update(table).where(table.c.id == token_id).values(revoked_at=now))

    async def _one(self, condition: Any) -> ApiToken | None:
        row = (await self._connection.execute(select(*self._columns).where(condition))).one_or_none()
        return ApiToken(*row) if row else None


class AuditLog(_Rows):
    async def add(self, entry: AuditEntry) -> None:
        await self._connection.execute(insert(tables.audit_log).values(dataclasses.asdict(entry)))

    async def has(self, did: str) -> bool:
        table = tables.audit_log
        query = select(func.count()).where(table.c.did == did)
        return bool((await self._connection.execute(query)).scalar_one())

    async def latest(self, limit: int) -> list[AuditEntry]:
        table = tables.audit_log
        columns = [table.c[f.name] for f in dataclasses.fields(AuditEntry)]
        query = select(*columns).order_by(table.c.id.desc()).limit(limit)
        return [AuditEntry(*row) for row in (await self._connection.execute(query)).all()]
