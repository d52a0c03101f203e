from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

import pytest

from bot.book.hours import merged, scheduled, second_time, stretches, working
from bot.leads.holidays import public_holidays
from bot.playbook.shapes import Span
from tests.unit.book.team import rep


@pytest.mark.parametrize(
    ("zone", "day", "hours"),
    [
        ("Europe/Berlin", date(2026, 3, 28), [24]),
        ("Europe/Berlin", date(2026, 3, 29), [2, 21]),
        ("Europe/Berlin", date(2026, 10, 25), [3, 22]),
        ("America/Santiago", date(2026, 4, 4), [24, 1]),  # 23:00 to midnight is shown twice
        ("America/Santiago", date(2026, 9, 6), [23]),  # it begins at 01:00
        ("America/Havana", date(2026, 11, 1), [1, 24]),  # it begins twice
        ("Australia/Lord_Howe", date(2026, 4, 5), [2, 22.5]),
        ("Asia/Kathmandu", date(2026, 3, 29), [24]),
        ("Pacific/Apia", date(2011, 12, 30), []),  # went over the date line
        ("America/Toronto", date(1919, 3, 30), [23.5]),  # from 23:30 of that day to 00:30
        ("America/Toronto", date(1919, 3, 31), [23.5]),
    ],
)
def test_a_date_lasts_as_long_as_its_zone_lets_it(zone: str, day: date, hours: list[float]) -> None:
    found = [(part.end - part.start) / timedelta(hours=1) for part in stretches(zone, day)]
    assert found == hours


@pytest.mark.parametrize("zone", ["Europe/Berlin", "America/Santiago", "America/Havana", "Asia/Kathmandu"])
def test_each_date_begins_where_the_one_before_ends(zone: str) -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(730)]
    found = [part for day in days for part in stretches(zone, day)]
    assert all(one.end == other.start for one, other in pairwise(found))


def test_what_the_clocks_show_twice_is_known_where_they_are_set_back_only() -> None:
    assert second_time("Europe/Berlin", date(2026, 10, 25)) == (
        datetime(2026, 10, 25, 1, tzinfo=UTC),
        datetime(2026, 10, 25, 2, tzinfo=UTC),
    )
    assert second_time("Europe/Berlin", date(2026, 3, 29)) is None
    assert second_time("Europe/Berlin", date(2026, 3, 30)) is None


def test_breaks_are_scheduled_and_not_worked() -> None:
    lunch = rep(breaks=(Span(time(12), time(13)), Span(time(16, 30), time(19))))
    monday = date(2026, 3, 2)

    def utc(hour: int, minute: int = 0) -> datetime:
        return datetime(2026, 3, 2, hour - 1, minute, tzinfo=UTC)

    assert scheduled(lunch, monday) == [(utc(9), utc(17))]
    assert working(lunch, monday) == [(utc(9), utc(12)), (utc(13), utc(16, 30))]
    assert working(lunch, date(2026, 3, 1)) == scheduled(lunch, date(2026, 3, 1)) == []


def test_merging_joins_what_touches_and_leaves_out_what_is_empty() -> None:
    at = [datetime(2026, 3, 2, hour, tzinfo=UTC) for hour in range(10)]
    assert merged([(at[6], at[6]), (at[4], at[5]), (at[0], at[3]), (at[1], at[2]), (at[3], at[4])]) == [
        (at[0], at[5])
    ]
    assert merged([(at[2], at[3]), (at[0], at[1])]) == [(at[0], at[1]), (at[2], at[3])]


def test_public_holidays_have_names_that_staff_can_read() -> None:
    assert public_holidays("DE", 2026)[date(2026, 4, 6)] == "Easter Monday"
    assert public_holidays("NP", 2026)[date(2026, 1, 11)] == "Prithvi Jayanti"
    assert public_holidays("ZA", 2026)[date(2026, 4, 6)] == "Family Day"
    assert "(observed)" in public_holidays("US", 2026)[date(2026, 7, 3)]
    assert public_holidays("XX", 2026) == {}
