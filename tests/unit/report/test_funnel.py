"""Counting how far leads come."""

from __future__ import annotations

from typing import Any

from bot.report.funnel import funnel


def group(stage: str, leads: int, *, reachable: bool = True, met: bool = False) -> dict[str, Any]:
    return {"stage": stage, "reachable": reachable, "met": met, "leads": leads}


def counts(*groups: dict[str, Any]) -> dict[str, int]:
    return {step.name: step.count for step in funnel(groups).steps}


def test_who_reached_a_step_reached_all_before_it() -> None:
    assert counts(
        group("captured", 10, reachable=False),
        group("mql", 5),
        group("sql", 3),
        group("meeting", 2, met=True),
    ) == {"chat": 20, "contact": 10, "qualified": 5, "meeting": 2, "customer": 0}


def test_a_lead_in_nurture_who_had_met_a_rep_still_counts_as_met() -> None:
    assert counts(group("nurture", 1, met=True)) == {
        "chat": 1, "contact": 1, "qualified": 1, "meeting": 1, "customer": 0,
    }  # fmt: skip


def test_a_customer_without_an_address_counts_on_every_step() -> None:
    assert set(counts(group("customer", 4, reachable=False)).values()) == {4}


def test_nobody_is_no_division_by_zero() -> None:
    empty = funnel([])
    assert [step.count for step in empty.steps] == [0, 0, 0, 0, 0]
    assert all(step.of_first == step.of_previous == 0 for step in empty.steps)


def test_shares_are_of_the_first_step_and_of_the_one_before() -> None:
    steps = {
        step.name: step for step in funnel([group("captured", 6, reachable=False), group("sql", 2)]).steps
    }
    assert steps["chat"].of_first == 1
    assert steps["contact"].of_first == 0.25
    assert steps["qualified"].of_previous == 1


def test_it_says_where_the_others_are() -> None:
    found = funnel([group("nurture", 3), group("nurture", 1, reachable=False), group("disqualified", 2)])
    assert (found.nurtured, found.disqualified) == (4, 2)
