"""Meetings to act on in the console, and who acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.book.models import Meeting, MeetingStatus
from bot.book.rules import busy_span
from bot.chat.models import Conversation
from bot.leads.models import Lead
from bot.staff.models import Role
from bot.store.database import Store
from tests.consoles import NOW, Console, add_lead, budget

EMAILS: dict[str, str] = {
    "dana": "dana@tidewater.example", "mei": "mei@tidewater.example", "ida": "ida@tidewater.example",
    "alex": "alex@tidewater.example",
}  # fmt: skip
TUESDAY_TEN = datetime(2026, 3, 3, 9, tzinfo=UTC)
"""10:00 in Berlin, on the day after NOW."""


async def sign_in(desk: Console, who: str, role: Role) -> None:
    await desk.add(EMAILS[who], role, timezone="Europe/Berlin")
    assert (await desk.sign_in(EMAILS[who])).status_code == 303


async def book(
    store: Store,
    name: str = "Priya",
    rep_id: str = "dana",
    start: datetime = TUESDAY_TEN,
    status: MeetingStatus = "confirmed",
    **more: Any,
) -> Meeting:
    """A meeting of half an hour with a lead of that name, as a booking would have left it."""
    lead = await add_lead(store, name, owner=rep_id, stage="meeting")
    async with store.write() as uow:
        rep = await uow.reps.get(rep_id)
        assert rep is not None
        end = start + timedelta(minutes=30)
        meeting = Meeting(
            f"meet_{name.lower()}", lead.id, None, rep_id, start, end, start, end, start.date(), status,
            rep.location, "Europe/London", f"uid-{name}", 0, NOW, NOW, **more,
        )  # fmt: skip
        busy_start, busy_end = busy_span(rep, meeting.slot)
        meeting = replace(meeting, busy_start=busy_start, busy_end=busy_end)
        assert await uow.reps.take_day(rep_id, meeting.rep_day, cap=50)
        assert await uow.meetings.add_unless_busy(meeting)
    return meeting


async def held_before(store: Store, name: str = "Priya", rep_id: str = "dana", **more: Any) -> Meeting:
    """A meeting that was over an hour before NOW."""
    return await book(store, name, rep_id, NOW - timedelta(hours=2), **more)


async def say_budget(store: Store, lead_id: str, quote: str) -> None:
    """Let the lead have said in a chat what they can spend."""
    talk = Conversation("conv_x", "visitor_x", NOW, lead_id)
    async with store.write() as uow:
        await uow.conversations.add(talk, token_hash="x" * 64)
        await uow.facts.keep(lead_id, budget(5000, quote, NOW, talk.id))


async def meeting_of(store: Store, meeting_id: str) -> Meeting:
    async with store.read() as uow:
        found = await uow.meetings.get(meeting_id)
    assert found is not None
    return found


async def lead_of(store: Store, lead_id: str) -> Lead:
    async with store.read() as uow:
        found = await uow.leads.get(lead_id)
    assert found is not None
    return found


async def audit(store: Store) -> list[tuple[str, str, str | None]]:
    """Who did what to what, the latest first; without who was added and who signed in."""
    async with store.read() as uow:
        entries = await uow.audit.latest(50)
    return [
        (one.actor, one.did, one.object_id)
        for one in entries
        if one.did != "signed in" and one.actor != "command line"
    ]
