"""Whether a lead is of a segment (a routing rule's, a sequence's), and which facts that hangs on."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase

from bot.playbook.shapes import RoutingPlaybook, Segment


@dataclass(frozen=True)
class Traits:
    """What segments look at; None where it is not known. `company_size` counts people employed."""

    country: str | None = None
    timezone: str | None = None
    industry: str | None = None
    need: str | None = None
    language: str | None = None
    company_size: int | None = None


def fits(segment: Segment, traits: Traits) -> bool:
    """Whether everything that is asked for holds; what is not known does not hold."""
    return all(held for _, held in _verdicts(segment, traits))


def not_fitting(rule: Segment, traits: Traits) -> tuple[str, ...]:
    """The traits because of which the rule does not fit, in the order of the rule's settings."""
    return tuple(trait for trait, held in _verdicts(rule, traits) if not held)


def open_traits(routing: RoutingPlaybook, traits: Traits) -> frozenset[str]:
    """The unknown traits that could still change which rule is the first to fit."""
    found: set[str] = set()
    for rule in routing.rules:
        verdicts = tuple(_verdicts(rule, traits))
        if all(held for _, held in verdicts):
            break
        if not any(held is False for _, held in verdicts):
            found |= {trait for trait, held in verdicts if held is None}
    return frozenset(found)


def _verdicts(rule: Segment, traits: Traits) -> Iterator[tuple[str, bool | None]]:
    """Each condition of the segment: True, False, or None where the trait is not known."""
    if rule.countries or rule.timezones:
        yield "territory", _in_territory(rule, traits)
    lists = (("industry", rule.industries), ("need", rule.needs), ("language", rule.languages))
    for trait, allowed in lists:
        said = getattr(traits, trait)
        if allowed:
            yield trait, None if said is None else said.casefold() in {word.casefold() for word in allowed}
    if rule.company_size is not None:
        people = traits.company_size
        yield "company_size", None if people is None else rule.company_size.holds(people)


def _in_territory(rule: Segment, traits: Traits) -> bool | None:
    """A known country decides; only without one does the time zone, which travels with the visitor."""
    if rule.countries and traits.country:
        return traits.country in rule.countries
    if rule.timezones and traits.timezone:
        return any(fnmatchcase(traits.timezone, pattern) for pattern in rule.timezones)
    return None
