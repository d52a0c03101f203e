"""Lead, contact, and what is known of need, budget, authority and timeline. A change is a new value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Literal, cast

from bot.understand.facts import (
    BANT,
    Authority,
    BantFact,
    Budget,
    CompanySize,
    Need,
    Profile,
    Timeline,
    bant_from_json,
)

Stage = Literal[
    "captured", "iql", "mql", "pql", "sql", "meeting", "nurture", "customer", "lost", "disqualified"
]
STAGES: tuple[Stage, ...] = (
    "captured", "iql", "mql", "pql", "sql", "meeting", "nurture", "customer", "lost", "disqualified",
)  # fmt: skip
Temperature = Literal["cold", "warm", "hot"]
SourceType = Literal["organic", "inbound", "outbound", "referral", "product"]


@dataclass(frozen=True)
class Bant:
    """The four facts; None where nothing was said yet (status `unknown` to the outside)."""

    need: Need | None = None
    budget: Budget | None = None
    authority: Authority | None = None
    timeline: Timeline | None = None


@dataclass(frozen=True)
class Contact:
    name: str | None = None
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    job_title: str | None = None
    company_size: CompanySize | None = None
    industry: str | None = None
    country: str | None = None
    timezone: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Source:
    landing_url: str | None = None
    referrer: str | None = None
    utm: Mapping[str, str] = field(default_factory=dict)
    type: SourceType = "organic"


@dataclass(frozen=True)
class KeptFact:
    """A fact as SQL keeps it: `value` is its JSON shape (BANT), or `{"value"}` (contact, profile, ...)."""

    kind: str
    value: Mapping[str, Any]
    quote: str
    stated_at: datetime
    conversation_id: str
    asked: str | None = None

    @property
    def status(self) -> str:
        return str(self.value.get("status", "stated"))


@dataclass(frozen=True)
class Known:
    """All the facts that hold of a lead now, by kind."""

    facts: Mapping[str, KeptFact] = field(default_factory=dict)

    @property
    def bant(self) -> Bant:
        typed: dict[str, BantFact] = {
            kind: bant_from_json(kind, {**kept.value, "quote": kept.quote})
            for kind, kept in self.facts.items()
            if kind in BANT
        }
        return replace(Bant(), **cast("dict[str, Any]", typed))

    @property
    def profile(self) -> Profile | None:
        """Who is no prospect: student, job seeker, vendor, competitor; or a customer with a problem."""
        return cast("Profile | None", self.value("profile"))

    @property
    def consent(self) -> bool | None:
        return cast("bool | None", self.value("consent"))

    def value(self, kind: str) -> Any:
        """The plain value of a contact fact, a profile or a consent; None when not said or refused."""
        kept = self.facts.get(kind)
        return kept.value.get("value") if kept else None

    def quote(self, kind: str) -> str:
        kept = self.facts.get(kind)
        return kept.quote if kept else ""

    def closed(self, kind: str) -> bool:
        """Whether the visitor has dealt with the question: stated, refused, or does not know."""
        kept = self.facts.get(kind)
        return kept is not None and kept.status != "unknown"


@dataclass(frozen=True)
class Lead:
    id: str
    created_at: datetime
    updated_at: datetime
    stage: Stage = "captured"
    temperature: Temperature | None = None
    contact: Contact = Contact()
    owner_id: str | None = None
    score: int = 0
    source: Source = Source()
    handover_at: datetime | None = None
    handover_reason: str | None = None
    handover_to: str | None = None
    lost_reason: str | None = None


@dataclass(frozen=True)
class Consent:
    """A permission and the exact words under which it was given. Purposes: `contact`, `nurture`."""

    lead_id: str
    purpose: str
    given_at: datetime
    wording: str
    conversation_id: str | None = None
    withdrawn_at: datetime | None = None
    confirmed_at: datetime | None = None


def company_size(known: Known) -> CompanySize | None:
    """The stated number of people employed."""
    said = known.value("company_size")
    return CompanySize(said.get("min"), said.get("max")) if isinstance(said, Mapping) else None
