from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.playbook.matching import Traits
from bot.playbook.shapes import Fallback, Rep, RoutingPlaybook, RoutingRule, TeamPlaybook, TimeOff
from bot.route.rules import Routed, Step, away_on, full, route
from tests.unit.playbook.books import rep

AMERICAS = RoutingRule("The Americas", ("marcus", "elena"), countries=("US",), timezones=("America/*",))
ASIA = RoutingRule("Asia", ("mei",), timezones=("Asia/*",))
ALL = RoutingRule("Everybody else", ("dana", "marcus", "elena", "mei"))
TEAM = TeamPlaybook((rep("dana"), rep("marcus"), rep("elena"), rep("mei")))
US = Traits(country="US")


def routed(
    traits: Traits,
    *rules: RoutingRule,
    team: TeamPlaybook = TEAM,
    levels: dict[str, int] | None = None,
    away: dict[str, str] | None = None,
    owner: str | None = None,
) -> Routed:
    routing = RoutingPlaybook(rules, Fallback("Sales desk", "sales@tidewater.example"))
    return route(traits, team, routing, levels=levels or {}, away=away or {}, owner=owner)


def test_who_already_has_the_company_keeps_it() -> None:
    found = routed(US, AMERICAS, owner="dana")
    assert found.rep_id == "dana"
    assert found.steps == (Step("owner", "Dana already owns this person or company"),)


@pytest.mark.parametrize(
    ("owner", "away", "because"),
    [
        (
            "dana",
            {"dana": "away until 3 January"},
            "Dana owns this person or company, but is away until 3 January",
        ),
        ("gone", {}, "gone owned this person or company, but has left the team"),
        (None, {}, "nobody owns this person or company yet"),
    ],
)
def test_without_an_owner_who_is_there_the_rules_decide(
    owner: str | None, away: dict[str, str], because: str
) -> None:
    found = routed(US, AMERICAS, owner=owner, away=away)
    assert found.rep_id == "marcus"
    assert found.steps[0] == Step("owner", because)


def test_the_first_rule_that_fits_decides_and_the_reason_is_told() -> None:
    found = routed(US, ASIA, AMERICAS, ALL, levels={"marcus": 3, "elena": 2})
    assert found.rep_id == "elena"
    assert found.steps[1:] == (
        Step("Asia", "does not fit: territory"),
        Step("The Americas", "fits: US"),
        Step("fair turn", "Elena is next, the lowest level (Elena 2, Marcus 3)"),
        Step("the others", 'Dana is not in "The Americas"; Marcus comes later; Mei is not in "The Americas"'),
    )


def test_who_has_as_many_meetings_ahead_as_they_take_is_passed_over() -> None:
    team = TeamPlaybook((rep("dana"), replace(rep("marcus"), capacity=3), rep("elena"), rep("mei")))
    assert full(team, {"marcus": 2, "elena": 40}) == {}
    found = routed(US, AMERICAS, team=team, levels={"elena": 9}, away=full(team, {"marcus": 3}))
    assert found.rep_id == "elena"
    assert "Marcus is full, with 3 meetings ahead" in found.steps[-1].outcome


def test_who_is_away_is_passed_over() -> None:
    found = routed(US, AMERICAS, levels={"marcus": 9}, away={"elena": "away until 4 May"})
    assert found.rep_id == "marcus"
    assert "Elena is away until 4 May" in found.steps[-1].outcome


def test_when_all_of_a_rule_are_away_the_next_rule_is_asked() -> None:
    found = routed(Traits(timezone="Asia/Tokyo"), ASIA, ALL, away={"mei": "away until 12 February"})
    assert found.rep_id == "dana"
    assert Step("Asia", "nobody can take it: Mei is away until 12 February") in found.steps


def test_a_lead_that_no_rule_takes_goes_to_the_fallback_queue() -> None:
    found = routed(Traits(country="FR"), AMERICAS, ASIA)
    assert (found.rep_id, found.queue) == (None, "Sales desk")
    last = "no rule gives this lead to a rep: Sales desk (sales@tidewater.example)"
    assert found.steps[-1] == Step("fallback", last)


def test_a_lead_goes_to_the_fallback_queue_when_everybody_is_away() -> None:
    everybody = dict.fromkeys(("dana", "marcus", "elena", "mei"), "away until 1 May")
    assert routed(US, AMERICAS, ALL, away=everybody).queue == "Sales desk"


def test_a_newcomer_with_a_calibration_is_not_swamped() -> None:
    team = TeamPlaybook((rep("marcus"), rep("elena", calibration=12)))
    assert routed(US, AMERICAS, team=team, levels={"marcus": 11}).rep_id == "marcus"
    assert routed(US, AMERICAS, team=team, levels={"marcus": 13}).rep_id == "elena"


def shares(reps: tuple[Rep, ...], leads: int) -> Counter[str]:
    rule = RoutingRule("all", tuple(each.id for each in reps))
    levels: Counter[str] = Counter()
    for _ in range(leads):
        found = routed(US, rule, team=TeamPlaybook(reps), levels=dict(levels))
        assert found.rep_id
        levels[found.rep_id] += 1
    return levels


def test_twice_the_weight_gets_twice_the_leads() -> None:
    assert shares((rep("marcus", weight=2), rep("elena")), 300) == {"marcus": 200, "elena": 100}


@given(weights=st.lists(st.integers(1, 9), min_size=1, max_size=5), leads=st.integers(0, 60))
def test_nobody_is_ever_more_than_a_turn_from_their_share(weights: list[int], leads: int) -> None:
    reps = tuple(rep(f"r{number}", weight=weight) for number, weight in enumerate(weights))
    got = shares(reps, leads)
    turns = [got[each.id] / each.weight for each in reps]
    assert max(turns) - min(turns) <= 1


@given(
    country=st.sampled_from([None, "US", "DE"]),
    zone=st.sampled_from([None, "Asia/Tokyo", "America/Lima"]),
    away=st.sets(st.sampled_from(["dana", "marcus", "elena", "mei"])),
    owner=st.sampled_from([None, "dana", "gone"]),
)
def test_every_lead_has_somebody_who_looks_after_it(
    country: str | None, zone: str | None, away: set[str], owner: str | None
) -> None:
    absent = dict.fromkeys(away, "away until 1 May")
    found = routed(Traits(country, zone), AMERICAS, ASIA, ALL, away=absent, owner=owner)
    assert (found.rep_id is None) is (found.queue is not None)
    assert found.rep_id not in away
    assert all(step.rule and step.outcome for step in found.steps)


def test_a_day_off_is_a_day_in_the_reps_own_zone() -> None:
    singapore = rep("mei", zone="Asia/Singapore")
    off = TimeOff(date(2026, 11, 23), date(2026, 11, 24))
    team = TeamPlaybook((Rep(**{**vars(singapore), "time_off": (off,)}),))
    assert away_on(team, datetime(2026, 11, 22, 17, tzinfo=UTC)) == {"mei": "away until 24 November"}
    assert away_on(team, datetime(2026, 11, 22, 15, tzinfo=UTC)) == {}
    assert away_on(team, datetime(2026, 11, 24, 17, tzinfo=UTC)) == {}
