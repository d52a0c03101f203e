"""Verbs of capture: keep what a message states, recognise the person, keep consent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Protocol

from bot.capture.rules import KEPT_KINDS, SIGNS, is_correction, normal_email, says_less, with_fact
from bot.leads.ids import new_id
from bot.leads.models import Consent, KeptFact, Known, Lead, Source


class LeadRepository(Protocol):
    async def add(self, lead: Lead) -> None: ...
    async def save(self, lead: Lead) -> None: ...
    async def get(self, lead_id: str) -> Lead | None: ...
    async def by_email(self, email: str) -> Lead | None: ...
    async def remove(self, lead_id: str) -> None: ...
    async def both_meet(self, one: str, other: str) -> bool: ...
    async def absorb(self, kept: str, gone: str, *, now: datetime) -> None: ...


class FactRepository(Protocol):
    async def keep(self, lead_id: str, fact: KeptFact) -> None: ...
    async def known(self, lead_id: str, *, conversation_id: str | None = None) -> Known: ...


class ConsentRepository(Protocol):
    async def give(self, consent: Consent) -> None: ...
    async def has(self, lead_id: str, purpose: str) -> bool: ...
    async def withdraw(self, lead_id: str, purpose: str | None, *, now: datetime) -> None: ...
    async def withdrawn_since(self, lead_id: str, purpose: str, since: datetime) -> bool: ...


class CaptureWork(Protocol):
    @property
    def leads(self) -> LeadRepository: ...
    @property
    def facts(self) -> FactRepository: ...
    @property
    def consents(self) -> ConsentRepository: ...


@dataclass(frozen=True)
class Origin:
    """The conversation that a fact comes from, and what was asked in it."""

    conversation_id: str
    asked: str | None = None


@dataclass(frozen=True)
class Kept:
    """The lead that the conversation now belongs to, what is new, and what was corrected."""

    lead: Lead
    new: tuple[str, ...] = ()
    corrected: tuple[str, ...] = ()


async def new_lead(
    uow: CaptureWork, source: Source, *, timezone: str | None, language: str | None, now: datetime
) -> Lead:
    """An anonymous lead, made at a visitor's first message."""
    lead = Lead(new_id("lead"), created_at=now, updated_at=now, source=source)
    lead = replace(lead, contact=replace(lead.contact, timezone=timezone, language=language))
    await uow.leads.add(lead)
    return lead


async def keep_facts(
    uow: CaptureWork, lead: Lead, stated: Mapping[str, Mapping[str, Any]], origin: Origin, *, now: datetime
) -> Kept:
    """Keep what one message states: by kind, the JSON shape of the fact with its quote.

    A later fact replaces an earlier one, which stays as history. An e-mail that another lead has joins the
    two. A kind that is not kept is passed over. Returns the lead as it now is.
    """
    known = (await uow.facts.known(lead.id)).facts
    new: list[str] = []
    corrected: list[str] = []
    for kind, value in stated.items():
        before = known.get(kind)
        if kind not in KEPT_KINDS or says_less(before, value, kind=kind, asked=origin.asked):
            continue
        if before is not None and _same(before, value, origin):
            continue
        (corrected if is_correction(before, value) else new).append(kind)
        quote = str(value.get("quote") or "")
        plain = {k: v for k, v in value.items() if k != "quote"}
        fact = KeptFact(kind, plain, quote, now, origin.conversation_id, origin.asked)
        await uow.facts.keep(lead.id, fact)
        lead = replace(lead, contact=with_fact(lead.contact, kind, value.get("value")))
    if new or corrected:
        lead = await _recognise(uow, replace(lead, updated_at=now), now=now)
    return Kept(lead, tuple(new), tuple(corrected))


def _same(before: KeptFact, value: Mapping[str, Any], origin: Origin) -> bool:
    plain = {k: v for k, v in value.items() if k != "quote"}
    return dict(before.value) == plain and before.conversation_id == origin.conversation_id


async def _recognise(uow: CaptureWork, lead: Lead, *, now: datetime) -> Lead:
    """Save the lead; when somebody with this e-mail is known already, the two become one."""
    email = lead.contact.email
    earlier = await uow.leads.by_email(normal_email(email)) if email else None
    if earlier is None or earlier.id == lead.id:
        await uow.leads.save(lead)
        return lead
    if await uow.leads.both_meet(earlier.id, lead.id):
        # Each keeps its meeting, and the address stays with who had it first.
        before = await uow.leads.get(lead.id)
        lead = replace(lead, contact=replace(lead.contact, email=before.contact.email if before else None))
        await uow.leads.save(lead)
        return lead
    await uow.leads.absorb(earlier.id, lead.id, now=now)
    joined = replace(earlier, contact=_newest(earlier, lead), updated_at=now)
    await uow.leads.save(joined)
    return joined


def _newest(earlier: Lead, later: Lead) -> Any:
    said = {name: value for name, value in vars(later.contact).items() if value is not None}
    return replace(earlier.contact, **said)


async def keep_consent(
    uow: CaptureWork, lead: Lead, purpose: str, wording: str, origin: Origin, *, now: datetime
) -> None:
    """Keep a permission with the exact words under which it was given; once is enough."""
    if not await uow.consents.has(lead.id, purpose):
        await uow.consents.give(Consent(lead.id, purpose, now, wording, origin.conversation_id))


def stated_by(
    entities: Sequence[Mapping[str, Any]], *, intent: str, text: str
) -> dict[str, Mapping[str, Any]]:
    """The facts among a message's entities, by kind; of two of one kind the last counts.

    To ask for a price or for sales is a sign of interest, and kept with its words like a fact.
    """
    stated = {
        str(entity["entity"]): entity["value"]
        for entity in entities
        if entity.get("entity") in KEPT_KINDS and isinstance(entity.get("value"), Mapping)
    }
    if sign := SIGNS.get(intent):
        stated[sign] = {"value": True, "quote": text}
    return stated
