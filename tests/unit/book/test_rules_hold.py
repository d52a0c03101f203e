"""What holds of the slots of any rep at any time, in zones with every kind of clock change."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.book.rules import Busy, busy_span, free_slots, three_good, why_not
from bot.playbook.shapes import Rep, Span
from tests.unit.book.team import rep

ZONES = [
    "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu",
    "Africa/Casablanca", "Pacific/Auckland", "America/St_Johns", "UTC",
]  # fmt: skip

minutes = st.integers(0, 23 * 60 + 59)
nows = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(st.integers(0, 23 * 60))
    end = draw(st.integers(start + 1, 23 * 60 + 59))
    return Span(time(start // 60, start % 60), time(end // 60, end % 60))


@st.composite
def reps(draw: st.DrawFn) -> Rep:
    hours = tuple((draw(spans()),) if draw(st.booleans()) else () for _ in range(7))
    return rep(
        timezone=draw(st.sampled_from(ZONES)),
        country="XX",
        hours=hours,
        breaks=tuple(draw(st.lists(spans(), max_size=2))),
        buffer_before=timedelta(minutes=draw(st.integers(0, 60))),
        buffer_after=timedelta(minutes=draw(st.integers(0, 60))),
        notice=timedelta(minutes=draw(st.integers(0, 3000))),
        horizon=timedelta(days=draw(st.integers(1, 10))),
        meeting_length=timedelta(minutes=draw(st.integers(5, 120))),
    )


@st.composite
def busy_times(draw: st.DrawFn, now: datetime) -> list[Busy]:
    found = []
    for begin, length in draw(
        st.lists(st.tuples(st.integers(-1440, 14400), st.integers(1, 3000)), max_size=8)
    ):
        start = now + timedelta(minutes=begin)
        found.append((start, start + timedelta(minutes=length)))
    return found


@settings(max_examples=150, deadline=None)
@given(reps(), nows, st.data())
def test_a_slot_is_free_inside_the_hours_and_within_notice_and_horizon(
    who: Rep, now: datetime, data: st.DataObject
) -> None:
    busy = data.draw(busy_times(now))
    zone = ZoneInfo(who.timezone)
    slots = free_slots(who, busy, now)
    assert slots == sorted(set(slots))
    for slot in slots:
        assert now + who.notice <= slot.start <= now + who.horizon
        assert slot.end - slot.start == who.meeting_length
        begins, ends = slot.start.astimezone(zone), slot.end.astimezone(zone)
        assert begins.date() == ends.date()
        assert any(
            span.start <= begins.time() and ends.time() <= span.end for span in who.hours[begins.weekday()]
        )
        taken = busy_span(who, slot)
        assert not any(start < taken[1] and taken[0] < end for start, end in busy)


@settings(max_examples=100, deadline=None)
@given(reps(), nows, st.data())
def test_what_is_offered_can_be_booked_and_what_can_be_booked_is_offered(
    who: Rep, now: datetime, data: st.DataObject
) -> None:
    busy = data.draw(busy_times(now))
    offered = {slot.start for slot in free_slots(who, busy, now)}
    half_hour = now.replace(minute=0, second=0, microsecond=0)
    for _ in range(2 * 24 * 11):
        half_hour += timedelta(minutes=15)
        assert (why_not(who, half_hour, busy, now) is None) is (half_hour in offered)


@settings(max_examples=100, deadline=None)
@given(reps(), nows, st.sampled_from(ZONES), st.integers(1, 6))
def test_good_slots_are_free_slots_without_repetition(who: Rep, now: datetime, zone: str, count: int) -> None:
    slots = free_slots(who, (), now)
    chosen = three_good(slots, ZoneInfo(zone), count)
    assert set(chosen) <= set(slots)
    assert len(set(chosen)) == len(chosen) <= count
    assert bool(chosen) is bool(slots)
