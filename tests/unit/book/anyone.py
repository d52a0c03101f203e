"""Reps, busy times and instants of every kind, for what must hold of all of them.

Everything but `now` is a multiple of five minutes: `walked.py` walks in steps of five and misses nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from bot.book.rules import Busy
from bot.playbook.shapes import Rep, Span, TimeOff
from tests.unit.book.team import rep

ZONES = [
    "Europe/Berlin", "America/New_York", "America/Santiago", "Australia/Lord_Howe", "Asia/Kathmandu",
    "Africa/Casablanca", "Pacific/Auckland", "America/St_Johns", "America/Havana", "UTC",
]  # fmt: skip
"""North and south of the equator; changes at night, at midnight, by half an hour, and none."""

TWO_YEARS = datetime(2026, 1, 1, tzinfo=UTC), datetime(2028, 1, 1, tzinfo=UTC)


@lru_cache
def changes(zone: str) -> tuple[datetime, ...]:
    """The instants within the two years at which the zone's clocks are changed, to the quarter of an hour."""
    found = []
    at, end = TWO_YEARS
    while at < end:
        after = at + timedelta(minutes=15)
        if at.astimezone(ZoneInfo(zone)).utcoffset() != after.astimezone(ZoneInfo(zone)).utcoffset():
            found.append(after)
        at = after
    return tuple(found)


def fives(least: int, most: int) -> st.SearchStrategy[timedelta]:
    """Multiples of five minutes between these two numbers of minutes."""
    return st.integers(least // 5, most // 5).map(lambda fives: timedelta(minutes=5 * fives))


@st.composite
def spans(draw: st.DrawFn) -> Span:
    start = draw(st.integers(0, 286))
    end = draw(st.integers(start + 1, 287))
    return Span(*(time(five // 12, five % 12 * 5) for five in (start, end)))


@st.composite
def nows(draw: st.DrawFn, zone: str) -> datetime:
    """Any instant of the two years; every second one lies a few days before the clocks change."""
    near_a_change = draw(st.booleans())
    if near_a_change and changes(zone):
        before = timedelta(seconds=draw(st.integers(0, 4 * 86400)))
        return draw(st.sampled_from(changes(zone))) - before
    first, last = (bound.replace(tzinfo=None) for bound in TWO_YEARS)
    return draw(st.datetimes(first, last, timezones=st.just(UTC)))


@st.composite
def reps(draw: st.DrawFn, now: datetime, zone: str) -> Rep:
    day = now.astimezone(ZoneInfo(zone)).date()
    off = day + timedelta(days=draw(st.integers(-2, 8)))
    return rep(
        timezone=zone,
        country="XX",
        hours=tuple(tuple(draw(st.lists(spans(), max_size=2))) for _ in range(7)),
        breaks=tuple(draw(st.lists(spans(), max_size=2))),
        time_off=(TimeOff(off, off, "away"),) if draw(st.booleans()) else (),
        buffer_before=draw(fives(0, 60)),
        buffer_after=draw(fives(0, 60)),
        notice=draw(fives(0, 3000)),
        horizon=timedelta(days=draw(st.integers(1, 7))),
        meeting_length=draw(fives(5, 120)),
    )


@st.composite
def busy_times(draw: st.DrawFn, now: datetime) -> list[Busy]:
    base = now.replace(minute=0, second=0, microsecond=0)
    drawn = draw(st.lists(st.tuples(fives(-1440, 11000), fives(0, 1500)), max_size=6))
    return [(base + begin, base + begin + length) for begin, length in drawn]


@st.composite
def situations(draw: st.DrawFn) -> tuple[Rep, list[Busy], datetime]:
    """A rep, what is taken of their time, and the present instant."""
    zone = draw(st.sampled_from(ZONES))
    now = draw(nows(zone))
    return draw(reps(now, zone)), draw(busy_times(now)), now
