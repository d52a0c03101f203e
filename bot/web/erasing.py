"""Everything of a visitor goes: in SQL, in the dialogue's events, in the calendars of reps."""

from __future__ import annotations

from bot.book.calendar_writing import take_out
from bot.bootstrap import App
from bot.chat import service as chat
from bot.chat.models import Conversation, Task
from bot.leads.ids import new_id


async def erase_visitor(app: App, conversation: Conversation) -> None:
    """Erase the visitor of the conversation. A calendar that cannot be reached becomes somebody's task."""
    async with app.store.read() as uow:
        leads = await chat.leads_of_visitor(uow, conversation)
        meetings = [meeting.id for lead_id in leads for meeting in await uow.meetings.of_lead(lead_id)]
    left = await take_out(app.store, app.calendar_desk, meetings)
    now = app.clock.now()
    async with app.store.write() as uow:
        gone = await chat.erase(uow, conversation, now=now)
        for host in left:
            words = f"take the meeting of a visitor who was erased out of the calendar at {host}"
            await uow.tasks.add(Task(new_id("task"), "failed", words, now))
    await app.forget(gone)
