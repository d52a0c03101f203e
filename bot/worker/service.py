"""Does what is due. It knows nothing of mails, sequences or chats: `bootstrap` hands it the work."""

from __future__ import annotations

import asyncio
import logging
import signal
import traceback
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Protocol

from bot.clock import Clock
from bot.errors import BantamError

log = logging.getLogger("bantam.worker")

DueWork = Callable[[datetime], Awaitable[int]]
"""Does one piece of what is due at that instant (aware) and says how many it did: 0 when nothing is left.

It claims with a lease, so that any number of workers may run it at once.
"""
EVERY = 1.0  # seconds between looks when nothing was due
SLOWEST = 30.0  # seconds between looks at work that keeps failing
GRACE = 10.0  # seconds to finish what is being done; what is cut off is taken over when its lease runs out


class App(Protocol):
    @property
    def clock(self) -> Clock: ...
    @property
    def due_work(self) -> Mapping[str, DueWork]:
        """By name, for the log."""
        ...


class WorkFailed(BantamError):
    """Some due work raised; everything else that was due is done."""

    def __init__(self, names: list[str]) -> None:
        super().__init__(
            f"Not done: {', '.join(names)}. The log above says why; run it again when that is mended."
        )


async def run(app: App, *, stop: asyncio.Event | None = None, every: float = EVERY) -> None:
    """Work until SIGTERM or SIGINT (or until `stop` is set); one kind of work never waits for another.

    Work that fails is logged without anybody's words or addresses, and tried again.
    """
    stop = stop or _stop_at_signals()
    log.info("worker ready: %s", ", ".join(app.due_work))
    kinds = [asyncio.create_task(_keep_doing(name, app, stop, every)) for name in app.due_work]
    waiting = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({waiting, *kinds}, return_when=asyncio.FIRST_COMPLETED)
        stop.set()
        await asyncio.wait(kinds or {waiting}, timeout=GRACE)
    finally:
        for task in (waiting, *kinds):
            task.cancel()
        await asyncio.gather(waiting, *kinds, return_exceptions=True)
    log.info("worker stopped")


async def tick(app: App, at: datetime | None = None) -> dict[str, int]:
    """Do all the work due at the instant `at` (aware; None: now), once, until nothing is left; what was done.

    Raises WorkFailed after everything that could be done.
    """
    now = at or app.clock.now()
    done = dict.fromkeys(app.due_work, 0)
    failed: list[str] = []
    busy = True
    while busy:
        busy = False
        for name in [name for name in app.due_work if name not in failed]:
            while (count := await _once(name, app.due_work[name], now)) != 0:
                if count is None:
                    failed.append(name)
                    break
                done[name] += count
                busy = True
    if failed:
        raise WorkFailed(failed)
    return done


async def _keep_doing(name: str, app: App, stop: asyncio.Event, every: float) -> None:
    failures = 0
    while not stop.is_set():
        count = await _once(name, app.due_work[name], app.clock.now())
        failures = failures + 1 if count is None else 0
        if not count:
            await _pause(stop, min(SLOWEST, every * 2**failures))


async def _once(name: str, work: DueWork, now: datetime) -> int | None:
    """What the work did; None when it failed."""
    try:
        return await work(now)
    except Exception as error:  # noqa: BLE001 - whatever it is, the other work must go on
        log.error("%s failed: %s", name, _without_words(error))  # a traceback would quote values
        return None


def _without_words(error: Exception) -> str:
    """What and where, without the message: a database's errors quote the values of the row."""
    if isinstance(error, BantamError):
        return str(error)
    own = [
        frame for frame in traceback.extract_tb(error.__traceback__) if "site-packages" not in frame.filename
    ]
    return f"{type(error).__name__} at {own[-1].filename}:{own[-1].lineno}" if own else type(error).__name__


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        pass


def _stop_at_signals() -> asyncio.Event:
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    return stop
