"""How the console says amounts, times and facts, and how it shows that a score adds up."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.report.shapes import Score
from bot.web.console import words
from bot.web.console.session import own_address
from bot.web.console.story import bars

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("seconds", "told"),
    [(5, "just now"), (-5, "in a moment"), (60, "1 min ago"), (3599, "59 min ago"), (3600, "1 h ago"),
     (86400, "1 d ago"), (-7200, "in 2 h"), (8 * 86400, "1 wk ago"), (400 * 86400, "1 y ago")],
)  # fmt: skip
def test_times_are_told_relative_to_now(seconds: int, told: str) -> None:
    assert words.ago(NOW - timedelta(seconds=seconds), NOW) == told


def test_a_day_is_today_by_the_readers_calendar() -> None:
    late = datetime(2026, 3, 2, 23, 30, tzinfo=UTC)
    assert words.short_day(late, ZoneInfo("UTC"), NOW) == "Today"
    assert words.short_day(late, ZoneInfo("Asia/Singapore"), NOW) == "Tomorrow"


def test_a_day_begins_at_the_readers_midnight_also_when_clocks_change() -> None:
    zone = ZoneInfo("Europe/Berlin")
    assert words.start_of_day(datetime(2026, 3, 29, 12, tzinfo=UTC), zone) == datetime(
        2026, 3, 28, 23, tzinfo=UTC
    )
    assert words.start_of_day(datetime(2026, 3, 30, 12, tzinfo=UTC), zone) == datetime(
        2026, 3, 29, 22, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("kind", "fact", "told"),
    [
        ("budget", {"status": "stated", "min": 40000, "max": 60000, "currency": "EUR", "period": "year"},
         "€40,000–€60,000 a year"),
        ("budget", {"status": "stated", "max": 90000, "currency": "USD"}, "up to $90,000"),
        ("budget", {"status": "stated", "min": 50000}, "50,000 or more"),
        ("budget", {"status": "stated"}, "There is a budget"),
        ("budget", {"status": "refused"}, "Would rather not say"),
        ("authority", {"status": "stated", "role": "influencer", "approver": "our CFO"},
         "Has a say, somebody else approves: our CFO"),
        ("need", {"status": "stated", "category": None}, "Something else"),
        ("timeline", {"status": "stated", "end": "2026-04-01"}, "By 31 Mar 2026"),
        ("timeline", {"status": "stated", "start": "2026-04-01", "end": "2026-07-01"},
         "Between 1 Apr 2026 and 30 Jun 2026"),
        ("timeline", {"status": "no_plan"}, "No date planned"),
    ],
)  # fmt: skip
def test_facts_are_told_in_words(kind: str, fact: dict[str, Any], told: str) -> None:
    assert words.fact_in_words(kind, fact) == told


def test_each_bar_begins_where_the_one_before_ended() -> None:
    score: Score = {
        "total": 30,
        "parts": [
            {"rule": "need_stated", "points": 15, "quote": "reports"},
            {"rule": "budget_none_yet", "points": -5, "quote": "nothing yet"},
            {"rule": "decision_maker", "points": 20, "quote": "we are 5"},
        ],
    }
    shown = bars(score, [{"quote": "reports"}, {"quote": "nothing yet"}])
    assert [(bar.left, bar.width) for bar in shown] == [(0, 15), (10, 5), (10, 20)]
    assert [bar.said for bar in shown] == [True, True, False]


def test_bars_over_a_hundred_are_drawn_to_scale() -> None:
    score: Score = {
        "total": 100,
        "parts": [
            {"rule": "a", "points": 125, "quote": None},
            {"rule": "limit", "points": -25, "quote": None},
        ],
    }
    assert [(bar.left, bar.width) for bar in bars(score, [])] == [(0, 100), (80, 20)]


@pytest.mark.parametrize(
    "wanted",
    ["https://evil.example/console", "//evil.example/console", "/\\evil.example", "javascript:alert(1)", "",
     "/consolex", "/console\n", "/console/\\..", "/../console", "http:/console"],
)  # fmt: skip
def test_signing_in_never_leads_to_another_site(wanted: str) -> None:
    assert own_address(wanted) == "/console"


def test_signing_in_leads_back_to_the_page_that_was_wanted() -> None:
    assert own_address("/console/leads?stage=sql") == "/console/leads?stage=sql"
