"""The scores of `make evaluate`: they fall when something is read wrongly, and by as much as it should be."""

from __future__ import annotations

from typing import Any

import pytest

from tests.nlu.confusion import macro_f1, score
from tests.nlu.facts import joined
from tests.nlu.scoring import CONTACT, Tally, differing, faults, micro, percentile, tally
from tests.nlu.table import Aim, count, table

BUDGET = {"status": "stated", "min": 50000, "max": 50000, "currency": "EUR", "period": "year"}
CFO = {"status": "stated", "role": "influencer", "approver": "our CFO"}


@pytest.mark.parametrize(
    ("field", "other"),
    [("status", "unsure"), ("min", None), ("max", 5), ("currency", None), ("period", "once")],
)
def test_a_budget_is_wrong_when_one_of_its_values_is(field: str, other: Any) -> None:
    assert differing("budget", BUDGET, BUDGET) == ()
    assert differing("budget", BUDGET, {**BUDGET, field: other}) == (field,)


def test_a_number_is_the_same_with_and_without_a_point() -> None:
    assert differing("budget", BUDGET, {**BUDGET, "min": 50000.0}) == ()


def test_the_quote_and_the_bucket_do_not_count() -> None:
    expected = {"status": "stated", "start": None, "end": "2026-05-01"}
    read = {**expected, "bucket": "quarter", "quote": "by end of April"}
    assert differing("timeline", expected, read) == ()
    assert differing("timeline", expected, {**read, "end": "2026-04-30"}) == ("end",)


@pytest.mark.parametrize("words", ["CFO", "the CFO", "cfo", "Our CFO", "my  cfo"])
def test_an_approver_is_the_same_under_any_article(words: str) -> None:
    assert differing("authority", CFO, {**CFO, "approver": words}) == ()


@pytest.mark.parametrize("words", [None, "CEO", "the CFO and the board", "another CFO"])
def test_another_approver_is_wrong(words: str | None) -> None:
    assert differing("authority", CFO, {**CFO, "approver": words}) == ("approver",)


def test_names_and_companies_are_compared_whatever_their_case() -> None:
    assert differing("name", "Ann Example", "ann example") == ()
    assert differing("company", "ACME GmbH", "Acme GmbH") == ()
    assert differing("company", "ACME GmbH", "Acme") == ("company",)


def test_a_company_size_has_two_ends() -> None:
    assert differing("company_size", {"min": 10, "max": 10}, {"min": 10, "max": 10}) == ()
    assert differing("company_size", {"min": 10, "max": None}, {"min": 10, "max": 10}) == ("company_size",)


def test_faults_are_missed_invented_or_wrong() -> None:
    stated = {"budget": BUDGET, "need": {"status": "stated", "category": "security"}}
    read = {
        "need": {"status": "stated", "category": "reporting"},
        "contact": {"name": "Ann"},
    }
    assert [(fault.fact, fault.label) for fault in faults(stated, read)] == [
        ("budget", "missed"),
        ("need", "wrong category"),
        ("name", "invented"),
    ]


def test_a_wrong_value_is_a_false_positive_and_a_false_negative() -> None:
    wrong = {"budget": {**BUDGET, "max": 1}}
    right = {"budget": BUDGET}
    read = tally([(right, right), (right, right), (right, right), (right, wrong)])["budget"]
    assert (read.precision, read.recall, read.f1) == (0.75, 0.75, 0.75)


def test_what_is_missed_costs_recall_and_what_is_invented_costs_precision() -> None:
    right = {"budget": BUDGET}
    missed = tally([(right, right), (right, {})])["budget"]
    assert (missed.precision, missed.recall) == (1.0, 0.5)
    invented = tally([(right, right), ({}, right)])["budget"]
    assert (invented.precision, invented.recall) == (0.5, 1.0)
    assert missed.f1 == invented.f1 == pytest.approx(2 / 3)


def test_a_message_that_states_nothing_and_is_read_so_counts_nowhere() -> None:
    assert tally([({}, {}), ({"contact": {}}, {})])["name"] == Tally()
    assert Tally().f1 is None


def test_the_contact_is_the_sum_of_its_keys() -> None:
    stated = {"contact": {"name": "Ann", "email": "ann@example.com", "phone": "+491"}}
    read = {"contact": {"name": "Ann", "email": "ann@example.com", "company": "Acme"}}
    assert micro(tally([(stated, read)]), CONTACT).f1 == pytest.approx(2 * 2 / (3 + 3))


def test_a_percentile_is_a_value_that_was_measured() -> None:
    values = list(range(100, 0, -1))
    assert (percentile(values, 50), percentile(values, 95), percentile(values, 100)) == (50, 95, 100)
    assert percentile([7], 95) == 7


def test_a_fallback_is_wrong_in_scope_and_right_out_of_scope() -> None:
    meant = ["greet", "greet", "thanks", "out_of_scope", "out_of_scope", "out_of_scope"]
    understood = ["greet", "nlu_fallback", "out_of_scope", "nlu_fallback", "out_of_scope", "greet"]
    found = score(meant, understood)
    assert found.accuracy == pytest.approx(1 / 3)
    assert found.refused == pytest.approx(2 / 3)
    assert found.caught == pytest.approx(2 / 3)
    assert dict(found.pairs) == {
        ("greet", "nlu_fallback"): 1,
        ("thanks", "out_of_scope"): 1,
        ("out_of_scope", "greet"): 1,
    }


def test_another_intent_in_scope_is_wrong_and_not_refused() -> None:
    found = score(["greet", "thanks"], ["greet", "goodbye"])
    assert (found.accuracy, found.refused, found.caught) == (0.5, 0.0, None)


def test_macro_f1_counts_a_rare_intent_as_much_as_a_frequent_one() -> None:
    meant = ["greet"] * 9 + ["thanks"]
    assert macro_f1(meant, meant) == 1
    never_thanks = macro_f1(meant, ["greet"] * 10)
    assert never_thanks == pytest.approx((2 * 9 / 19 + 0) / 2)


def test_macro_f1_takes_a_fallback_for_out_of_scope() -> None:
    assert macro_f1(["out_of_scope", "greet"], ["nlu_fallback", "greet"]) == 1


def test_long_messages_are_about_as_long_as_asked_for() -> None:
    made = joined(["some words of a visitor"] * 100, 200)
    assert len(made) > 5
    assert all(180 <= len(text) <= 220 for text in made)


@pytest.mark.parametrize(
    ("sign", "value", "met"),
    [("≥", 6, True), ("≥", 5, False), ("≤", 6, True), ("≤", 7, False), ("<", 5, True), ("<", 6, False)],
)
def test_an_aim_is_met_on_the_right_side_of_its_limit(sign: str, value: float, met: bool) -> None:
    assert Aim("questions", sign, 6, value, count).met is met


def test_an_aim_without_a_figure_is_not_met() -> None:
    assert not Aim("questions", "≤", 6, None, count).met


def test_a_table_has_as_many_cells_in_each_row() -> None:
    lines = table(("what", "value"), [("p95", "3 ms")])
    assert lines == ["| what | value |", "| --- | ---: |", "| p95 | 3 ms |"]


def test_a_table_without_rows_says_so() -> None:
    assert table(("what", "value"), []) == ["Nothing."]
