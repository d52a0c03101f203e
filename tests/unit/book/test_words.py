from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.book.words import day_words, hours_words, offset_words, short_words, zone_of, zone_words

WINTER = datetime(2026, 3, 2, 9, tzinfo=UTC)
SUMMER = datetime(2026, 7, 2, 9, tzinfo=UTC)


@pytest.mark.parametrize(
    ("name", "winter", "summer"),
    [
        ("Europe/Berlin", "UTC+1", "UTC+2"),
        ("America/New_York", "UTC-5", "UTC-4"),
        ("America/St_Johns", "UTC-3:30", "UTC-2:30"),
        ("Asia/Kathmandu", "UTC+5:45", "UTC+5:45"),
        ("UTC", "UTC", "UTC"),
        ("Europe/London", "UTC", "UTC+1"),
    ],
)
def test_a_zone_is_told_with_its_offset_at_that_time(name: str, winter: str, summer: str) -> None:
    assert (offset_words(WINTER, ZoneInfo(name)), offset_words(SUMMER, ZoneInfo(name))) == (winter, summer)


def test_times_are_written_out_in_their_zone() -> None:
    new_york = ZoneInfo("America/New_York")
    assert day_words(WINTER, new_york) == "Monday 2 March 2026"
    assert hours_words(WINTER, SUMMER, new_york) == "04:00 to 05:00"
    assert short_words(WINTER, new_york) == "Mon 2 Mar, 04:00"
    assert zone_words(WINTER, new_york) == "New York time, UTC-5"
    assert zone_words(WINTER, ZoneInfo("UTC")) == "UTC"


def test_a_zone_that_browsers_call_as_its_city_was_called_once_has_its_name_of_today() -> None:
    assert zone_words(WINTER, ZoneInfo("Europe/Kiev")) == "Kyiv time, UTC+2"
    assert zone_words(WINTER, ZoneInfo("Asia/Katmandu")) == "Kathmandu time, UTC+5:45"


@pytest.mark.parametrize("name", ["", "Mars/Olympus", "../../etc/passwd", "Europe", "\x00"])
def test_a_zone_that_is_none_is_read_as_utc(name: str) -> None:
    assert zone_of(name).key == "UTC"
