"""By how much a meeting is to be later or earlier."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from bot.understand.shifts import Shift, read_shift

BERLIN = ZoneInfo("Europe/Berlin")


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("can we do it an hour later", Shift(minutes=60)),
        ("half an hour earlier", Shift(minutes=-30)),
        ("an hour and a half later", Shift(minutes=90)),
        ("quarter of an hour later please", Shift(minutes=15)),
        ("push it back by 30 minutes", Shift(minutes=30)),
        ("2h later", Shift(minutes=120)),
        ("1.5 hours later", Shift(minutes=90)),
        ("bring it forward by two hours", Shift(minutes=-120)),
        ("could you move it up an hour", Shift(minutes=-60)),
        ("a day later", Shift(days=1)),
        ("postpone by a week", Shift(days=7)),
        ("delay our meeting by two days", Shift(days=2)),
    ],
)
def test_a_shift_is_read(text: str, shift: Shift) -> None:
    assert read_shift(text) == shift


@pytest.mark.parametrize(
    "text",
    [
        "later",
        "shift it by an hour",
        "a meeting of 30 minutes",
        "Thursday at 3",
        "50k later this year",
        "",
        "not 2 hours",
    ],
)
def test_without_an_amount_and_a_direction_there_is_none(text: str) -> None:
    assert read_shift(text) is None


def test_a_day_later_is_the_same_hour_of_the_wall_when_the_clocks_change() -> None:
    saturday = datetime(2026, 3, 28, 10, tzinfo=BERLIN)
    assert Shift(days=1).start_from(saturday).astimezone(BERLIN).hour == 10
    assert Shift(minutes=24 * 60).start_from(saturday).astimezone(BERLIN).hour == 11
