"""What a person says has become of a lead: a customer, lost, not a fit; and taking it back."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Literal, Protocol

from bot.capture.stages import come_to
from bot.errors import NotFound
from bot.leads.events import LeadConverted, LeadDisqualified
from bot.leads.models import Lead, Stage
from bot.playbook.shapes import Playbook
from bot.route.service import RouteWork, rescore

Mark = Literal["customer", "lost", "disqualified"]
MARKS: Mapping[Mark, str | None] = {"customer": None, "lost": "marked as lost", "disqualified": "not a fit"}
"""Each with what is kept as `lost_reason`: who is disqualified with one, a person has said so."""


class LeadEvents(Protocol):
    async def stage_before(self, lead_id: str, *, besides: Collection[str]) -> Stage | None:
        """The last stage that the lead came from; None when it came from none but `besides`."""
        ...


class MarkingWork(RouteWork, Protocol):
    @property
    def lead_events(self) -> LeadEvents: ...


async def mark(uow: MarkingWork, lead_id: str, as_: Mark, *, now: datetime) -> Lead:
    """The lead as it then is. Every sequence ends; a lost one may begin the one for the stage `lost`.

    Safe to repeat. Raises NotFound when there is no such lead.
    """
    lead = await _lead(uow, lead_id)
    if lead.stage == as_ and lead.lost_reason == MARKS[as_]:
        return lead
    marked = await come_to(uow, replace(lead, lost_reason=MARKS[as_]), as_, now=now)
    if as_ == "customer":
        await uow.publish(LeadConverted(lead.id, now))
    if as_ == "disqualified":
        await uow.publish(LeadDisqualified(lead.id, now, "not_a_fit"))
    return marked


async def take_back(uow: MarkingWork, lead_id: str, playbook: Playbook, *, now: datetime) -> Lead:
    """Back to the stage before the mark, else to the one that the facts tell. What ended stays ended.

    A lead that is not marked stays as it is. Raises NotFound when there is no such lead.
    """
    lead = await _lead(uow, lead_id)
    if lead.stage not in MARKS:
        return lead
    open_again = replace(lead, lost_reason=None)
    if before := await uow.lead_events.stage_before(lead.id, besides=tuple(MARKS)):
        return await come_to(uow, open_again, before, now=now)
    return (await rescore(uow, await come_to(uow, open_again, "captured", now=now), playbook, now=now)).lead


async def _lead(uow: MarkingWork, lead_id: str) -> Lead:
    if lead := await uow.leads.get(lead_id):
        return lead
    raise NotFound
