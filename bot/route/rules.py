"""Who takes a lead: its owner, else the first rule that fits, and among its reps whose turn it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from zoneinfo import ZoneInfo

from bot.playbook.matching import Traits, fits, not_fitting
from bot.playbook.shapes import Rep, RoutingPlaybook, RoutingRule, TeamPlaybook

SHOWN = {"company_size": "company size"}


@dataclass(frozen=True)
class Step:
    """A rule that was looked at and what came of it, in words for the staff."""

    rule: str
    outcome: str


@dataclass(frozen=True)
class Routed:
    """`rep_id`, or None: then the people of `queue` look after the lead."""

    rep_id: str | None
    steps: tuple[Step, ...]
    queue: str | None = None


def route(
    traits: Traits,
    team: TeamPlaybook,
    routing: RoutingPlaybook,
    *,
    levels: Mapping[str, int],
    away: Mapping[str, str],
    owner: str | None,
) -> Routed:
    """The rep for a lead, with the reason for this one and against the others.

    `levels` is each rep's meetings less no-shows and cancellations (absent: 0), to which their calibration is
    added; `away` says of a rep why they take none now; `owner` is who already has this person or company.
    """
    steps = [_owner_step(owner, team, away)]
    if owner and team.rep(owner) and owner not in away:
        return Routed(owner, tuple(steps))
    for rule in routing.rules:
        if not fits(rule, traits):
            lacking = " and ".join(SHOWN.get(trait, trait) for trait in not_fitting(rule, traits))
            steps.append(Step(rule.name, f"does not fit: {lacking}"))
            continue
        steps.append(Step(rule.name, f"fits: {_because(rule, traits)}"))
        able = [rep for rep in map(team.rep, rule.reps) if rep and rep.id not in away]
        if not able:
            steps.append(Step(rule.name, _nobody(rule, team, away)))
            continue
        turn = sorted(able, key=lambda rep: (_share(rep, levels), -rep.weight))
        steps.append(Step("fair turn", _turn(turn, levels)))
        steps.append(Step("the others", _others(turn[0], rule, team, away)))
        return Routed(turn[0].id, tuple(steps))
    fallback = routing.fallback
    steps.append(Step("fallback", f"no rule gives this lead to a rep: {fallback.queue} ({fallback.email})"))
    return Routed(None, tuple(steps), fallback.queue)


def away_on(team: TeamPlaybook, now: datetime) -> dict[str, str]:
    """The reps who have the day off at the aware instant `now`, in their own zone, each with until when."""
    gone: dict[str, str] = {}
    for rep in team.reps:
        today = now.astimezone(ZoneInfo(rep.timezone)).date()
        last = max((off.last for off in rep.time_off if off.first <= today <= off.last), default=None)
        if last:
            gone[rep.id] = f"away until {last.day} {last:%B}"
    return gone


def full(team: TeamPlaybook, ahead: Mapping[str, int]) -> dict[str, str]:
    """The reps who have as many meetings ahead as they take (`capacity` of team.yml), each with how many."""
    return {
        rep.id: f"full, with {ahead[rep.id]} meetings ahead"
        for rep in team.reps
        if rep.capacity is not None and ahead.get(rep.id, 0) >= rep.capacity
    }


def _owner_step(owner: str | None, team: TeamPlaybook, away: Mapping[str, str]) -> Step:
    if owner is None:
        return Step("owner", "nobody owns this person or company yet")
    rep = team.rep(owner)
    if rep is None:
        return Step("owner", f"{owner} owned this person or company, but has left the team")
    if owner in away:
        return Step("owner", f"{rep.name} owns this person or company, but is {away[owner]}")
    return Step("owner", f"{rep.name} already owns this person or company")


def _because(rule: RoutingRule, traits: Traits) -> str:
    """What made the rule fit, for example `America/New_York, 1,200 people`."""
    people = f"{traits.company_size:,} people" if rule.company_size else None
    land = traits.country if rule.countries and traits.country else traits.timezone
    territory = land if rule.countries or rule.timezones else None
    said = (
        territory,
        traits.industry if rule.industries else None,
        traits.need if rule.needs else None,
        traits.language if rule.languages else None,
        people,
    )
    return ", ".join(word for word in said if word) or "it takes every lead"


def _level(rep: Rep, levels: Mapping[str, int]) -> int:
    return rep.calibration + levels.get(rep.id, 0)


def _share(rep: Rep, levels: Mapping[str, int]) -> Fraction:
    """The level for each unit of weight: with weight 2, two leads count as one."""
    return Fraction(_level(rep, levels), rep.weight)


def _turn(turn: list[Rep], levels: Mapping[str, int]) -> str:
    if len(turn) == 1:
        return f"{turn[0].name} is the only one"
    counts = ", ".join(f"{rep.name} {_level(rep, levels)}{_weight(rep)}" for rep in turn)
    return f"{turn[0].name} is next, the lowest level ({counts})"


def _weight(rep: Rep) -> str:
    return f" at weight {rep.weight}" if rep.weight != 1 else ""


def _others(chosen: Rep, rule: RoutingRule, team: TeamPlaybook, away: Mapping[str, str]) -> str:
    """Why it is nobody else, for each rep of the team."""
    said = []
    for rep in team.reps:
        if rep.id == chosen.id:
            continue
        if rep.id not in rule.reps:
            said.append(f'{rep.name} is not in "{rule.name}"')
        elif rep.id in away:
            said.append(f"{rep.name} is {away[rep.id]}")
        else:
            said.append(f"{rep.name} comes later")
    return "; ".join(said) or "there is nobody else"


def _nobody(rule: RoutingRule, team: TeamPlaybook, away: Mapping[str, str]) -> str:
    said = []
    for rep_id in rule.reps:
        rep = team.rep(rep_id)
        said.append(f"{rep.name} is {away[rep_id]}" if rep else f"{rep_id} has left the team")
    return f"nobody can take it: {'; '.join(said)}"
