"""How long the free slots of a whole team take: 30 days each, with 500 busy times, one core, no database."""

from __future__ import annotations

import itertools
import random
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from bot.book.hours import stretches
from bot.book.rules import Busy, free_slots
from bot.leads.holidays import public_holidays
from bot.playbook.shapes import Rep
from tests.unit.book.team import rep

TEAMS = {10: 50, 100: 300}
"""Reps, and within how many ms their slots should be found."""

BUSY = 500
DAYS = timedelta(days=30)
ROUNDS = 15
LANDS = (
    ("Europe/Berlin", "DE"), ("America/New_York", "US"), ("Asia/Singapore", "SG"), ("Australia/Sydney", "AU"),
    ("Asia/Kathmandu", "NP"),
)  # fmt: skip
NOW = datetime(2026, 3, 2, 7, tzinfo=UTC)  # the clocks of Berlin and New York change within the 30 days
"""Fixed, so that two measurements have the same slots."""


@dataclass(frozen=True)
class SlotTimes:
    """One team: slots found, and ms for those of everybody; `first` with no date and no holiday kept."""

    reps: int
    found: int
    first: float
    median: float
    slowest: float


def measure() -> list[SlotTimes]:
    """The times for each size of team."""
    public_holidays("DE", NOW.year)  # loads the library, which is no slot's time
    return [_measure(_team(size)) for size in TEAMS]


def _measure(team: Sequence[tuple[Rep, Sequence[Busy]]]) -> SlotTimes:
    public_holidays.cache_clear()
    stretches.cache_clear()
    taken: list[float] = []
    found = 0
    for _ in range(ROUNDS):
        began = time.perf_counter()
        found = sum(len(free_slots(rep, busy, NOW)) for rep, busy in team)
        taken.append((time.perf_counter() - began) * 1000)
    return SlotTimes(len(team), found, taken[0], statistics.median(taken[1:]), max(taken[1:]))


def _team(size: int) -> list[tuple[Rep, Sequence[Busy]]]:
    chance = random.Random(size)
    lands = itertools.cycle(LANDS)
    return [
        (rep(id=f"rep_{number}", timezone=zone, country=country, horizon=DAYS), _busy(chance))
        for number, (zone, country) in zip(range(size), lands, strict=False)
    ]


def _busy(chance: random.Random) -> list[Busy]:
    """A full calendar over the 30 days, in no order, as several calendars give it."""
    found = []
    for _ in range(BUSY):
        start = NOW + timedelta(minutes=5 * chance.randrange(30 * 24 * 12))
        found.append((start, start + timedelta(minutes=chance.choice((15, 30)))))
    return found


def slots_table(measured: Sequence[SlotTimes]) -> list[str]:
    """The figures as a part of docs/performance.md."""
    rows = ["## Free slots of a team", ""]
    rows += ["| reps | slots found | first | median | slowest | aim |"]
    rows += ["| ---: | ---: | ---: | ---: | ---: | ---: |"]
    for one in measured:
        times = (f"{time:.0f} ms" for time in (one.first, one.median, one.slowest))
        rows.append(f"| {one.reps} | {one.found} | {' | '.join(times)} | under {TEAMS[one.reps]} ms |")
    rows += [
        "",
        f"{DAYS.days} days of each rep, who has {BUSY} busy times; in one process, without the database.",
        "The first time works out dates and public holidays, which are kept.",
        "`python -m tests.bench.slots` prints this part alone.",
    ]
    return rows


if __name__ == "__main__":
    print("\n".join(slots_table(measure())))
