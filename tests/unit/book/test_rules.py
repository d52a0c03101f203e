from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.book.models import Slot
from bot.book.rules import free_slots, why_not
from bot.playbook.shapes import Span, TimeOff
from tests.unit.book.team import NINE_TO_FIVE, WEEK, rep

BERLIN = ZoneInfo("Europe/Berlin")
SUNDAY = datetime(2026, 3, 1, 12, tzinfo=UTC)
MONDAY = date(2026, 3, 2)


def at(hour: int, minute: int = 0, day: date = MONDAY, zone: ZoneInfo = BERLIN) -> datetime:
    return datetime.combine(day, time(hour, minute), zone)


def starts(slots: list[Slot], day: date = MONDAY, zone: ZoneInfo = BERLIN) -> list[str]:
    local = [slot.start.astimezone(zone) for slot in slots]
    return [f"{start:%H:%M}" for start in local if start.date() == day]


def test_slots_fill_the_working_hours_around_the_break() -> None:
    found = starts(free_slots(rep(), (), SUNDAY))
    morning = ["09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "12:00"]
    assert found == [*morning, "13:30", "14:00", "14:30", "15:00", "15:30", "16:00", "16:30"]


def test_slots_are_in_utc_and_as_long_as_the_meeting() -> None:
    first = free_slots(rep(meeting_length=timedelta(minutes=45)), (), SUNDAY)[0]
    assert first == Slot(datetime(2026, 3, 2, 8, tzinfo=UTC), datetime(2026, 3, 2, 8, 45, tzinfo=UTC))


def test_a_meeting_takes_its_buffers_too() -> None:
    taken = (at(9, 55), at(10, 40))  # 10:00 to 10:30, five minutes before and ten after
    found = starts(free_slots(rep(), [taken], SUNDAY))
    assert "09:30" not in found  # its ten minutes after would reach into the five before
    assert "10:00" not in found
    assert "10:30" not in found
    assert "11:00" in found


def test_touching_is_not_overlapping() -> None:
    bare = rep(buffer_before=timedelta(0), buffer_after=timedelta(0))
    found = starts(free_slots(bare, [(at(10), at(10, 30))], SUNDAY))
    assert "09:30" in found
    assert "10:00" not in found
    assert "10:30" in found


def test_the_notice_and_the_horizon_bound_the_offer() -> None:
    slots = free_slots(rep(), (), at(9).astimezone(UTC))
    assert slots[0].start == at(13, 30)  # 13:00 is four hours away and in the break
    assert slots[-1].start <= at(9) + timedelta(weeks=3)


def test_more_times_come_after_the_ones_that_were_shown() -> None:
    slots = free_slots(rep(), (), SUNDAY, after=at(10))
    assert slots[0].start == at(10, 30)


def test_an_offer_can_end_before_the_horizon() -> None:
    slots = free_slots(rep(), (), SUNDAY, after=at(9), until=at(10, 30))
    assert starts(slots) == ["09:30", "10:00"]


def test_a_full_day_offers_nothing() -> None:
    assert starts(free_slots(rep(), (), SUNDAY, booked={MONDAY: 5})) == []
    assert starts(free_slots(rep(), (), SUNDAY, booked={MONDAY: 4})) != []


def test_a_rep_without_hours_has_no_slots() -> None:
    assert free_slots(rep(hours=((),) * 7), (), SUNDAY) == []


@pytest.mark.parametrize(
    ("start", "because", "reason"),
    [
        (at(10), None, "a free half hour of a working day"),
        (datetime(2026, 2, 27, 10, tzinfo=UTC), "past", "it was on Friday"),
        (SUNDAY, "past", "it begins this instant"),
        (SUNDAY + timedelta(hours=1), "too_soon", "less than four hours ahead"),
        (at(10, day=date(2026, 3, 30)), "too_far", "more than three weeks ahead"),
        (at(10, day=date(2026, 3, 7)), "no_hours", "a Saturday"),
        (at(7), "no_hours", "before work"),
        (at(16, 45), "no_hours", "it would end after work"),
        (at(12, 30), "break", "lunch"),
        (at(10, 7), "not_on_the_grid", "nobody was offered seven past ten"),
        (at(10, day=date(2026, 3, 3)), "time_off", "Dana is away on Tuesday"),
        (at(10, day=date(2026, 3, 4)), "day_full", "Wednesday has its five meetings"),
        (at(10, day=date(2026, 3, 5)), "busy", "Thursday at ten is taken"),
    ],
)
def test_every_refusal_names_its_rule(start: datetime, because: str | None, reason: str) -> None:
    dana = rep(time_off=(TimeOff(date(2026, 3, 3), date(2026, 3, 3)),))
    thursday = date(2026, 3, 5)
    busy = [(at(9, 55, thursday), at(10, 40, thursday))]
    assert why_not(dana, start, busy, SUNDAY, {date(2026, 3, 4): 5}) == because, reason


def test_a_public_holiday_of_the_reps_country_is_off() -> None:
    before_easter = datetime(2026, 4, 5, 12, tzinfo=UTC)
    easter_monday = date(2026, 4, 6)
    assert why_not(rep(), at(10, day=easter_monday), (), before_easter) == "holiday"
    american = rep(country="US")
    assert why_not(american, at(10, day=easter_monday), (), before_easter) is None


def test_a_country_without_known_holidays_has_none() -> None:
    assert free_slots(rep(country="XX"), (), SUNDAY)


def test_a_working_day_keeps_its_hours_when_the_clocks_change() -> None:
    slots = free_slots(rep(country="XX"), (), datetime(2026, 3, 26, 12, tzinfo=UTC))
    friday, monday = date(2026, 3, 27), date(2026, 3, 30)
    assert starts(slots, friday) == starts(slots, monday)
    by_day = {slot.start.astimezone(BERLIN).date(): slot.start for slot in reversed(slots)}
    assert (by_day[friday].hour, by_day[monday].hour) == (8, 7)  # nine o'clock, in UTC


def test_an_hour_that_the_clocks_skip_is_not_offered() -> None:
    night = rep(hours=((Span(time(1), time(5)),),) * 7, breaks=(), country="XX")
    slots = free_slots(night, (), datetime(2026, 3, 28, 12, tzinfo=UTC))
    assert starts(slots, date(2026, 3, 29)) == ["01:00", "01:30", "03:00", "03:30", "04:00", "04:30"]


def test_an_hour_that_happens_twice_is_offered_once() -> None:
    night = rep(hours=((Span(time(1), time(5)),),) * 7, breaks=(), country="XX")
    slots = free_slots(night, (), datetime(2026, 10, 24, 12, tzinfo=UTC))
    assert starts(slots, date(2026, 10, 25))[:4] == ["01:00", "01:30", "02:00", "02:30"]
    repeated = [slot for slot in slots if starts([slot], date(2026, 10, 25)) == ["02:00"]]
    assert [slot.start for slot in repeated] == [datetime(2026, 10, 25, 0, tzinfo=UTC)]


@pytest.mark.parametrize(
    "zone", ["Asia/Kathmandu", "Australia/Lord_Howe", "America/St_Johns", "Pacific/Apia"]
)
def test_slots_start_at_full_and_half_hours_of_odd_zones(zone: str) -> None:
    slots = free_slots(rep(timezone=zone, country="XX"), (), SUNDAY)
    local = [slot.start.astimezone(ZoneInfo(zone)) for slot in slots]
    assert {start.minute for start in local} == {0, 30}
    assert min(start.time() for start in local) == NINE_TO_FIVE.start


def test_hours_may_be_split_and_written_in_any_order() -> None:
    split = rep(hours=((Span(time(14), time(15)), Span(time(9), time(10))), *WEEK[1:]), breaks=())
    assert starts(free_slots(split, (), SUNDAY)) == ["09:00", "09:30", "14:00", "14:30"]


def test_hours_that_overlap_offer_each_time_once_and_those_that_touch_are_one() -> None:
    spans = (Span(time(9), time(11)), Span(time(10), time(12)), Span(time(12), time(13)))
    double = rep(hours=(spans, *WEEK[1:]), breaks=(), meeting_length=timedelta(minutes=60))
    assert starts(free_slots(double, (), SUNDAY)) == [
        "09:00", "09:30", "10:00", "10:30", "11:00", "11:30", "12:00",
    ]  # fmt: skip


def test_without_notice_a_meeting_that_begins_this_instant_is_neither_offered_nor_booked() -> None:
    ready = rep(notice=timedelta(0))
    assert free_slots(ready, (), at(10))[0].start == at(10, 30)
    assert why_not(ready, at(10), (), at(10)) == "past"
    just_before = at(10) - timedelta(seconds=1)
    assert free_slots(ready, (), just_before)[0].start == at(10)
    assert why_not(ready, at(10), (), just_before) is None


def test_a_notice_of_four_hours_is_four_hours_on_the_day_of_the_change() -> None:
    night = rep(hours=((Span(time(0), time(12)),),) * 7, breaks=(), country="XX")
    midnight = datetime(2026, 3, 29, 0, tzinfo=BERLIN)
    assert starts(free_slots(night, (), midnight), date(2026, 3, 29))[0] == "05:00"
    assert why_not(night, at(4, 30, date(2026, 3, 29)), (), midnight) == "too_soon"


def test_busy_times_in_the_zone_of_the_rep_are_instants_too() -> None:
    """From 02:30 to 02:30, an hour later: Python holds the two for equal."""
    bare = rep(
        hours=((Span(time(1), time(5)),),) * 7, breaks=(), country="XX",
        buffer_before=timedelta(0), buffer_after=timedelta(0),
    )  # fmt: skip
    sunday = date(2026, 10, 25)
    busy = [(at(2, 30, sunday), at(2, 30, sunday).replace(fold=1))]
    found = starts(free_slots(bare, busy, datetime(2026, 10, 24, 12, tzinfo=UTC)), sunday)
    assert found == ["01:00", "01:30", "02:00", "03:00", "03:30", "04:00", "04:30"]


def test_a_meeting_does_not_reach_into_an_hour_that_is_shown_again_and_was_not_worked() -> None:
    """Thirty minutes after 02:30 the clocks show 02:00 again, which lies before the hours."""
    early = rep(
        hours=((Span(time(2, 30), time(5)),),) * 7, breaks=(), country="XX", meeting_length=timedelta(hours=1)
    )
    found = starts(free_slots(early, (), datetime(2026, 10, 24, 12, tzinfo=UTC)), date(2026, 10, 25))
    assert found == ["03:00", "03:30", "04:00"]


def test_hours_that_end_in_a_gap_end_where_the_gap_begins() -> None:
    late = rep(hours=((Span(time(1), time(2, 30)),),) * 7, breaks=(), country="XX")
    found = starts(free_slots(late, (), datetime(2026, 3, 28, 12, tzinfo=UTC)), date(2026, 3, 29))
    assert found == ["01:00", "01:30"]
