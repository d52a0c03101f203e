from __future__ import annotations

import pytest

from bot.playbook.matching import Traits, fits, open_traits
from bot.playbook.shapes import Fallback, RoutingPlaybook, RoutingRule, Size

BIG_US = RoutingRule(
    "big", ("a",), countries=("US",), timezones=("America/*",), company_size=Size(1000, None)
)
US = RoutingRule("us", ("b",), countries=("US",), timezones=("America/*",))
REST = RoutingRule("rest", ("c",))


@pytest.mark.parametrize(
    ("traits", "held", "because"),
    [
        (Traits(country="US"), True, "the country is in the list"),
        (Traits(timezone="America/Chicago"), True, "without a country the zone counts"),
        (Traits(country="DE", timezone="America/Chicago"), False, "a German who travels stays a German lead"),
        (Traits(timezone="Europe/Paris"), False, "another zone"),
        (Traits(), False, "what is not known does not hold"),
    ],
)
def test_a_territory_is_a_country_or_else_a_zone(traits: Traits, held: bool, because: str) -> None:
    assert fits(US, traits) is held, because


@pytest.mark.parametrize(("people", "held"), [(999, False), (1000, True), (50_000, True), (None, False)])
def test_a_size_counts_from_its_edge(people: int | None, held: bool) -> None:
    assert fits(BIG_US, Traits(country="US", company_size=people)) is held


def test_need_industry_and_language_are_compared_without_regard_to_case() -> None:
    rule = RoutingRule("x", ("a",), industries=("Retail",), needs=("security",), languages=("de",))
    assert fits(rule, Traits(industry="retail", need="security", language="DE"))
    assert not fits(rule, Traits(industry="retail", need="security", language="en"))


@pytest.mark.parametrize(
    ("traits", "asked", "because"),
    [
        (Traits(country="US"), {"company_size"}, "the size decides between two reps"),
        (Traits(country="DE"), set(), "no German is looked at by the rule with a size"),
        (Traits(country="US", company_size=5), set(), "the size is known"),
        (Traits(), {"territory", "company_size"}, "nothing is known"),
    ],
)
def test_a_fact_is_wanted_only_while_the_rule_hangs_on_it(
    traits: Traits, asked: set[str], because: str
) -> None:
    routing = RoutingPlaybook((BIG_US, US, REST), Fallback("desk", "d@x.example"))
    assert open_traits(routing, traits) == asked, because


def test_nothing_after_a_rule_that_fits_is_wanted() -> None:
    routing = RoutingPlaybook((REST, BIG_US), Fallback("desk", "d@x.example"))
    assert open_traits(routing, Traits(country="US")) == frozenset()
