"""Who missed a meeting, or cancelled it, gets useful mail again, if they once agreed to it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.leads.events import Event, MeetingCancelled, MeetingMissed
from bot.nurture.ports import NurtureWork
from bot.nurture.service import enrol
from bot.playbook.shapes import Playbook


@dataclass(frozen=True)
class Comeback:
    """Reactions to meetings that did not take place, wired in `bootstrap`. A booking ends what they begin."""

    playbook: Callable[[], Playbook]

    async def on_meeting_missed(self, uow: NurtureWork, event: MeetingMissed) -> None:
        await self._enrol(uow, event, "no_show")

    async def on_meeting_cancelled(self, uow: NurtureWork, event: MeetingCancelled) -> None:
        """Only when the visitor cancelled: a rep who did writes to them about another time."""
        if event.by == "visitor":
            await self._enrol(uow, event, "cancelled")

    async def _enrol(self, uow: NurtureWork, event: Event, reason: str) -> None:
        lead = await uow.leads.get(event.lead_id)
        if lead is None:
            return
        await enrol(uow, lead, reason, self.playbook().site, now=event.at)
