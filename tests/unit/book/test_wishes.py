"""Free times against wishes: on the visitor's wall clock, on both sides of a change of clocks."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.book.models import Slot
from bot.book.wishes import Fits, Match, Meant, NoneFits, fitting, match, nearest_to
from bot.understand.wish_shapes import Wish
from bot.understand.wishes import read_wish

HALF = timedelta(minutes=30)
BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 2, 10, 10, tzinfo=BERLIN)  # a Tuesday


def wish(text: str, now: datetime = NOW, zone: ZoneInfo = BERLIN) -> Wish:
    read = read_wish(text, now, zone)
    assert read is not None
    return read


def slot(local: str, zone: ZoneInfo = BERLIN, length: timedelta = HALF) -> Slot:
    start = datetime.fromisoformat(local).replace(tzinfo=zone).astimezone(UTC)
    return Slot(start, start + length)


def week(first: date, *, zone: ZoneInfo = BERLIN, days: int = 5, length: timedelta = HALF) -> list[Slot]:
    """Every half hour from 9:00 to 17:00 of `days` days, by that zone's clock."""
    return [
        slot(f"{first + timedelta(days=day)}T{hour:02}:{minute:02}", zone, length)
        for day in range(days)
        for hour in range(9, 17)
        for minute in (0, 30)
    ]


SLOTS = [*week(date(2026, 2, 11), days=3), *week(date(2026, 2, 16))]


def local(found: list[Slot] | tuple[Slot, ...], zone: ZoneInfo = BERLIN) -> list[str]:
    return [f"{each.start.astimezone(zone):%a %d %H:%M}" for each in found]


def named(outcome: Match) -> tuple[str, list[str]]:
    if isinstance(outcome, Meant):
        return "meant", local([outcome.slot])
    return ("fits", local(outcome.slots)) if isinstance(outcome, Fits) else ("none", local(outcome.nearest))


FITTING = [
    # text, first, last, how many, why
    ("Thursday afternoon", "Thu 12 12:00", "Thu 12 16:30", 10, "a part of a day"),
    ("after 3", "Wed 11 15:00", "Fri 20 16:30", 32, "from that hour on, of any day"),
    ("between 2 and 4 on Friday", "Fri 13 14:00", "Fri 13 15:30", 4, "over by four"),
    ("next week, not Monday, mornings", "Tue 17 09:00", "Fri 20 11:30", 24, "days, hours, and a refused day"),
    ("around 3 on Thursday", "Thu 12 14:30", "Thu 12 15:30", 3, "half an hour around it"),
    ("Thu 2pm or Fri morning", "Thu 12 14:00", "Fri 13 11:30", 7, "each alternative with its hours"),
    ("mornings are bad", "Wed 11 12:00", "Fri 20 16:30", 80, "a refused part of every day"),
    ("not Monday morning", "Wed 11 09:00", "Fri 20 16:30", 122, "only that part of that day"),
    ("asap", "Wed 11 09:00", "Wed 11 10:00", 3, "the first ones"),
    ("last slot on Thursday", "Thu 12 16:30", "Thu 12 16:30", 1, "the last of the day"),
    ("any time", "Wed 11 09:00", "Fri 20 16:30", 128, "all"),
    ("3pm London time on Thursday", "Thu 12 16:00", "Thu 12 16:00", 1, "on London's clock"),
    ("saturday", None, None, 0, "nothing is free"),
]


@pytest.mark.parametrize(("text", "first", "last", "count", "why"), FITTING, ids=[row[0] for row in FITTING])
def test_what_fits(text: str, first: str | None, last: str | None, count: int, why: str) -> None:
    found = local(fitting(SLOTS, wish(text), BERLIN))
    assert (found[0] if found else None, found[-1] if found else None, len(found)) == (first, last, count), (
        why
    )


def test_a_long_meeting_must_be_over_when_the_visitor_has_to_leave() -> None:
    hours = week(date(2026, 2, 13), days=1, length=timedelta(hours=1))
    assert local(fitting(hours, wish("between 2 and 4 on Friday"), BERLIN))[-1] == "Fri 13 15:00"
    assert local(fitting(hours, wish("Friday before noon"), BERLIN))[-1] == "Fri 13 11:00"
    # A part of the day says when to begin.
    assert local(fitting(hours, wish("Friday morning"), BERLIN))[-1] == "Fri 13 11:30"


def test_hours_on_the_teams_clock() -> None:
    found = fitting(SLOTS, wish("10am your time on Thursday", zone=NEW_YORK), NEW_YORK, team_zone=BERLIN)
    assert local(found) == ["Thu 12 10:00"]


SHOWN = (slot("2026-02-12T09:00"), slot("2026-02-12T14:00"), slot("2026-02-13T10:30"))


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("something later", "Fri 13 11:00", "Fri 20 16:30"),
        ("earlier?", "Wed 11 09:00", "Wed 11 16:30"),
        ("something later on Thursday", "Thu 12 14:30", "Thu 12 16:30"),
        ("a bit later in the day", "Wed 11 14:30", "Fri 20 16:30"),
    ],
)
def test_later_and_earlier_are_beside_the_times_shown(text: str, first: str, last: str) -> None:
    found = local(fitting(SLOTS, wish(text), BERLIN, shown=SHOWN))
    assert (found[0], found[-1]) == (first, last)


def test_later_than_nothing_leaves_all() -> None:
    assert fitting(SLOTS, wish("something later"), BERLIN) == SLOTS


MATCHES = [
    ("Thursday at 3", "meant", ["Thu 12 15:00"], "an exact time of a named day that is free"),
    ("2026-02-17 16:30", "meant", ["Tue 17 16:30"], "in numbers"),
    ("10:30 works", "meant", ["Fri 13 10:30"], "one of those shown, at that hour"),
    ("Thu 8am or Fri 10am", "meant", ["Fri 13 10:00"], "of two alternatives one is free"),
    ("Thursday at 9 or 10", "fits", ["Thu 12 09:00", "Thu 12 10:00"], "two are free"),
    ("Thursday around 9", "fits", ["Thu 12 09:00", "Thu 12 09:30"], "about an hour is no exact one"),
    ("Thursday at 10:15", "none", ["Thu 12 09:30", "Thu 12 10:00", "Thu 12 10:30"], "not on the grid"),
    (
        "Thursday evening",
        "none",
        ["Thu 12 15:30", "Thu 12 16:00", "Thu 12 16:30"],
        "the same day at other hours",
    ),
    (
        "Saturday at 10",
        "none",
        ["Thu 12 10:00", "Fri 13 10:00", "Mon 16 10:00"],
        "the same hour, days nearby",
    ),
]


@pytest.mark.parametrize(("text", "outcome", "times", "why"), MATCHES, ids=[row[0] for row in MATCHES])
def test_what_a_wish_comes_to(text: str, outcome: str, times: list[str], why: str) -> None:
    if text.startswith("10:30"):
        assert named(match(SLOTS, wish(text), BERLIN, shown=SHOWN)) == (outcome, times), why
        return
    assert named(match(SLOTS, wish(text), BERLIN)) == (outcome, times), why


def test_an_hour_without_a_day_is_not_meant_by_being_the_only_one() -> None:
    only = [slot("2026-03-02T15:00")]
    assert match(only, wish("at 3"), BERLIN) == Fits((only[0],))


def test_a_full_weekday_gives_its_neighbours_and_the_next_week() -> None:
    free = [each for each in SLOTS if each.start.astimezone(BERLIN).date() != date(2026, 2, 12)]
    outcome = match(free, wish("Thursday at 3"), BERLIN)
    assert named(outcome) == ("none", ["Wed 11 15:00", "Fri 13 15:00", "Thu 19 15:00"])


def test_the_nearest_avoid_what_was_refused() -> None:
    near = nearest_to(SLOTS, wish("Saturday at 10, not Friday"), BERLIN)
    assert all(each.start.astimezone(BERLIN).weekday() != 4 for each in near)


def test_no_free_time_at_all_has_no_nearest() -> None:
    assert match([], wish("Thursday"), BERLIN) == NoneFits(())


CLOCKS = [
    # zone, the days around the change, the UTC of 9:00 on both days, why
    ("Europe/Berlin", "2026-03-28", ["08:00", "07:00"], "an hour is skipped"),
    ("Europe/Berlin", "2026-10-24", ["07:00", "08:00"], "an hour comes twice"),
    ("America/New_York", "2026-03-07", ["14:00", "13:00"], "three weeks before Europe"),
    ("Australia/Sydney", "2026-04-04", ["22:00", "23:00"], "the other way round in the south"),
    ("Asia/Kathmandu", "2026-03-28", ["03:15", "03:15"], "no change, and no full hours from UTC"),
]


@pytest.mark.parametrize(
    ("name", "first", "times", "why"), CLOCKS, ids=[f"{row[0]} {row[1]}" for row in CLOCKS]
)
def test_nine_stays_nine_across_a_change_of_clocks(name: str, first: str, times: list[str], why: str) -> None:
    zone = ZoneInfo(name)
    day = date.fromisoformat(first)
    midnight = datetime.combine(day - timedelta(days=1), time(), UTC)
    every = [
        Slot(midnight + n * timedelta(minutes=15), midnight + (n + 2) * timedelta(minutes=15))
        for n in range(400)
    ]
    now = datetime.combine(day - timedelta(days=2), time(12), zone)
    text = f"{day} or {day + timedelta(days=1)} at 9:00"
    found = fitting(every, wish(text, now, zone), zone)
    assert [f"{each.start:%H:%M}" for each in found] == times, why


def test_an_hour_that_comes_twice_fits_twice() -> None:
    twice = [
        Slot(start, start + HALF)
        for start in (datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC))
    ]
    now = datetime(2026, 10, 20, 12, tzinfo=BERLIN)
    assert match(twice, wish("2026-10-25 at 02:30", now), BERLIN) == Fits(tuple(twice))


def test_today_in_the_visitors_zone_may_be_another_date_in_utc() -> None:
    sydney = ZoneInfo("Australia/Sydney")
    now = datetime(2026, 2, 11, 7, tzinfo=sydney)
    early = slot("2026-02-11T09:00", sydney)
    assert early.start.date() == date(2026, 2, 10)
    assert match([early], wish("today at 9", now, sydney), sydney) == Meant(early)


WORDS = [
    "Thursday", "tomorrow", "next week", "not", "Monday", "or", "at 3", "after 2", "morning", "around 10",
    "later", "earlier", "asap", "my time", "ET", "between 2 and 4", "weekend", "but", "any day",
    "doesn't work", "latest slot",
]  # fmt: skip
TEXTS = st.lists(st.sampled_from(WORDS), min_size=1, max_size=7).map(" ".join)
STARTS = st.lists(st.integers(0, 24 * 4 * 30), unique=True, max_size=40).map(
    lambda quarters: [
        Slot(start, start + HALF)
        for start in (NOW.astimezone(UTC) + n * timedelta(minutes=15) for n in sorted(quarters))
    ]
)
ZONES = st.sampled_from([BERLIN, NEW_YORK, ZoneInfo("Asia/Kathmandu"), ZoneInfo("Australia/Sydney")])


@settings(max_examples=300, deadline=None)
@given(text=TEXTS, slots=STARTS, zone=ZONES, seen=st.integers(0, 3))
def test_what_is_offered_is_free_and_in_order(
    text: str, slots: list[Slot], zone: ZoneInfo, seen: int
) -> None:
    read = read_wish(text, NOW, zone)
    if read is None:
        return
    found = fitting(slots, read, zone, shown=slots[:seen], team_zone=BERLIN)
    rest = iter(slots)
    assert all(each in rest for each in found), "a sub-sequence"
    near = nearest_to(slots, read, zone)
    assert near == sorted(near)
    assert len(near) == min(3, len(slots))
    assert set(near) <= set(slots)
    outcome = match(slots, read, zone, shown=slots[:seen], team_zone=BERLIN)
    assert isinstance(outcome, NoneFits) is (not found)
    if isinstance(outcome, Meant):
        assert outcome.slot in found


def test_an_hour_on_the_teams_clock_is_not_meant_while_that_clock_is_unknown() -> None:
    read = wish("Thursday at 10 your time")
    assert named(match(SLOTS, read, BERLIN)) == ("fits", ["Thu 12 10:00"])
    assert named(match(SLOTS, read, BERLIN, team_zone=BERLIN)) == ("meant", ["Thu 12 10:00"])
