"""Who takes chats just now: a switch of their own, while a page of the console asks for them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.staff.models import Role, Staff
from bot.staff.ports import StaffWork
from bot.staff.rules import sight

JOIN: frozenset[Role] = frozenset({"rep", "admin"})
"""Who may answer instead of the bot."""
PRESENT = timedelta(minutes=2)
"""Who is on duty counts as there while a page of theirs has asked within that time."""
LAPSES = timedelta(minutes=15)
"""Duty ends by itself when no page of theirs has asked for so long."""


def colleague_for(owner_id: str | None, present: Sequence[Staff]) -> Staff | None:
    """Pure: who is told of a visitor who wants a person: the lead's owner, else who may see the lead."""
    able = [who for who in present if who.role in JOIN and sight(who).lead(owner_id)]
    own = [who for who in able if owner_id is not None and who.rep_id == owner_id]
    return next(iter(own or able), None)


async def on_duty(uow: StaffWork, owner_id: str | None, *, now: datetime) -> Staff | None:
    """Somebody who takes chats, is at a page of the console, and may see the leads of that owner."""
    return colleague_for(owner_id, await uow.staff.on_duty(now - PRESENT))


async def attend(uow: StaffWork, who: Staff, *, now: datetime) -> None:
    """A page of theirs asks. Duty that nobody was there for has lapsed, and is taken up by hand."""
    if is_on_duty(who, now=now):
        await uow.staff.seen(who.id, at=now)
    elif who.on_duty:
        await uow.staff.keep_duty(who.id, on=False, seen_at=None)


def is_on_duty(who: Staff, *, now: datetime) -> bool:
    """Whether the switch still counts: a page that comes back within LAPSES goes on where it was."""
    return who.on_duty and who.seen_at is not None and now - who.seen_at < LAPSES
