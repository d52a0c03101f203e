"""Twenty-four processes on a few slots: nothing overlaps, nothing deadlocks, nobody waits long."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from sqlalchemy import func, select

from bot.playbook.shapes import TeamPlaybook
from bot.store.database import Store
from bot.store.tables.book import meetings, rep_days
from tests.integration.book.conftest import MARCUS, ROOT
from tests.unit.book.team import rep

PROCESSES = 24
FULL = 200  # attempts of each
WORST_WAIT = 1.0  # seconds


@pytest.mark.proof
@pytest.mark.timeout(900)
async def test_many_processes_on_few_slots_never_overlap_deadlock_or_wait_long(
    store: Store, database_url: str, sized: Callable[[int], int]
) -> None:
    async with store.write() as uow:
        await uow.reps.replace(TeamPlaybook((rep(daily_cap=3), MARCUS)))
    attempts = sized(FULL)
    told = _crowd(database_url, attempts)
    print(f"\n{store.engine.dialect.name}: {told['outcomes']}, worst wait {told['seconds'][-1]:.3f} s")
    assert told["errors"] == []
    assert sum(told["outcomes"].values()) == PROCESSES * attempts
    assert {"Booked", "SlotTaken"} <= told["outcomes"].keys()
    if attempts == FULL:  # a tenth may hold or move nothing, and machines do other things as well
        assert {"Held", "Moved", "Cancelled"} <= told["outcomes"].keys()
        assert told["seconds"][-1] < WORST_WAIT
    await _nothing_overlaps(store)
    await _the_days_are_counted_right(store)


def _crowd(url: str, attempts: int) -> dict[str, Any]:
    command = [sys.executable, "-m", "tests.integration.book.crowd", url, str(PROCESSES), str(attempts)]
    done = subprocess.run(command, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, check=True, timeout=800)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


async def _nothing_overlaps(store: Store) -> None:
    async with store.engine.connect() as connection:
        query = select(meetings.c.rep_id, meetings.c.busy_start, meetings.c.busy_end).where(
            meetings.c.status.in_(("held", "confirmed"))
        )
        rows = sorted(tuple(row) for row in (await connection.execute(query)).all())
    assert rows
    for (rep_id, _, end), (other_id, start, _) in pairwise(rows):
        assert rep_id != other_id or end <= start


async def _the_days_are_counted_right(store: Store) -> None:
    async with store.engine.connect() as connection:
        counted = {
            (row.rep_id, row.day): row.booked
            for row in (await connection.execute(select(rep_days))).all()
            if row.booked
        }
        query = (
            select(meetings.c.rep_id, meetings.c.rep_day, func.count().label("held"))
            .where(meetings.c.status.in_(("held", "confirmed")))
            .group_by(meetings.c.rep_id, meetings.c.rep_day)
        )
        active = {(row.rep_id, row.rep_day): row.held for row in (await connection.execute(query)).all()}
    assert counted == active
