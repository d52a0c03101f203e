"""A bare number for a budget is asked about once, and the answer is read."""

from __future__ import annotations

from datetime import datetime, timezone

import pytest

from bot.understand.clarify import figures, in_thousands, settled, unclear
from bot.understand.facts import Budget

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)
FIFTY = Budget("stated", 50, 50)


@pytest.mark.parametrize(
    ("budget", "why"),
    [
        (FIFTY, "50"),
        (Budget("stated", 30, 40), "30-40"),
        (Budget("stated", None, 80), "up to 80"),
        (Budget("stated", 200, None), "200 or more"),
    ],
)
def test_a_small_bare_number_is_unclear(budget: Budget, why: str) -> None:
    assert unclear(budget), why


@pytest.mark.parametrize(
    ("budget", "why"),
    [
        (None, "nothing said"),
        (Budget("none_yet"), "no amount"),
        (Budget("stated"), "there is budget"),
        (Budget("stated", 50, 50, "EUR"), "50 euros"),
        (Budget("stated", 50, 50, None, "month"), "50 a month"),
        (Budget("stated", 5000, 5000), "5000"),
        (Budget("stated", 900, 1200), "900 to 1200"),
    ],
)
def test_what_has_a_currency_a_period_or_a_size_is_clear(budget: Budget | None, why: str) -> None:
    assert not unclear(budget), why


@pytest.mark.parametrize(
    ("reply", "amounts"),
    [
        ("yes", (50_000, 50_000)),
        ("yes please", (50_000, 50_000)),
        ("k", (50_000, 50_000)),
        ("thousand", (50_000, 50_000)),
        ("50k", (50_000, 50_000)),
        ("million", (50_000_000, 50_000_000)),
        ("no", (50, 50)),
        ("just 50", (50, 50)),
        ("no, 60k", (60_000, 60_000)),
    ],
)
def test_the_answer_settles_the_amount(reply: str, amounts: tuple[int, int]) -> None:
    agrees, denies = reply.startswith("yes"), reply.startswith("no")
    meant = settled(FIFTY, reply, agrees=agrees, denies=denies, now=NOW)
    assert meant is not None
    assert (meant.min, meant.max) == amounts


def test_a_unit_alone_is_read_with_the_number_before_it() -> None:
    meant = settled(FIFTY, "euros", agrees=False, denies=False, now=NOW)
    assert meant is not None
    assert (meant.max, meant.currency) == (50, "EUR")


def test_a_bound_stays_a_bound_in_thousands() -> None:
    at_most = Budget("stated", None, 50)
    assert settled(at_most, "50 thousand", agrees=False, denies=False, now=NOW) == in_thousands(at_most)


def test_words_about_something_else_settle_nothing() -> None:
    assert settled(FIFTY, "what does it cost?", agrees=False, denies=False, now=NOW) is None
    assert settled(FIFTY, "rather not say", agrees=False, denies=False, now=NOW) is None


def test_the_figures_are_shown_as_they_were_meant() -> None:
    assert figures(FIFTY) == "50"
    assert figures(Budget("stated", 30, 40)) == "30-40"
    assert figures(Budget("stated", None, 2.5)) == "2.5"
