"""Verbs of scoring and routing: what is known of a lead becomes points, a verdict and an owner."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from bot.capture.service import CaptureWork, LeadRepository
from bot.capture.stages import come_to
from bot.leads.events import Event
from bot.leads.models import Known, Lead, Stage
from bot.playbook.shapes import Playbook, Rep, TeamPlaybook
from bot.qualify.mailboxes import company_domain
from bot.qualify.rules import Disqualified, Readiness, Ready, readiness, traits
from bot.route.rules import Routed, away_on, full, route
from bot.score.rules import Behaviour, Score, score

SETTLED: frozenset[Stage] = frozenset({"meeting", "nurture", "customer", "lost"})
"""Stages that a new score alone does not change; being ready does, save for `meeting` and `customer`."""


class Leads(LeadRepository, Protocol):
    async def owner_of_domain(self, domain: str) -> str | None: ...
    async def replace_score(self, lead_id: str, parts: Sequence[Mapping[str, Any]]) -> None: ...
    async def replace_routing(self, lead_id: str, steps: Sequence[Mapping[str, Any]]) -> None: ...


class Visits(Protocol):
    async def days_and_pages(self, lead_id: str) -> tuple[int, int]: ...


class Reps(Protocol):
    async def list(self) -> Sequence[Rep]:
        """The team, with the time off that was entered in the console."""
        ...

    async def meetings_held(self) -> Mapping[str, int]: ...
    async def meetings_ahead(self, *, now: datetime) -> Mapping[str, int]:
        """How many meetings to come each rep has who has any."""
        ...


class Engagement(Protocol):
    async def of(self, lead_id: str) -> tuple[int, int]:
        """How many of our mails they followed a link of, and how often they replied."""
        ...


class RouteWork(CaptureWork, Protocol):
    @property
    def leads(self) -> Leads: ...
    @property
    def visits(self) -> Visits: ...
    @property
    def reps(self) -> Reps: ...
    @property
    def engagement(self) -> Engagement: ...
    async def publish(self, event: Event) -> None: ...


@dataclass(frozen=True)
class Assessed:
    """The lead as it now is, with the verdict and, once routed, the way there."""

    lead: Lead
    verdict: Readiness
    routed: Routed | None = None


async def rescore(uow: RouteWork, lead: Lead, playbook: Playbook, *, now: datetime) -> Assessed:
    """Score the lead anew from all that is known, and keep the score with its parts.

    LeadStageChanged tells of another stage.
    """
    known = await uow.facts.known(lead.id)
    points = await _score(uow, lead, known, playbook)
    verdict = readiness(known.bant, known.profile, playbook.qualification)
    stage = stage_for(lead, verdict, points)
    because = lead.lost_reason if stage in ("lost", "disqualified") else None
    lead = replace(lead, score=points.total, temperature=points.temperature, lost_reason=because)
    await uow.leads.replace_score(lead.id, [asdict(part) for part in points.parts])
    return Assessed(await come_to(uow, lead, stage, now=now), verdict)


async def assess(uow: RouteWork, lead: Lead, playbook: Playbook, *, now: datetime) -> Assessed:
    """Score the lead and give it to a rep; the reasons of both are kept. A disqualified lead gets no rep."""
    scored = await rescore(uow, lead, playbook, now=now)
    if isinstance(scored.verdict, Disqualified):
        return scored
    lead = scored.lead
    domain = company_domain(lead.contact.email)
    known = await uow.facts.known(lead.id)
    team = TeamPlaybook(tuple(await uow.reps.list()))
    routed = route(
        traits(known.bant, lead.contact),
        team,
        playbook.routing,
        levels=await uow.reps.meetings_held(),
        away={**full(team, await uow.reps.meetings_ahead(now=now)), **away_on(team, now)},
        owner=lead.owner_id or (await uow.leads.owner_of_domain(domain) if domain else None),
    )
    lead = replace(lead, owner_id=routed.rep_id)
    await uow.leads.save(lead)
    await uow.leads.replace_routing(lead.id, [asdict(step) for step in routed.steps])
    return Assessed(lead, scored.verdict, routed)


async def _score(uow: RouteWork, lead: Lead, known: Known, playbook: Playbook) -> Score:
    days, pages = await uow.visits.days_and_pages(lead.id)
    clicked, replied = await uow.engagement.of(lead.id)
    asked = known.quote("asked_for_sales"), known.quote("asked_pricing")
    behaviour = Behaviour(*asked, days, pages, clicked, replied)
    return score(known.bant, behaviour, lead.contact, playbook.qualification)


def became_ready(before: Lead, assessed: Assessed) -> bool:
    """Whether the lead was not sales qualified at `before`, and is now: then publish LeadReady."""
    ready = isinstance(assessed.verdict, Ready) and assessed.lead.stage == "sql"
    return ready and before.stage != "sql"


def stage_for(lead: Lead, verdict: Readiness, points: Score) -> Stage:
    """The stage that the facts tell; one that the sales process set is left alone."""
    if isinstance(verdict, Disqualified):
        return "disqualified"
    if lead.stage == "disqualified" and lead.lost_reason:
        return "disqualified"  # a rep said so, and only a rep takes it back
    if isinstance(verdict, Ready) and lead.stage not in ("meeting", "customer"):
        return "sql"
    if lead.stage in SETTLED:
        return lead.stage
    if not (lead.contact.email or lead.contact.phone):
        return "captured"
    if points.temperature == "cold":
        return "iql"
    return "pql" if lead.source.type == "product" else "mql"
