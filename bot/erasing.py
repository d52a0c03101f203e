"""Everything of a visitor goes: in SQL, in the dialogue's events, in the calendars of reps.

Because the visitor wants it, because the owner of the address does, or because their time is over.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.book.calendar_ports import CalendarDesk
from bot.book.calendar_writing import take_out
from bot.chat import service as chat
from bot.chat.models import Conversation, Task
from bot.clock import Clock
from bot.leads.ids import new_id
from bot.playbook.shapes import Retention
from bot.store.database import Store
from bot.store.work import SqlUnitOfWork


@dataclass(frozen=True)
class Eraser:
    """`forget` removes what the dialogue keeps of these conversations."""

    store: Store
    desk: CalendarDesk
    clock: Clock
    forget: Callable[[Sequence[str]], Awaitable[None]]

    async def visitor(self, conversation: Conversation) -> None:
        """Erase the conversation's visitor. A calendar that cannot be reached becomes somebody's task."""
        async with self.store.read() as uow:
            leads = await chat.leads_of_visitor(uow, conversation)
        await self._erase(leads, lambda uow, now: chat.erase(uow, conversation, now=now))

    async def lead(self, lead_id: str) -> None:
        """Erase everything under the lead's address, whoever gave it in a chat: its owner asked for that."""
        await self._erase([lead_id], lambda uow, now: chat.erase_lead(uow, lead_id, now=now))

    async def next_expired(self, kept: Retention, *, now: datetime) -> int:
        """Erase one lead, or the chats of one visitor, whose time is over; 0 when there is none."""
        async with self.store.read() as uow:
            lead_id = await uow.expiry.lead(kept, now=now)
            silent = None if lead_id else await uow.expiry.conversation(kept, now=now)
        if lead_id:
            await self._erase([lead_id], lambda uow, _: _if_still(uow, lead_id, kept, now))
        elif silent:
            await self.visitor(silent)
        return int(bool(lead_id or silent))

    async def _erase(
        self, leads: Sequence[str], verb: Callable[[SqlUnitOfWork, datetime], Awaitable[list[str]]]
    ) -> None:
        """First reps' calendars, which no transaction may wait for; `verb` returns the conversations."""
        async with self.store.read() as uow:
            meetings = [meeting.id for lead_id in leads for meeting in await uow.meetings.of_lead(lead_id)]
        left = await take_out(self.store, self.desk, meetings)
        now = self.clock.now()
        async with self.store.write() as uow:
            gone = await verb(uow, now)
            for host in left:
                words = f"take the meeting of a visitor who was erased out of the calendar at {host}"
                await uow.tasks.add(Task(new_id("task"), "failed", words, now))
        await self.forget(gone)


async def _if_still(uow: SqlUnitOfWork, lead_id: str, kept: Retention, now: datetime) -> list[str]:
    """Who came back in the last moment, or was erased by another worker, is left alone."""
    if await uow.expiry.lead(kept, now=now, only=lead_id) is None:
        return []
    return await chat.erase_lead(uow, lead_id, now=now)
