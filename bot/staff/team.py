"""Add somebody, change a role, switch somebody off and on.

There is always an admin: who else would let one in again?
"""

from __future__ import annotations

from datetime import datetime

from bot.errors import NotFound, Refused
from bot.staff.models import ROLES, AuditEntry, Role, Staff
from bot.staff.ports import StaffWork
from bot.staff.service import COMMAND_LINE, add_staff, normal


async def add_colleague(uow: StaffWork, email: str, role: Role, *, by: Staff, now: datetime) -> str:
    """Add somebody; the answer is their password. Who is not in the team's file has the time zone of `by`.

    Raises Refused as `add_staff` does.
    """
    in_team = await uow.staff.named_in_team(normal(email)) is not None
    return await add_staff(
        uow, email, role, now=now, timezone=None if in_team else by.timezone, actor=by.email
    )


async def change_role(
    uow: StaffWork, email: str, role: Role, *, now: datetime, actor: str = COMMAND_LINE
) -> None:
    """Give somebody another role, which holds from their next request on.

    Raises NotFound, and Refused for an unknown role or for the last admin.
    """
    if role not in ROLES:
        raise Refused(f"{role} is no role. Write one of: {', '.join(ROLES)}.")
    who = await _found(uow, email)
    if role != "admin":
        await _keep_an_admin(uow, who)
    await uow.staff.keep_role(who.id, role)
    await uow.audit.add(AuditEntry(now, actor, f"role changed to {role}", who.id))


async def switch_off(uow: StaffWork, email: str, *, now: datetime, actor: str = COMMAND_LINE) -> None:
    """Let somebody sign in no more, and end all their sessions. Raises as above."""
    who = await _found(uow, email)
    await _keep_an_admin(uow, who)
    await uow.staff.keep_active(who.id, active=False)
    await uow.staff_sessions.end_all(who.id)
    await uow.audit.add(AuditEntry(now, actor, "staff switched off", who.id))


async def switch_on(uow: StaffWork, email: str, *, now: datetime, actor: str = COMMAND_LINE) -> None:
    """Let somebody sign in again, with the password that they had. Raises NotFound."""
    who = await _found(uow, email)
    await uow.staff.keep_active(who.id, active=True)
    await uow.audit.add(AuditEntry(now, actor, "staff switched on", who.id))


async def _found(uow: StaffWork, email: str) -> Staff:
    who = await uow.staff.by_email(normal(email))
    if who is None:
        raise NotFound(f"Nobody signs in as {normal(email)}. `bantam staff list` shows who does.")
    return who


async def _keep_an_admin(uow: StaffWork, who: Staff) -> None:
    # Locked, so that two admins who switch each other off at the same moment do not both succeed.
    if await uow.staff.lock_admins() == [who.id]:
        raise Refused(f"{who.email} is the only admin who can sign in. Make somebody else an admin first.")
