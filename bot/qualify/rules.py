"""Which questions are open, and whether the lead is sales qualified by the playbook's definition."""

from __future__ import annotations

from dataclasses import dataclass

from bot.leads.models import Bant, Contact, Known
from bot.playbook.matching import Traits, open_traits
from bot.playbook.shapes import BUCKETS, Money, Playbook, QualificationPlaybook
from bot.understand.facts import Budget, Need, Profile, Timeline

NO_PROSPECT = ("student", "job_seeker", "vendor", "competitor")
"""Who is never qualified. A customer is not among them: a customer with a problem goes to a person."""

DECIDES = {"company": "industry", "company_size": "company_size"}
"""The trait of the lead that routing learns from the answer to a question."""


@dataclass(frozen=True)
class Ready:
    """Sales qualified: a rep should meet this lead."""


@dataclass(frozen=True)
class NotReady:
    """A prospect, but not yet. `reasons` are words of the playbook's `REASONS`, in its order."""

    reasons: tuple[str, ...]


@dataclass(frozen=True)
class Disqualified:
    """No prospect at all."""

    profile: Profile


Readiness = Ready | NotReady | Disqualified


def open_questions(known: Known, contact: Contact, playbook: Playbook) -> tuple[str, ...]:
    """The facts still to be asked for, in the playbook's order.

    A question is closed when the visitor has dealt with it: stated, refused, does not know, has none. Those
    marked `routing` are open only while the answer can change which rep it is. No prospect is asked anything.
    """
    if known.profile in NO_PROSPECT:
        return ()
    hangs_on = open_traits(playbook.routing, traits(known.bant, contact))
    return tuple(
        question.ask
        for question in playbook.qualification.questions
        if not known.closed(question.ask)
        and getattr(contact, question.ask, None) is None
        and (question.when == "always" or DECIDES.get(question.ask) in hangs_on)
    )


def traits(bant: Bant, contact: Contact) -> Traits:
    """What routing looks at. A range of people counts by its upper end, as amounts do."""
    size = contact.company_size
    return Traits(
        country=contact.country,
        timezone=contact.timezone,
        industry=contact.industry,
        need=bant.need.category if bant.need and bant.need.status == "stated" else None,
        language=contact.language.split("-")[0].lower() if contact.language else None,
        company_size=(size.max if size.max is not None else size.min) if size else None,
    )


def readiness(bant: Bant, profile: Profile | None, playbook: QualificationPlaybook) -> Readiness:
    """Whether a lead with these facts is sales qualified, and if not, every reason why."""
    if profile in NO_PROSPECT:
        return Disqualified(profile)
    wanted = playbook.qualified
    found = (
        _need(bant.need) if wanted.need else None,
        _budget(bant.budget, wanted.budget_at_least, playbook.money) if wanted.budget_at_least else None,
        _authority(bant, wanted.roles) if wanted.roles else None,
        _timeline(bant.timeline, wanted.within) if wanted.within else None,
    )
    reasons = tuple(reason for reason in found if reason)
    return NotReady(reasons) if reasons else Ready()


def yearly(budget: Budget, money: Money) -> float | None:
    """What a stated budget comes to in a year, in the playbook's currency.

    Counts the upper end, else the lower. None without an amount, or in a currency without a rate.
    """
    amount = budget.max if budget.max is not None else budget.min
    rate = money.rates.get(budget.currency or money.currency)
    if budget.status != "stated" or amount is None or rate is None:
        return None
    return round(amount * rate * money.periods[budget.period or "year"], 2)


def _need(need: Need | None) -> str | None:
    return None if need and need.status == "stated" else "need_unknown"


def _budget(budget: Budget | None, least: float, money: Money) -> str | None:
    if budget is None or budget.status in ("refused", "unsure", "unknown"):
        return "budget_unknown"
    if budget.status == "none_yet":
        return "no_budget"
    worth = yearly(budget, money)
    if worth is None:
        return "budget_unknown"
    return None if worth >= least else "small_budget"


def _authority(bant: Bant, roles: tuple[str, ...]) -> str | None:
    role = bant.authority.role if bant.authority and bant.authority.status == "stated" else None
    if role in roles:
        return None
    return "researching" if role == "researcher" else "no_authority"


def _timeline(timeline: Timeline | None, within: str) -> str | None:
    if timeline is None or timeline.status != "stated" or timeline.bucket is None:
        return "no_date"
    return None if BUCKETS.index(timeline.bucket) <= BUCKETS.index(within) else "later"
