"""Whatever happens in whatever order: no rep is met twice at a time, and no meeting is lost."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import delete

from bot.store.database import open_engine
from bot.store.tables import metadata
from tests.integration.book.bookings import Bookings


def machine(before: Callable[[], str]) -> Any:
    return type("Bookings", (Bookings,), {"before": staticmethod(before)})


def checked(runs: int) -> Any:
    """No example database and no shrinking limits of time: the clock is ours."""
    return settings(
        max_examples=runs, stateful_step_count=25, deadline=None, database=None,
        suppress_health_check=list(HealthCheck), phases=(Phase.generate, Phase.shrink),
    )  # fmt: skip


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_no_order_of_events_overlaps_or_loses_a_meeting_on_sqlite(
    migrated_sqlite: Path, sized: Callable[[int], int]
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bantam.db"

        def fresh() -> str:
            for old in Path(folder).glob("bantam.db*"):
                old.unlink()
            shutil.copyfile(migrated_sqlite, path)
            return f"sqlite:///{path}"

        run_state_machine_as_test(machine(fresh), settings=checked(sized(2000)))


@pytest.mark.proof
@pytest.mark.timeout(3600)
def test_no_order_of_events_overlaps_or_loses_a_meeting_on_postgresql(
    postgres: Any, migrated_postgres: str, sized: Callable[[int], int]
) -> None:
    url = postgres.create(template=migrated_postgres)

    def fresh() -> str:
        asyncio.run(_emptied(url))
        return str(url)

    run_state_machine_as_test(machine(fresh), settings=checked(sized(2000)))


async def _emptied(url: str) -> None:
    engine = open_engine(url)
    async with engine.begin() as connection:
        for table in reversed(metadata.sorted_tables):
            await connection.execute(delete(table))
    await engine.dispose()
