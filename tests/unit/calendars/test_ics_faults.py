"""Feeds that are broken, endless, or no calendar at all."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.book.calendar_models import FeedUnreadable
from bot.calendars.ics import MOST_BUSY, TooLong, busy_times, merged
from tests.unit.calendars.texts import MARCH, calendar, event, found

TEN = ("DTSTART:20260302T090000Z", "DTEND:20260302T100000Z")


def test_a_broken_event_costs_no_other() -> None:
    broken = [
        event("DTSTART:20260299T990000Z"),
        event("SUMMARY:no start"),
        event(*TEN, "RRULE:FREQ=SOMETIMES"),
    ]
    result = found(*(part.replace("a@", f"{number}@") for number, part in enumerate(broken)), event(*TEN))
    assert len(result.busy) == 1
    assert result.warnings == ("an event that cannot be read was left out (3 times)",)


def test_nothing_of_an_event_but_its_times_is_told() -> None:
    secret = event(
        *TEN, "SUMMARY:Secret", "DESCRIPTION:Secret", "LOCATION:Secret", "DTSTART;X=Secret:nonsense"
    )
    assert "Secret" not in repr(found(secret, event("SUMMARY:Secret", uid="b")))


@pytest.mark.parametrize(
    ("text", "words", "permanent"),
    [
        ("", "no calendar", True),
        ("<!DOCTYPE html><html>Sign in</html>", "web page", True),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:1\nDTSTART:2026", "breaks off", False),
        (calendar(event(*TEN))[:-20], "breaks off", False),
    ],
)
def test_what_is_no_calendar_is_refused_with_words_for_the_rep(
    text: str, words: str, permanent: bool
) -> None:
    with pytest.raises(FeedUnreadable, match=words) as caught:
        busy_times([text], MARCH)
    assert caught.value.permanent is permanent


def test_lines_may_end_as_they_like_and_be_folded_anywhere() -> None:
    text = calendar(event(*TEN))
    folded = text.replace("DTSTART:2026", "DTST\r\n ART:20\r\n\t26")
    for variant in (
        folded,
        folded.replace("\r\n", "\n"),
        text.replace("\r\n", "\r"),
        "\ufeff" + text,
    ):
        assert len(busy_times([variant], MARCH).busy) == 1


@pytest.mark.parametrize("rule", ["FREQ=SECONDLY", "FREQ=MINUTELY", "FREQ=DAILY;INTERVAL=0"])
@pytest.mark.timeout(5)
def test_a_rule_without_end_is_left_out_at_once(rule: str) -> None:
    result = found(event("DTSTART:19700101T000000Z", "DURATION:PT1M", f"RRULE:{rule}"), event(*TEN, uid="b"))
    assert len(result.busy) == 1
    assert result.warnings == ("an event that repeats too often was left out",)


def test_whoever_limits_the_time_may_end_one_series_and_no_other() -> None:
    called = []

    @contextmanager
    def patience() -> Iterator[None]:
        called.append(1)
        if len(called) == 1:
            raise TooLong
        yield

    texts = [calendar(event(*TEN), event(*TEN, uid="b"))]
    result = busy_times(texts, MARCH, patience=patience)
    assert (len(result.busy), len(result.warnings)) == (1, 1)


def test_more_busy_times_than_anybody_has_are_refused() -> None:
    years = replace(MARCH, end=MARCH.start + timedelta(days=4000))
    hourly = event("DTSTART:20260301T000000Z", "DURATION:PT30M", "RRULE:FREQ=HOURLY")
    with pytest.raises(FeedUnreadable, match=str(MOST_BUSY)):
        found(hourly, window=years)


@given(st.text())
def test_no_text_raises_anything_else(text: str) -> None:
    try:
        busy_times([text, f"BEGIN:VCALENDAR\nBEGIN:VEVENT\n{text}\nEND:VEVENT\nEND:VCALENDAR"], MARCH)
    except FeedUnreadable:
        pass


LINES = st.sampled_from(
    [
        "BEGIN:VEVENT",
        "END:VEVENT",
        "BEGIN:VTIMEZONE",
        "END:VTIMEZONE",
        "BEGIN:VALARM",
        "END:VALARM",
        "BEGIN:VCALENDAR",
        "END:VCALENDAR",
        "UID:1",
        "UID:2",
        "TZID:X",
        "DTSTART;TZID=X:20260302T100000",
        "DTSTART:20260302",
        "DTEND:20260303T100000Z",
        "DURATION:P1D",
        "RRULE:FREQ=WEEKLY",
        "RDATE:20260304",
        "EXDATE:20260304T100000Z",
        "RECURRENCE-ID:20260304",
        "STATUS:CANCELLED",
        "BEGIN:STANDARD",
        "END:STANDARD",
        "TZOFFSETFROM:+0100",
        "TZOFFSETTO:+0100",
        "X-WR-TIMEZONE:Europe/Berlin",
        "RRULE:FREQ=DAILY;COUNT=3",
    ]
)


@given(st.lists(LINES, max_size=25))
def test_whatever_the_lines_busy_times_are_aware_sorted_apart_and_in_the_window(lines: list[str]) -> None:
    try:
        result = busy_times([calendar(*lines)], MARCH)
    except FeedUnreadable:
        return
    assert all(start < end and start.tzinfo is UTC for start, end in result.busy)
    assert all(before[1] < after[0] for before, after in zip(result.busy, result.busy[1:], strict=False))
    assert all(MARCH.start <= start and end <= MARCH.end for start, end in result.busy)
    assert merged(result.busy) == list(result.busy)
