"""Who joins a sequence by what happens to them, if they once agreed to useful mail."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.leads.events import Event, LeadStageChanged, MeetingCancelled, MeetingMissed
from bot.nurture.ports import NurtureWork
from bot.nurture.service import end_all, enrol
from bot.playbook.shapes import Playbook


@dataclass(frozen=True)
class Joining:
    """Reactions to meetings that did not take place and to new stages, wired in `bootstrap`. A booking ends
    what they begin."""

    playbook: Callable[[], Playbook]

    async def on_meeting_missed(self, uow: NurtureWork, event: MeetingMissed) -> None:
        await self._enrol(uow, event, ["no_show"])

    async def on_meeting_cancelled(self, uow: NurtureWork, event: MeetingCancelled) -> None:
        """Only when the visitor cancelled: a rep who did writes to them about another time."""
        if event.by == "visitor":
            await self._enrol(uow, event, ["cancelled"])

    async def on_stage_changed(self, uow: NurtureWork, event: LeadStageChanged) -> None:
        """The sequence for the new stage begins, unless one runs: nobody is told two stories at a time.

        What ran ends when a lead is lost: it was written for somebody who still decides. Who has a meeting no
        longer is met by the two reactions above, or by the rep who cancelled it.
        """
        if event.after == "lost":
            await end_all(uow, event.lead_id, "lost", now=event.at)
        lead = await uow.leads.get(event.lead_id)
        moved_on = lead is None or lead.stage != event.after
        no_meeting = (event.before, event.after) == ("meeting", "sql")
        if not moved_on and not no_meeting and not await uow.enrolments.running(event.lead_id):
            await self._enrol(uow, event, [])

    async def _enrol(self, uow: NurtureWork, event: Event, reasons: Sequence[str]) -> None:
        lead = await uow.leads.get(event.lead_id)
        if lead is not None:
            await enrol(uow, lead, reasons, self.playbook().site, now=event.at)
