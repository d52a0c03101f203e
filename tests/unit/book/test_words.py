from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from babel import Locale

from bot.book.models import Meeting
from bot.book.words import (
    day_words,
    hours_words,
    offset_words,
    short_words,
    when_words,
    zone_of,
    zone_words,
)

WINTER = datetime(2026, 3, 2, 9, tzinfo=UTC)
VIENNA = ZoneInfo("Europe/Vienna")
SUMMER = datetime(2026, 7, 2, 9, tzinfo=UTC)

MEETING = Meeting(
    "meet_1", "lead_1", "chat_1", "dana", WINTER, WINTER + timedelta(minutes=30), WINTER, WINTER,
    WINTER.date(), "confirmed", "https://meet.example", "Europe/Vienna", "meet_1@bantam", 0, WINTER, WINTER,
)  # fmt: skip


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


@pytest.mark.parametrize(
    ("locale", "words"),
    [
        (None, "Monday 2 March 2026, 10:00 to 10:30 (Vienna time, UTC+1)"),
        ("en_US", "Monday 2 March 2026, 10:00 to 10:30 (Vienna time, UTC+1)"),
        ("de_AT", "Montag, 2. März 2026, 10:00–10:30 Uhr (Wien, UTC+1)"),
        ("fr_FR", "lundi 2 mars 2026, 10:00 – 10:30 (Vienne, UTC+1)"),
        ("ja_JP", "2026年3月2日月曜日, 10時00分～10時30分 (ウィーン, UTC+1)"),
    ],
)
def test_a_meeting_is_told_as_the_visitors_language_writes_it(locale: str | None, words: str) -> None:
    spaced = when_words(MEETING, VIENNA, Locale.parse(locale) if locale else None)
    assert " ".join(spaced.split()) == words


def test_a_zone_without_a_city_is_told_by_its_offset_in_every_language() -> None:
    assert when_words(MEETING, ZoneInfo("UTC"), Locale("de")).endswith("09:00–09:30 Uhr (UTC)")
