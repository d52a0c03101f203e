"""The lead's stage follows what happens to it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Protocol

from bot.leads.events import Event, LeadEnrolled, LeadStageChanged
from bot.leads.models import STAGES, Lead, Stage


class Leads(Protocol):
    async def get(self, lead_id: str) -> Lead | None: ...
    async def save(self, lead: Lead) -> None: ...


class StageWork(Protocol):
    @property
    def leads(self) -> Leads: ...
    async def publish(self, event: Event) -> None: ...


async def come_to(uow: StageWork, lead: Lead, stage: Stage, *, now: datetime) -> Lead:
    """Save the lead, at the stage, and tell of it when it is another one than before.

    Returns the lead as it is once everybody has reacted.
    """
    after = replace(lead, stage=stage, updated_at=now)
    await uow.leads.save(after)
    if stage == lead.stage:
        return after
    await uow.publish(LeadStageChanged(lead.id, now, lead.stage, stage))
    return await uow.leads.get(lead.id) or after


async def on_lead_enrolled(uow: StageWork, event: LeadEnrolled) -> None:
    """Who gets a sequence's mails is nurtured; the stage that a sequence is for stays as it is."""
    lead = await uow.leads.get(event.lead_id)
    if lead is not None and event.because not in STAGES and lead.stage not in ("meeting", "customer"):
        await come_to(uow, lead, "nurture", now=event.at)
