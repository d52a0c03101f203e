"""The lead's stage follows what happens to it."""

from __future__ import annotations

from dataclasses import replace

from bot.capture.service import CaptureWork
from bot.leads.events import LeadEnrolled


async def on_lead_enrolled(uow: CaptureWork, event: LeadEnrolled) -> None:
    """Who gets a sequence's mails is nurtured."""
    lead = await uow.leads.get(event.lead_id)
    if lead is not None and lead.stage not in ("meeting", "customer"):
        await uow.leads.save(replace(lead, stage="nurture", updated_at=event.at))
