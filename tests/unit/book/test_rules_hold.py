"""What holds of the slots of any rep at any time, in zones with every kind of clock change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings

from bot.book.models import Slot
from bot.book.rules import Busy, busy_span, free_slots, why_not
from bot.playbook.shapes import Rep, Span
from tests.unit.book.anyone import TWO_YEARS, ZONES, changes, situations
from tests.unit.book.team import rep
from tests.unit.book.walked import walked_starts

PROVEN = [
    "Europe/Berlin", "America/New_York", "Australia/Sydney", "Australia/Lord_Howe", "Asia/Kathmandu",
    "America/Santiago", "Africa/Casablanca",
]  # fmt: skip
NIGHTS = [
    (Span(time(0), time(23, 55)),),
    (Span(time(1), time(5)),),
    (Span(time(2, 30), time(10)),),
    (Span(time(0), time(2, 30)), Span(time(22), time(23, 30))),
    (Span(time(0), time(1, 45)), Span(time(1, 45), time(2, 15)), Span(time(2), time(4))),
]
"""Hours that begin, end or go on where clocks are changed; the last ones touch and overlap."""


@settings(max_examples=150, deadline=None)
@given(situations())
def test_reckoning_finds_the_slots_that_walking_through_time_finds(
    case: tuple[Rep, list[Busy], datetime],
) -> None:
    who, busy, now = case
    assert [slot.start for slot in free_slots(who, busy, now)] == walked_starts(who, busy, now)


@settings(max_examples=150, deadline=None)
@given(situations())
def test_a_slot_is_free_inside_the_hours_and_within_notice_and_horizon(
    case: tuple[Rep, list[Busy], datetime],
) -> None:
    who, busy, now = case
    slots = free_slots(who, busy, now)
    _sound(who, slots)
    for slot in slots:
        assert now < slot.start
        assert now + who.notice <= slot.start <= now + who.horizon
        taken = busy_span(who, slot)
        assert not any(start < taken[1] and taken[0] < end for start, end in busy if start < end)


@settings(max_examples=100, deadline=None)
@given(situations())
def test_what_is_offered_can_be_booked_and_what_can_be_booked_is_offered(
    case: tuple[Rep, list[Busy], datetime],
) -> None:
    who, busy, now = case
    offered = {slot.start for slot in free_slots(who, busy, now)}
    quarter = now.replace(minute=0, second=0, microsecond=0)
    for _ in range(4 * 24 * 8):
        quarter += timedelta(minutes=15)
        assert (why_not(who, quarter, busy, now) is None) is (quarter in offered)


@pytest.mark.parametrize("zone", PROVEN)
@pytest.mark.parametrize("hours", NIGHTS, ids=str)
@pytest.mark.parametrize("minutes", [30, 45, 90])
def test_around_every_change_of_the_clocks_of_two_years(
    zone: str, hours: tuple[Span, ...], minutes: int
) -> None:
    assert bool(changes(zone)) is (zone != "Asia/Kathmandu")
    for change in changes(zone) or (datetime(2026, 3, 29, 1, tzinfo=UTC),):
        who = rep(
            timezone=zone,
            country="XX",
            hours=(hours,) * 7,
            breaks=(Span(time(3, 15), time(3, 30)),),
            notice=timedelta(0),
            horizon=timedelta(days=4),
            meeting_length=timedelta(minutes=minutes),
        )
        begin = change - timedelta(days=2)
        slots = free_slots(who, (), begin)
        _sound(who, slots)
        assert [slot.start for slot in slots] == walked_starts(who, (), begin)


@pytest.mark.parametrize("zone", ZONES)
def test_each_working_day_of_two_years_has_the_same_hours(zone: str) -> None:
    start, end = TWO_YEARS
    who = rep(timezone=zone, country="XX", horizon=end - start)
    slots = free_slots(who, (), start)
    _sound(who, slots)
    days: dict[object, list[time]] = {}
    for slot in slots:
        local = slot.start.astimezone(ZoneInfo(zone))
        days.setdefault(local.date(), []).append(local.time())
    whole = list(days.values())[1:-1]  # the first and the last one may be cut
    assert len(whole) > 500
    assert all(day == whole[0] for day in whole)
    assert (whole[0][0], whole[0][-1], len(whole[0])) == (time(9), time(16, 30), 14)


def _sound(who: Rep, slots: list[Slot]) -> None:
    """In order, each once and as long as a meeting, at times that the rep's clock shows in their hours."""
    zone = ZoneInfo(who.timezone)
    assert all(one.start < other.start for one, other in pairwise(slots))
    shown = [slot.start.astimezone(zone).replace(tzinfo=None) for slot in slots]
    assert len(set(shown)) == len(shown)
    for slot, wall in zip(slots, shown, strict=True):
        assert slot.end - slot.start == who.meeting_length
        assert wall.minute in (0, 30)
        assert wall.replace(tzinfo=zone).astimezone(UTC) == slot.start  # fold 0, and not in a gap
        for moment in (slot.start, slot.end - timedelta.resolution):
            clock = moment.astimezone(zone).time()
            assert any(span.start <= clock < span.end for span in who.hours[wall.weekday()])
            assert not any(pause.start <= clock < pause.end for pause in who.breaks)
