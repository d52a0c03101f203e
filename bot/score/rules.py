"""Points by the playbook's weights. Every part names its rule and the words or the deed that earned it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from bot.leads.models import Bant, Contact, Temperature
from bot.playbook.shapes import Fit, QualificationPlaybook, ScoreBook
from bot.qualify.mailboxes import company_domain
from bot.qualify.rules import yearly
from bot.understand.facts import Budget, CompanySize

MANY_PAGES = 3
HIGHEST = 100


@dataclass(frozen=True)
class Behaviour:
    """What the visitor did. `asked_...` hold the words with which they asked, empty when they did not.

    `days` counts the days on which they came, `pages` the different pages that they read, `clicked` the mails
    of ours that they followed a link of, `replied` their answers to our mails.
    """

    asked_for_sales: str = ""
    asked_pricing: str = ""
    days: int = 1
    pages: int = 0
    clicked: int = 0
    replied: int = 0


@dataclass(frozen=True)
class Part:
    rule: str
    points: int
    quote: str


@dataclass(frozen=True)
class Score:
    """`total` is from 0 to 100, and the points of `parts` add up to it exactly."""

    total: int
    parts: tuple[Part, ...]
    temperature: Temperature


def score(bant: Bant, behaviour: Behaviour, contact: Contact, playbook: QualificationPlaybook) -> Score:
    """The score of a lead. A rule without points leaves no part; a `limit` part keeps the total in 0-100."""
    book = playbook.score
    evidence = (*_said(bant, playbook), *_did(behaviour), *_is(contact, book.fit))
    parts = [Part(rule, book.points.get(rule, 0), quote) for rule, quote in evidence]
    parts = [part for part in parts if part.points]
    total = sum(part.points for part in parts)
    within = min(max(total, 0), HIGHEST)
    if within != total:
        parts.append(
            Part("limit", within - total, f"a score is never {'over 100' if total > within else 'below 0'}")
        )
    return Score(within, tuple(parts), _temperature(within, book))


def _temperature(total: int, book: ScoreBook) -> Temperature:
    if total >= book.hot:
        return "hot"
    return "warm" if total >= book.warm else "cold"


def _said(bant: Bant, playbook: QualificationPlaybook) -> Iterator[tuple[str, str]]:
    need, authority, timeline = bant.need, bant.authority, bant.timeline
    if need and need.status == "stated":
        yield "need_stated" if need.category else "need_unclear", need.quote.text
    if bant.budget and (rule := _budget(bant.budget, playbook)):
        yield rule, bant.budget.quote.text
    if authority and authority.status == "stated" and authority.role:
        yield authority.role, authority.quote.text
    if timeline and timeline.status == "stated" and timeline.bucket:
        yield f"timeline_{timeline.bucket}", timeline.quote.text
    if timeline and timeline.status == "no_plan":
        yield "timeline_no_plan", timeline.quote.text


def _budget(budget: Budget, playbook: QualificationPlaybook) -> str | None:
    if budget.status == "none_yet":
        return "budget_none_yet"
    if budget.status != "stated":
        return None
    worth = yearly(budget, playbook.money)
    if worth is None:
        return "budget_no_amount"
    return "budget_reaches" if worth >= (playbook.qualified.budget_at_least or 0) else "budget_below"


def _did(behaviour: Behaviour) -> Iterator[tuple[str, str]]:
    if behaviour.asked_for_sales:
        yield "asked_for_sales", behaviour.asked_for_sales
    if behaviour.asked_pricing:
        yield "asked_pricing", behaviour.asked_pricing
    if behaviour.days > 1:
        yield "came_back", f"came on {behaviour.days} days"
    if behaviour.pages >= MANY_PAGES:
        yield "read_pages", f"read {behaviour.pages} pages"
    if behaviour.clicked:
        yield (
            "clicked_mail",
            "followed links in " + ("one mail" if behaviour.clicked == 1 else f"{behaviour.clicked} mails"),
        )
    if behaviour.replied:
        yield (
            "replied_mail",
            "replied once" if behaviour.replied == 1 else f"replied {behaviour.replied} times",
        )


def _is(contact: Contact, fit: Fit) -> Iterator[tuple[str, str]]:
    if domain := company_domain(contact.email):
        yield "email_at_work", f"writes from {domain}"
    if contact.phone:
        yield "phone_given", "left a phone number"
    size = contact.company_size
    people = (size.max if size.max is not None else size.min) if size else None
    if size and people is not None and fit.company_size and fit.company_size.holds(people):
        yield "fits_company_size", _people(size)
    if contact.country and contact.country in fit.countries:
        yield "fits_country", contact.country
    if contact.industry and contact.industry.casefold() in {word.casefold() for word in fit.industries}:
        yield "fits_industry", contact.industry


def _people(size: CompanySize) -> str:
    if size.min is None or size.max is None:
        return f"up to {size.max} people" if size.min is None else f"{size.min} people or more"
    return f"{size.min} people" if size.min == size.max else f"{size.min}-{size.max} people"
