"""Everything of a visitor goes: in SQL, in the dialogue's events, in the calendars of reps."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime

from bot.book.calendar_writing import take_out
from bot.bootstrap import App, Work
from bot.chat import service as chat
from bot.chat.models import Conversation, Task
from bot.leads.ids import new_id


async def erase_visitor(app: App, conversation: Conversation) -> None:
    """Erase the visitor of the conversation. A calendar that cannot be reached becomes somebody's task."""
    async with app.store.read() as uow:
        leads = await chat.leads_of_visitor(uow, conversation)
    await _erase(app, leads, lambda uow, now: chat.erase(uow, conversation, now=now))


async def erase_lead(app: App, lead_id: str) -> None:
    """Erase everything under the lead's address, whoever gave it in a chat: its owner has asked for that."""
    await _erase(app, [lead_id], lambda uow, now: chat.erase_lead(uow, lead_id, now=now))


async def _erase(
    app: App, leads: Sequence[str], verb: Callable[[Work, datetime], Awaitable[list[str]]]
) -> None:
    """First the calendars of reps, which no transaction may wait for; `verb` returns the conversations."""
    async with app.store.read() as uow:
        meetings = [meeting.id for lead_id in leads for meeting in await uow.meetings.of_lead(lead_id)]
    left = await take_out(app.store, app.calendar_desk, meetings)
    now = app.clock.now()
    async with app.store.write() as uow:
        gone = await verb(uow, now)
        for host in left:
            words = f"take the meeting of a visitor who was erased out of the calendar at {host}"
            await uow.tasks.add(Task(new_id("task"), "failed", words, now))
    await app.forget(gone)
