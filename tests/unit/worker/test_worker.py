"""The worker's loop, with work that is only counted."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime

import pytest

from bot.clock import FixedClock
from bot.worker.service import DueWork, WorkFailed, run, tick

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


class Pile:
    """So many pieces of work; each piece may leave new ones on another pile."""

    def __init__(self, pieces: int, *, then: Pile | None = None) -> None:
        self.pieces, self.then, self.seen = pieces, then, list[datetime]()

    async def __call__(self, now: datetime) -> int:
        self.seen.append(now)
        if not self.pieces:
            return 0
        self.pieces -= 1
        if self.then:
            self.then.pieces += 1
        return 1


class App:
    def __init__(self, **work: DueWork) -> None:
        self.clock = FixedClock(NOON)
        self.due_work = work


async def fails(_: datetime) -> int:
    raise LookupError("ann@example.com said something private")


async def test_a_tick_does_everything_due_until_nothing_is_left() -> None:
    mails = Pile(0)
    app = App(mail=mails, steps=Pile(3, then=mails))

    assert await tick(app) == {"mail": 3, "steps": 3}
    assert await tick(app) == {"mail": 0, "steps": 0}


async def test_a_tick_at_an_instant_hands_that_instant_to_all_the_work() -> None:
    pile = Pile(1)
    later = datetime(2027, 1, 1, tzinfo=UTC)
    await tick(App(steps=pile), later)

    assert set(pile.seen) == {later}


async def test_work_that_fails_in_a_tick_is_named_and_the_rest_is_done() -> None:
    pile = Pile(2)
    with pytest.raises(WorkFailed, match="Not done: broken"):
        await tick(App(broken=fails, steps=pile))

    assert pile.pieces == 0


async def test_a_failure_is_logged_without_anybodys_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO), pytest.raises(WorkFailed):
        await tick(App(broken=fails))

    assert "broken failed: LookupError at " in caplog.text
    assert "ann@example.com" not in caplog.text


async def test_work_that_fails_or_stalls_keeps_no_other_work_from_being_done() -> None:
    pile, stop = Pile(5), asyncio.Event()

    async def stalls(_: datetime) -> int:
        await stop.wait()
        return 0

    running = asyncio.create_task(run(App(broken=fails, slow=stalls, steps=pile), stop=stop, every=0.01))
    async with asyncio.timeout(5):
        while pile.pieces:
            await asyncio.sleep(0.01)
        stop.set()
        await running


async def test_when_told_to_stop_it_finishes_the_piece_that_it_has_begun() -> None:
    stop, begun, done = asyncio.Event(), asyncio.Event(), list[str]()

    async def slowly(_: datetime) -> int:
        begun.set()
        await asyncio.sleep(0.1)
        done.append("whole")
        return 1

    running = asyncio.create_task(run(App(mail=slowly), stop=stop, every=0.01))
    await begun.wait()
    stop.set()
    await running

    assert done == ["whole"]
