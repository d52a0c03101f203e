"""How a rep's day is drawn: everything that is shown is somewhere, once, and as long as it lasts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.book.whynot import explain_day
from bot.playbook.shapes import TimeOff
from bot.web.console.day_picture import HEIGHT, hours_words, most_of, picture
from tests.unit.book.team import DANA, rep

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
THURSDAY = date(2026, 3, 5)


def test_the_hours_around_working_hours_are_drawn() -> None:
    drawn = picture(explain_day(DANA, THURSDAY, [], [], NOW), DANA)
    assert [line.label for line in drawn.hours][:2] == ["08:00", "09:00"]
    assert drawn.hours[-1].label == "17:00"
    assert drawn.height == 10 * HEIGHT


@pytest.mark.parametrize("day", [THURSDAY, date(2026, 3, 8), date(2026, 3, 29), date(2026, 10, 25)])
def test_blocks_follow_each_other_without_gaps_from_top_to_bottom(day: date) -> None:
    drawn = picture(explain_day(DANA, day, [], [], NOW), DANA)
    below = 0.0
    for block in drawn.blocks:
        assert block.top == pytest.approx(below, abs=0.2)
        below = block.top + block.height
    assert below == pytest.approx(drawn.height, abs=0.2)


def test_a_short_day_on_which_the_clocks_change_has_no_line_for_the_hour_that_was_skipped() -> None:
    nights = rep(hours=(DANA.hours[0],) * 7, timezone="Europe/Berlin")
    off = explain_day(nights, date(2026, 3, 29), [], [], datetime(2026, 3, 28, 9, tzinfo=UTC))
    assert sum((part.length for part in off.parts), timedelta()) == timedelta(hours=23)
    labels = [line.label for line in picture(off, nights).hours]
    assert len(labels) == len(set(labels))


def test_a_part_that_lasts_until_midnight_ends_at_24() -> None:
    parts = explain_day(DANA, THURSDAY, [], [], NOW).parts
    assert hours_words(parts[0]) == "00:00–09:00"
    assert hours_words(parts[-1]) == "17:00–24:00"


def test_what_takes_most_of_the_day_is_named() -> None:
    away = rep(time_off=(TimeOff(THURSDAY, THURSDAY, "a fair"),))
    assert most_of(explain_day(away, THURSDAY, [], [], NOW), away) == "time off: a fair"
    assert most_of(explain_day(DANA, date(2026, 3, 8), [], [], NOW), DANA) == ""


def test_words_stand_only_where_they_fit() -> None:
    start = datetime(2026, 3, 5, 14, tzinfo=UTC)
    busy = [(start, start + timedelta(minutes=10))]
    drawn = picture(explain_day(DANA, THURSDAY, [], busy, NOW), DANA)
    own = next(block for block in drawn.blocks if block.tone == "own")
    assert own.words == "busy in their own calendar"
    assert not own.labelled
    assert next(block for block in drawn.blocks if block.tone == "free").labelled
