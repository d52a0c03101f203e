from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.book.choosing import later_slots, nearest, three_good
from bot.book.models import Slot
from bot.book.rules import Busy, free_slots
from bot.leads.models import Temperature
from bot.playbook.shapes import Rep, Span
from tests.unit.book.anyone import ZONES, situations
from tests.unit.book.team import rep

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
SUNDAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY = date(2026, 3, 2)
FREE = free_slots(rep(), (), SUNDAY)


def words(slots: tuple[Slot, ...], zone: ZoneInfo = BERLIN) -> list[str]:
    return [f"{slot.start.astimezone(zone):%a %H:%M}" for slot in slots]


def at(hour: int, minute: int = 0, days: int = 0) -> datetime:
    return datetime.combine(MONDAY + timedelta(days=days), time(hour, minute), BERLIN).astimezone(UTC)


def slot(start: datetime) -> Slot:
    return Slot(start, start + timedelta(minutes=30))


def awake(one: Slot, zone: ZoneInfo) -> bool:
    return 8 <= one.start.astimezone(zone).hour < 20


def test_three_good_slots_differ_in_day_and_part_of_day() -> None:
    assert words(three_good(FREE, BERLIN)) == ["Mon 09:00", "Tue 12:00", "Wed 09:00"]


def test_a_hot_lead_is_met_on_the_first_two_days_with_room() -> None:
    assert words(three_good(FREE, BERLIN, temperature="hot")) == ["Mon 09:00", "Mon 12:00", "Tue 12:00"]


@pytest.mark.parametrize("temperature", ["warm", "cold", None])
def test_everybody_else_has_the_first_five_days_to_choose_from(temperature: Temperature | None) -> None:
    chosen = three_good(FREE, BERLIN, 5, temperature=temperature)
    assert [day[:3] for day in words(chosen)] == ["Mon", "Tue", "Wed", "Thu", "Fri"]


def test_the_first_days_with_room_are_not_the_first_days() -> None:
    busy = [(at(0), at(0, days=3))]
    chosen = three_good(free_slots(rep(), busy, SUNDAY), BERLIN, temperature="hot")
    assert {day[:3] for day in words(chosen)} == {"Thu", "Fri"}


def test_more_days_are_taken_where_the_first_ones_have_too_little() -> None:
    scarce = [slot(at(10, days=day)) for day in (0, 1, 7)]
    assert three_good(scarce, BERLIN, temperature="hot") == tuple(scarce)


def test_what_must_lie_on_one_day_lies_apart() -> None:
    morning = [one for one in FREE if one.start < at(12)]
    assert words(three_good(morning, BERLIN)) == ["Mon 09:00", "Mon 10:00", "Mon 11:00"]


def test_hours_in_which_the_visitor_sleeps_are_not_shown_while_there_are_others() -> None:
    assert all(awake(one, NEW_YORK) for one in three_good(FREE, NEW_YORK, 6))
    night = [slot(at(9, days=day)) for day in range(8)]  # 3 in the morning in New York
    assert three_good([*night, slot(at(16, days=9))], NEW_YORK) == (slot(at(16, days=9)),)


def test_a_visitor_who_always_sleeps_then_is_still_offered_something() -> None:
    night = rep(hours=((Span(time(20), time(22)),),) * 7)
    assert len(three_good(free_slots(night, (), SUNDAY), ZoneInfo("Asia/Tokyo"))) == 3


def test_two_free_slots_are_two_good_slots() -> None:
    assert three_good(FREE[:2], BERLIN) == tuple(FREE[:2])
    assert three_good([], BERLIN) == ()


def test_more_times_are_later_than_those_that_were_shown_and_spread_like_them() -> None:
    shown = three_good(FREE, BERLIN)
    more = later_slots(FREE, BERLIN, [one.start for one in shown])
    assert words(more) == ["Wed 09:30", "Wed 12:00", "Thu 12:00", "Fri 09:00", "Mon 12:00", "Tue 09:00"]


def test_more_times_come_back_to_what_was_passed_over_once_nothing_later_is_left() -> None:
    monday = [one for one in FREE if one.start < at(0, days=1)]
    shown = [one.start for one in three_good(monday, BERLIN)]
    later = later_slots(monday, BERLIN, shown)
    assert min(one.start for one in later) > max(shown)
    passed_over = later_slots(monday, BERLIN, [*shown, *(one.start for one in later)])
    assert passed_over
    assert max(one.start for one in passed_over) < max(shown)


def test_more_times_are_sooner_ones_rather_than_later_ones_at_which_the_visitor_sleeps() -> None:
    awake_early, shown, asleep = slot(at(15)), slot(at(16)), slot(at(9, days=1))
    three = [awake_early, shown, asleep]
    assert later_slots(three, NEW_YORK, [shown.start]) == (awake_early,)
    assert later_slots(three, NEW_YORK, [shown.start, awake_early.start]) == (asleep,)


def test_the_nearest_slots_surround_the_wanted_time() -> None:
    free = [one for one in FREE if one.start != at(10)]
    assert words(nearest(free, at(10))) == ["Mon 09:00", "Mon 09:30", "Mon 10:30"]


temperatures = st.sampled_from(("hot", "warm", "cold", None))


@settings(max_examples=100, deadline=None)
@given(situations(), st.sampled_from(ZONES), st.integers(1, 6), temperatures)
def test_good_slots_are_free_slots_without_repetition_and_by_day_if_there_are_such(
    case: tuple[Rep, list[Busy], datetime], name: str, count: int, temperature: Temperature | None
) -> None:
    zone, slots = ZoneInfo(name), free_slots(*case)
    chosen = three_good(slots, zone, count, temperature=temperature)
    day = [one for one in slots if awake(one, zone)]
    assert set(chosen) <= set(day or slots)
    assert len(set(chosen)) == len(chosen) == min(count, len(day or slots))
    assert list(chosen) == sorted(chosen)
    assert not chosen or chosen[0] == min(day or slots)


@settings(max_examples=60, deadline=None)
@given(situations(), st.sampled_from(ZONES), temperatures)
def test_paging_shows_every_slot_once_and_then_ends(
    case: tuple[Rep, list[Busy], datetime], name: str, temperature: Temperature | None
) -> None:
    zone, slots = ZoneInfo(name), free_slots(*case)[:60]
    shown = [one.start for one in three_good(slots, zone, temperature=temperature)]
    while page := later_slots(slots, zone, shown, temperature=temperature):
        assert len(page) <= 6
        shown += [one.start for one in page]
    assert sorted(shown) == [one.start for one in slots]
