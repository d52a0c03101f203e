"""What a visitor's words come to among the free times of a rep."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.book.models import Meeting, Slot
from bot.book.times import Times
from bot.book.wishes import Fits, Meant, NoneFits
from tests.unit.book.team import DANA

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 3, 2, 9, tzinfo=BERLIN)
HALF_HOUR = timedelta(minutes=30)
FREE = tuple(
    Slot(start, start + HALF_HOUR)
    for day in (3, 4, 5, 6, 9, 10)
    for start in (
        datetime(2026, 3, day, hour, minute, tzinfo=UTC) for hour in (9, 10, 13) for minute in (0, 30)
    )
)
"""10:00, 10:30, 11:00, 11:30, 14:00 and 14:30 in Berlin, from Tuesday on."""


def at(day: int, hour: int, minute: int = 0) -> Slot:
    start = datetime(2026, 3, day, hour, minute, tzinfo=BERLIN).astimezone(UTC)
    return Slot(start, start + HALF_HOUR)


def meeting(slot: Slot) -> Meeting:
    return Meeting(
        "meet_1", "lead_1", "chat_1", DANA.id, slot.start, slot.end, slot.start, slot.end, slot.start.date(),
        "confirmed", "https://meet.example", "Europe/Berlin", "meet_1@bantam", 0, NOW, NOW,
    )  # fmt: skip


BOOKING = Times(DANA, FREE, BERLIN)
MOVING = Times(DANA, FREE, BERLIN, moves=meeting(at(5, 10)))


@pytest.mark.parametrize(
    ("words", "slot"),
    [
        ("an hour later", at(5, 11)),
        ("half an hour later please", at(5, 10, 30)),
        ("a day earlier", at(4, 10)),
        ("make it 2pm", at(5, 14)),
        ("Friday at 10", at(6, 10)),
        ("from Thursday at 10 to Friday at 11", at(6, 11)),
        ("can we do Monday at half past two", at(9, 14, 30)),
        ("it stays Thursday at 10", at(5, 10)),
    ],
)
def test_a_move_to_a_named_time_is_meant(words: str, slot: Slot) -> None:
    assert MOVING.answer(words, now=NOW) == Meant(slot)


def test_hours_without_a_day_are_of_the_meetings_day_while_it_has_them() -> None:
    found = MOVING.answer("in the afternoon please", now=NOW)
    assert found == Fits((at(5, 14), at(5, 14, 30)))
    morning_only = Times(DANA, (at(5, 10), at(5, 11), at(6, 14)), BERLIN, moves=meeting(at(5, 10)))
    assert morning_only.answer("in the afternoon please", now=NOW) == Fits((at(6, 14),))


def test_a_shift_to_where_nothing_is_free_gives_the_nearest() -> None:
    found = MOVING.answer("two hours later", now=NOW)
    assert found == NoneFits((at(5, 10, 30), at(5, 11), at(5, 11, 30)))


def test_words_about_something_else_say_no_time() -> None:
    assert BOOKING.answer("nora@field.example", now=NOW) is None
    assert MOVING.answer("I can't make it", now=NOW) is None


def test_pages_show_no_time_twice_and_end() -> None:
    seen: set[datetime] = set()
    while page := MOVING.more(seen):
        assert not seen & {slot.start for slot in page}
        seen |= {slot.start for slot in page}
    assert seen == {slot.start for slot in FREE} - {at(5, 10).start}


@given(st.text(max_size=80), st.booleans())
def test_whatever_is_said_only_free_times_come_of_it(words: str, moving: bool) -> None:
    found = (MOVING if moving else BOOKING).answer(words, now=NOW)
    slots = (
        () if found is None else (found.slot,) if isinstance(found, Meant) else getattr(found, "slots", ())
    )
    assert set(slots) <= set(FREE)
