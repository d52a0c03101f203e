"""The typed facts that a visitor's words state, and their JSON shapes.

Runs on Python 3.10 and newer. Every fact keeps the visitor's exact words (`quote`) with their character
offsets in the message. Amounts are in the currency's main unit; the `end` of a timeline is exclusive, a date.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal, cast

Amount = int | float
BudgetStatus = Literal["stated", "none_yet", "refused", "unsure", "unknown"]
AuthorityStatus = Literal["stated", "refused", "unsure", "unknown"]
NeedStatus = Literal["stated", "refused", "unsure", "unknown"]
TimelineStatus = Literal["stated", "no_plan", "refused", "unsure", "unknown"]
Period = Literal["once", "month", "year"]
Role = Literal["decision_maker", "influencer", "researcher"]
Bucket = Literal["now", "quarter", "half_year", "later"]
Profile = Literal["student", "job_seeker", "vendor", "competitor", "customer"]

BANT = ("need", "budget", "authority", "timeline")
CONTACT = ("name", "email", "phone", "company", "company_size", "job_title", "country")


@dataclass(frozen=True)
class Quote:
    """The visitor's exact words: `text` stands at `start:end` of the message."""

    text: str = ""
    start: int = 0
    end: int = 0


@dataclass(frozen=True)
class Budget:
    """What may be spent: `min` to `max` inclusive, in `currency` (ISO 4217), per `period`; or None."""

    status: BudgetStatus
    min: Amount | None = None
    max: Amount | None = None
    currency: str | None = None
    period: Period | None = None
    quote: Quote = field(default_factory=Quote)


@dataclass(frozen=True)
class Authority:
    """Who decides: the speaker's role in the purchase and, when somebody else approves, who."""

    status: AuthorityStatus
    role: Role | None = None
    approver: str | None = None
    quote: Quote = field(default_factory=Quote)


@dataclass(frozen=True)
class Need:
    """What it is for: a category of the playbook, None when the words fit none."""

    status: NeedStatus
    category: str | None = None
    quote: Quote = field(default_factory=Quote)


@dataclass(frozen=True)
class Timeline:
    """When it is to be in place: dates in the visitor's zone, `end` exclusive."""

    status: TimelineStatus
    start: date | None = None
    end: date | None = None
    bucket: Bucket | None = None
    quote: Quote = field(default_factory=Quote)


@dataclass(frozen=True)
class CompanySize:
    """People employed, inclusive; None where open."""

    min: int | None
    max: int | None


@dataclass(frozen=True)
class Said:
    """A contact fact: a string, or a `CompanySize`, with its words."""

    value: str | CompanySize
    quote: Quote


@dataclass(frozen=True)
class Facts:
    """All that one message states; None (or absent from `contact`) where it states nothing."""

    budget: Budget | None = None
    authority: Authority | None = None
    need: Need | None = None
    timeline: Timeline | None = None
    contact: Mapping[str, Said] = field(default_factory=dict)
    profile: Said | None = None


@dataclass(frozen=True)
class NeedCategory:
    """A need that the playbook names, with the words and the examples that mean it."""

    name: str
    keywords: Sequence[str] = ()
    examples: Sequence[str] = ()


BantFact = Budget | Authority | Need | Timeline


def bant_to_json(fact: BantFact) -> dict[str, Any]:
    """The fact in the shape of the staff interface, for example `{"status", "role", "approver", "quote"}`."""
    plain = {k: v for k, v in vars(fact).items() if k != "quote"}
    if isinstance(fact, Timeline):
        plain["start"] = fact.start.isoformat() if fact.start else None
        plain["end"] = fact.end.isoformat() if fact.end else None
    return {**plain, "quote": fact.quote.text}


def bant_from_json(kind: str, value: Mapping[str, Any]) -> BantFact:
    """The typed fact from its JSON shape; raises KeyError for a kind that is none of BANT."""
    said = {k: v for k, v in value.items() if k != "quote"}
    quote = Quote(cast(str, value.get("quote") or ""))
    if kind == "timeline":
        for edge in ("start", "end"):
            said[edge] = date.fromisoformat(said[edge]) if said.get(edge) else None
    shapes: dict[str, type[BantFact]] = {
        "budget": Budget,
        "authority": Authority,
        "need": Need,
        "timeline": Timeline,
    }
    return shapes[kind](**said, quote=quote)


def said_to_json(said: Said) -> dict[str, Any]:
    """`{"value", "quote"}`; a company size becomes `{"min", "max"}`."""
    value = (
        {"min": said.value.min, "max": said.value.max} if isinstance(said.value, CompanySize) else said.value
    )
    return {"value": value, "quote": said.quote.text}


def facts_to_json(facts: Facts) -> dict[str, Any]:
    """What `bantam understand` prints: a key that the text does not state is absent."""
    found: dict[str, Any] = {}
    for kind in ("budget", "authority", "need", "timeline"):
        fact = getattr(facts, kind)
        if fact is not None:
            found[kind] = bant_to_json(fact)
    if facts.contact:
        found["contact"] = {kind: said_to_json(said)["value"] for kind, said in facts.contact.items()}
    return found
