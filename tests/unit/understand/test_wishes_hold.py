"""Whatever a visitor types about when to meet: no exception, and nothing read that cannot be."""

from __future__ import annotations

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.understand.dates import Period
from bot.understand.wish_shapes import Wish
from bot.understand.wishes import read_wish

PIECES = [
    "Thursday", "thurs", "Mondays", "next", "this", "week", "tomorrow", "the day after", "not", "but",
    "any day", "except", "or", "and", ",", "-", "to", "from", "between", "until", "after", "before",
    "at", "around", "3", "10", "15:30", "3pm", "12", "24", "0", "12th", "the 31st", "31 February",
    "3/12", "31/12/2026", "2026-02-30", "13/13", "March", "May", "end of", "early", "in", "two weeks",
    "an hour", "30 minutes", "half past", "two", "noon", "morning", "evening", "doesn't work", "is bad",
    "asap", "later", "earlier", "my time", "your time", "London time", "ET", "UTC+14", "UTC-12",
    "UTC+99", "week 53", "29 Feb", "weekend", "29/2", "?", "!", "\n", "\x00", "\u202e", "１５：３０", "٥",
    "99999999999", "o'clock", "ish", "24/7", "+49 30 901820", "we have", "people", "Diwali",
]  # fmt: skip
ANYTHING = st.text(max_size=300) | st.lists(st.sampled_from(PIECES) | st.text(max_size=6), max_size=14).map(
    " ".join
)
ZONES = st.sampled_from(
    ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kathmandu", "Australia/Sydney", "Pacific/Auckland"]
).map(ZoneInfo)
NOWS = st.builds(
    lambda days, seconds: (
        datetime(2024, 1, 1, tzinfo=ZoneInfo("UTC")) + timedelta(days=days, seconds=seconds)
    ),
    st.integers(0, 4_000),
    st.integers(0, 86_399),
)
HABITS = st.sampled_from([None, True, False])


def periods(wish: Wish) -> list[Period]:
    return [period for option in (*wish.options, *wish.refused) for period in option.days]


@settings(max_examples=500, deadline=None)
@given(text=ANYTHING, now=NOWS, zone=ZONES, day_first=HABITS, asked=st.booleans())
def test_any_text_gives_a_wish_that_holds_together_or_none(
    text: str, now: datetime, zone: ZoneInfo, day_first: bool | None, asked: bool
) -> None:
    wish = read_wish(text, now, zone, day_first=day_first, asked_for_slot=asked)
    if wish is None:
        return
    assert wish.quote.text == text[wish.quote.start : wish.quote.end]
    assert wish.quote.text.strip()
    today = now.astimezone(wish.zone or zone).date()
    for first, last in periods(wish):
        assert today <= first < last, "ordered, and nothing in the past"
    for option in (*wish.options, *wish.refused):
        assert option.weekdays <= set(range(7))
        assert option.days or option.weekdays or option.hours, "an option says something"
        for hours in option.hours:
            assert hours.end is None or hours.start < hours.end


@settings(max_examples=200, deadline=None)
@given(text=ANYTHING, now=NOWS, zone=ZONES)
def test_the_same_words_mean_the_same_again(text: str, now: datetime, zone: ZoneInfo) -> None:
    assert read_wish(text, now, zone) == read_wish(text, now, zone)
