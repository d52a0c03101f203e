"""The calendars that icalendar and recurring-ical-events bring for their own tests, from many programs."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from datetime import UTC, datetime
from importlib import resources
from pathlib import Path

import pytest

from bot.book.calendar_models import FeedUnreadable, Window
from bot.calendars.child import decoded
from bot.calendars.ics import Found, busy_times
from tests.unit.calendars.texts import shown

YEARS = Window(
    datetime(2000, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC), "Europe/Berlin", "d@example.com"
)
NO_CALENDAR = ("events", "alarms", "availabilities", "freebusy", "journals", "timezones", "todos")
"""Folders of parts of calendars."""


def folder(package: str, name: str) -> Path:
    return Path(str(resources.files(package))) / name


def shipped() -> Iterator[Path]:
    yield from sorted(folder("icalendar", "tests").rglob("*.ics"))
    yield from sorted(folder("recurring_ical_events", "test").rglob("*.ics"))


FILES = list(shipped())


def read(path: Path, start: str = "2000-01-01", end: str = "2030-01-01") -> Found:
    """What it takes of a rep in Berlin."""
    first, last = (datetime.fromisoformat(f"{day}T00:00:00+00:00") for day in (start, end))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # icalendar's own, of zones that it guesses
        return busy_times([decoded(path.read_bytes())], Window(first, last, "Europe/Berlin", "d@example.com"))


def test_they_are_there() -> None:
    assert len(FILES) > 200


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_calendar_is_read_or_refused(path: Path) -> None:
    try:
        result = read(path)
    except FeedUnreadable:
        assert path.parent.name in NO_CALENDAR or "END:VCALENDAR" not in path.read_text("utf-8", "replace")
        return
    assert path.parent.name not in NO_CALENDAR
    assert all(YEARS.start <= start < end <= YEARS.end for start, end in result.busy)
    assert len(result.busy) < 11_000  # a day for each day of 30 years


RECURRING = folder("recurring_ical_events", "test/calendars")
ICALENDAR = folder("icalendar", "tests/calendars")
EXPECTED = [
    pytest.param(
        RECURRING / "each_week_but_two_deleted.ics",
        "2019-03-01",
        "2019-04-10",
        ["03-03 23:30-03-04 00:00", "03-17 23:30-03-18 00:00", "03-31 22:30-23:00", "04-07 22:30-23:00"],
        id="two of a weekly series are deleted, and the clocks change",
    ),
    pytest.param(
        RECURRING / "issue_20_exdate_ignored.ics",
        "2019-10-01",
        "2020-01-01",
        ["10-29 15:15-16:45", "11-12 15:15-16:45", "12-10 15:15-16:45"],
        id="exceptions of a zone that the calendar defines in eighty lines",
    ),
    pytest.param(
        RECURRING / "issue_62_moved_event_2.ics",
        "2023-08-01",
        "2023-09-01",
        ["08-08 04:00-05:00", "08-14 04:00-05:00", "08-22 04:00-05:00"],
        id="one is moved a day ahead; transparent whole days beside it",
    ),
    pytest.param(
        RECURRING / "issue_18_cancel_status.ics",
        "2020-01-01",
        "2020-02-01",
        ["01-28 21:00-22:00", "01-30 21:00-22:00"],
        id="the second of three is cancelled",
    ),
    pytest.param(
        RECURRING / "duration_edited.ics",
        "2019-03-01",
        "2019-04-01",
        ["03-18 03:00-04:00", "03-19 03:00-06:00", "03-20 03:00-04:00"],
        id="the second of three is longer, by DURATION",
    ),
    pytest.param(
        RECURRING / "discourse_no_dtend.ics",
        "2019-01-01",
        "2019-06-01",
        ["02-28 14:00-17:30", "03-01 17:00-20:00", "05-11 11:00-18:00"],
        id="the one without an end takes no time",
    ),
    pytest.param(
        RECURRING / "end_before_start_event.ics", "2019-01-01", "2020-01-01", [], id="ends before it begins"
    ),
    pytest.param(RECURRING / "zero_size_event.ics", "2019-01-01", "2020-01-01", [], id="no length"),
    pytest.param(
        RECURRING / "one_day_event.ics",
        "2019-01-01",
        "2020-01-01",
        ["03-03 23:00-03-04 23:00"],
        id="a whole day of the rep's zone",
    ),
    pytest.param(
        RECURRING / "issue_86_x_wr_timezone_without_time_zone_in_dt.ics",
        "2021-01-01",
        "2022-01-01",
        ["09-16 19:00-20:45"],
        id="floating, in the zone of X-WR-TIMEZONE",
    ),
    pytest.param(
        RECURRING / "issue_113_period_in_rdate.ics",
        "2023-11-01",
        "2024-02-01",
        ["11-15 20:00-22:00", "12-13 20:00-23:00", "01-17 20:00-22:00"],
        id="a further date as a longer period, and an exception",
    ),
    pytest.param(
        RECURRING / "multiple_rrule.ics",
        "2023-02-01",
        "2023-03-01",
        [
            "02-02 10:00-12:00",
            "02-09 10:00-12:00",
            "02-13 10:00-12:00",
            "02-16 10:00-12:00",
            "02-23 10:00-12:00",
        ],
        id="two rules",
    ),
    pytest.param(
        RECURRING / "issue_4_rrule_until.ics",
        "2019-10-01",
        "2019-12-01",
        ["10-03 13:00-14:00", "10-10 13:00-14:00", "10-17 13:00-14:00"],
        id="UNTIL as a date",
    ),
    pytest.param(
        ICALENDAR / "issue_165_missing_event.ics",
        "2015-07-01",
        "2015-07-09",
        ["07-03 08:00-08:30", "07-06 08:00-08:30", "07-07 08:00-08:30", "07-08 08:00-08:30"],
        id="Exchange's zone by its offsets, and spaces in the rule",
    ),
    pytest.param(
        ICALENDAR / "issue_313_globally_unique_tzid.ics",
        "2020-01-01",
        "2021-01-01",
        ["04-26 12:00-13:00", "04-26 17:00-19:00"],
        id="vendors' names of zones",
    ),
    pytest.param(
        ICALENDAR / "issue_218_bad_tzid.ics",
        "2017-01-01",
        "2018-01-01",
        ["02-28 12:00-12:30"],
        id="a zone that begins on a date",
    ),
    pytest.param(
        ICALENDAR / "issue_237_fail_to_parse_timezone_with_non_ascii_tzid.ics",
        "2017-01-01",
        "2018-01-01",
        ["05-11 16:30-17:00"],
        id="a zone with an accent and a colon",
    ),
    pytest.param(
        ICALENDAR / "rfc_7265_appendix_example_2_ical.ics",
        "2006-01-01",
        "2006-02-01",
        [
            "01-02 17:00-18:00",
            "01-02 20:00-22:00",
            "01-03 17:00-18:00",
            "01-04 19:00-20:00",
            "01-05 17:00-18:00",
            "01-06 17:00-18:00",
        ],
        id="the standard's own example",
    ),
    pytest.param(
        ICALENDAR / "issue_1081_freebusy_comma_separated.ics",
        "2025-01-01",
        "2026-01-01",
        ["01-01 10:00-12:00", "01-01 14:00-16:00"],
        id="free-busy",
    ),
    pytest.param(
        ICALENDAR / "america_new_york.ics",
        "2014-01-01",
        "2015-01-01",
        ["08-29 12:00-14:00"],
        id="a zone of the calendar's own name",
    ),
]


@pytest.mark.parametrize(("path", "start", "end", "expected"), EXPECTED)
def test_what_these_take_was_worked_out_by_hand(
    path: Path, start: str, end: str, expected: list[str]
) -> None:
    assert shown(read(path, start, end).busy) == expected
