from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from typing import get_args
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.book.hours import merged, stretches
from bot.book.rules import Busy, free_slots
from bot.book.whynot import DayExplained, Part, Reason, explain_day, reason_words
from bot.playbook.shapes import Rep, Span, TimeOff
from tests.unit.book.anyone import busy_times, situations
from tests.unit.book.team import rep

BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
NIGHT_SHIFT = ((Span(time(1), time(5)),),) * 7


def at(hour: int, minute: int = 0, day: date = MONDAY) -> datetime:
    return datetime.combine(day, time(hour, minute), BERLIN)


def lines(explained: DayExplained) -> list[str]:
    return [
        f"{part.start:%H:%M}-{part.end:%H:%M} {part.reason}" + (f" ({part.name})" if part.name else "")
        for part in explained.parts
    ]


def test_a_working_day_is_free_but_for_its_break_and_what_is_too_short() -> None:
    explained = explain_day(rep(), MONDAY, (), (), SUNDAY)
    assert lines(explained) == [
        "00:00-09:00 no_hours",
        "09:00-12:30 free",
        "12:30-13:15 break",
        "13:15-13:30 too_short",
        "13:30-17:00 free",
        "17:00-00:00 no_hours",
    ]
    assert explained.slots == 14


def test_meetings_and_the_reps_own_calendar_are_told_apart_and_have_buffers() -> None:
    meeting = (at(9, 55), at(10, 40))  # 10:00 to 10:30 with its buffers
    dentist = (at(14), at(16))
    explained = explain_day(rep(), MONDAY, [meeting], [dentist], SUNDAY)
    assert lines(explained)[1:-1] == [
        "09:00-09:30 free",
        "09:30-09:45 too_short",
        "09:45-09:55 buffer",
        "09:55-10:40 meeting",
        "10:40-10:45 buffer",
        "10:45-11:00 too_short",
        "11:00-12:30 free",
        "12:30-13:15 break",
        "13:15-13:50 too_short",
        "13:50-14:00 buffer",
        "14:00-16:00 own_calendar",
        "16:00-16:05 buffer",
        "16:05-16:30 too_short",
        "16:30-17:00 free",
    ]


@pytest.mark.parametrize(
    ("changes", "day", "now", "booked", "taken"),
    [
        ({"time_off": (TimeOff(MONDAY, MONDAY, "fair"),)}, MONDAY, SUNDAY, 0, "time_off (fair)"),
        ({"time_off": (TimeOff(MONDAY, MONDAY),)}, MONDAY, SUNDAY, 0, "time_off"),
        ({}, date(2026, 4, 6), datetime(2026, 4, 1, tzinfo=UTC), 0, "holiday (Easter Monday)"),
        ({}, date(2026, 2, 27), SUNDAY, 0, "past"),
        ({"notice": timedelta(days=2)}, MONDAY, SUNDAY, 0, "too_soon"),
        ({}, date(2026, 3, 23), SUNDAY, 0, "too_far"),
        ({}, MONDAY, SUNDAY, 5, "day_full"),
    ],
)
def test_what_takes_a_whole_day_takes_its_hours_and_leaves_the_night_and_the_break(
    changes: dict[str, object], day: date, now: datetime, booked: int, taken: str
) -> None:
    explained = explain_day(rep(**changes), day, (), (), now, {day: booked})
    assert lines(explained) == [
        "00:00-09:00 no_hours",
        f"09:00-12:30 {taken}",
        "12:30-13:15 break",
        f"13:15-17:00 {taken}",
        "17:00-00:00 no_hours",
    ]
    assert explained.slots == 0


def test_a_day_without_hours_has_none_even_when_it_is_a_day_off() -> None:
    away = rep(time_off=(TimeOff(MONDAY, date(2026, 3, 9), "skiing"),))
    assert lines(explain_day(away, date(2026, 3, 7), (), (), SUNDAY)) == ["00:00-00:00 no_hours"]


def test_today_is_over_until_now_and_too_soon_for_as_long_as_the_notice() -> None:
    explained = explain_day(rep(breaks=()), MONDAY, (), (), at(9, 40))
    assert lines(explained)[1:] == [
        "09:00-09:40 past",
        "09:40-14:00 too_soon",  # 13:40 is four hours ahead; the next meeting begins at two
        "14:00-17:00 free",
        "17:00-00:00 no_hours",
    ]
    without = explain_day(rep(breaks=(), notice=timedelta(0)), MONDAY, (), (), at(9, 40))
    assert lines(without)[1:3] == ["09:00-10:00 past", "10:00-17:00 free"]


def test_the_last_day_is_too_far_from_the_first_start_beyond_the_horizon() -> None:
    explained = explain_day(rep(breaks=()), date(2026, 3, 23), (), (), at(10, 10))
    assert lines(explained)[1:3] == ["09:00-10:30 free", "10:30-17:00 too_far"]


def test_a_day_beyond_the_horizon_is_too_far_from_its_first_minute() -> None:
    early = rep(hours=((Span(time(8, 45), time(10)),),) * 7)
    explained = explain_day(early, date(2026, 3, 24), (), (), SUNDAY)
    assert lines(explained)[1] == "08:45-10:00 too_far"


def test_the_night_on_which_an_hour_is_skipped_has_23_hours() -> None:
    night = rep(hours=NIGHT_SHIFT, breaks=(), country="XX")
    explained = explain_day(night, date(2026, 3, 29), (), (), datetime(2026, 3, 28, tzinfo=UTC))
    assert lines(explained) == ["00:00-01:00 no_hours", "01:00-05:00 free", "05:00-00:00 no_hours"]
    assert [part.length / timedelta(hours=1) for part in explained.parts] == [1, 3, 19]


def test_the_night_on_which_an_hour_is_shown_twice_has_25_and_no_meeting_begins_the_second_time() -> None:
    night = rep(hours=NIGHT_SHIFT, breaks=(), country="XX")
    explained = explain_day(night, date(2026, 10, 25), (), (), datetime(2026, 10, 24, tzinfo=UTC))
    assert lines(explained) == [
        "00:00-01:00 no_hours",
        "01:00-02:00 free",
        "02:00-03:00 clock_repeats",
        "03:00-05:00 free",
        "05:00-00:00 no_hours",
    ]
    assert [part.length / timedelta(hours=1) for part in explained.parts] == [1, 2, 1, 2, 19]


def test_a_date_that_the_zone_skipped_has_no_parts() -> None:
    samoan = rep(timezone="Pacific/Apia", country="XX")
    assert explain_day(samoan, date(2011, 12, 30), (), (), datetime(2011, 12, 29, tzinfo=UTC)).parts == ()


def test_every_reason_has_words_for_staff() -> None:
    words = {
        reason: reason_words(Part(at(9), at(10), reason), rep())
        for reason in get_args(Reason)  # a reason without words raises
    }
    assert len(set(words.values())) == len(words)
    assert words["too_soon"] == "less than 4 hours ahead"
    assert words["too_far"] == "more than 3 weeks ahead"
    assert words["day_full"] == "the day is full: 5 meetings"
    named = Part(at(9), at(10), "holiday", "Easter Monday")
    assert reason_words(named, rep()) == "public holiday: Easter Monday"


@settings(max_examples=150, deadline=None)
@given(situations(), st.integers(-1, 8), st.data())
def test_the_free_parts_are_where_the_slots_are_and_nothing_of_the_day_is_left_out(
    case: tuple[Rep, list[Busy], datetime], days: int, data: st.DataObject
) -> None:
    who, meetings, now = case
    calendar = data.draw(busy_times(now))
    day = now.astimezone(ZoneInfo(who.timezone)).date() + timedelta(days=days)
    explained = explain_day(who, day, meetings, calendar, now, {day: 0})
    utc = [(part.start.astimezone(UTC), part.end.astimezone(UTC)) for part in explained.parts]
    whole = stretches(who.timezone, day)
    assert (utc[0][0], utc[-1][1]) == (whole[0].start, whole[-1].end)
    assert all(one[1] == other[0] for one, other in pairwise(utc))
    assert all(
        (one.reason, one.name) != (other.reason, other.name) for one, other in pairwise(explained.parts)
    )
    slots = [
        (slot.start, slot.end)
        for slot in free_slots(who, [*meetings, *calendar], now)
        if slot.start.astimezone(ZoneInfo(who.timezone)).date() == day
    ]
    assert explained.slots == len(slots)
    free = [span for span, part in zip(utc, explained.parts, strict=True) if part.reason == "free"]
    assert free == merged(slots)


@settings(max_examples=150, deadline=None)
@given(situations(), st.integers(-1, 8), st.data())
def test_the_reason_of_every_part_is_true(
    case: tuple[Rep, list[Busy], datetime], days: int, data: st.DataObject
) -> None:
    who, meetings, now = case
    calendar = data.draw(busy_times(now))
    day = now.astimezone(ZoneInfo(who.timezone)).date() + timedelta(days=days)
    for part in explain_day(who, day, meetings, calendar, now).parts:
        for share in (0, 0.5, 0.999):
            moment = part.start.astimezone(UTC) + part.length * share
            assert part.reason in _true_of(who, moment, meetings, calendar, now), part


def _true_of(
    who: Rep, moment: datetime, meetings: list[Busy], calendar: list[Busy], now: datetime
) -> set[str]:
    """All that could be said of a moment, found without any reckoning in spans."""
    local = moment.astimezone(ZoneInfo(who.timezone))
    wall = local.time()
    if not any(span.start <= wall < span.end for span in who.hours[local.weekday()]):
        return {"no_hours"}
    if any(pause.start <= wall < pause.end for pause in who.breaks):
        return {"break"}
    if any(off.first <= local.date() <= off.last for off in who.time_off):
        return {"time_off"}
    if moment < now:
        return {"past"}
    busy = [span for span in (*meetings, *calendar) if span[0] < span[1]]
    before, after = who.buffer_after, who.buffer_before
    certain = {
        "too_soon": moment < now + who.notice,
        "meeting": any(start <= moment < end for start, end in meetings),
        "own_calendar": any(start <= moment < end for start, end in calendar),
        "buffer": any(start - before <= moment < end + after for start, end in busy),
        "clock_repeats": local.fold == 1,
    }
    # The rest of a meeting that would have begun too soon, or that begins last, is told with it.
    missed = "too_soon" if who.notice else "past"
    possible = {
        "free": True,
        missed: moment < now + who.notice + who.meeting_length,
        "too_far": moment > now + who.horizon,
        "too_short": not any(certain.values()),
    }
    return {reason for reason, holds in (*certain.items(), *possible.items()) if holds}
