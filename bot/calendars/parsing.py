"""Busy times of calendars' texts, worked out in a process that is ended when it takes too long."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from datetime import datetime

from bot.book.calendar_models import FeedUnreadable, Window
from bot.calendars.ics import Found
from bot.settings import ROOT

LONGEST = 20.0
"""Seconds for all the texts of one calendar; 6 MB with 400 endless weekly meetings take 3."""
AT_ONCE = 2
"""Calendars that this process has read at a time."""


class Parser:
    """Starts the processes, a few at a time."""

    def __init__(self) -> None:
        self._turn = asyncio.Semaphore(AT_ONCE)

    async def busy_in(self, texts: Sequence[bytes], window: Window, *, longest: float = LONGEST) -> Found:
        """The busy times in the window. Raises FeedUnreadable, also when `longest` seconds are over."""
        async with self._turn:
            said = await _ask(_question(texts, window), longest)
        try:
            told = json.loads(said)
        except ValueError:
            raise _too_much() from None
        if "failure" in told:
            raise FeedUnreadable(told["failure"], permanent=told["permanent"])
        busy = [(datetime.fromisoformat(start), datetime.fromisoformat(end)) for start, end in told["busy"]]
        return Found(tuple(busy), tuple(told["warnings"]))


def _question(texts: Sequence[bytes], window: Window) -> bytes:
    asked = {
        "start": window.start.isoformat(),
        "end": window.end.isoformat(),
        "zone": window.zone,
        "email": window.email,
        "sizes": [len(text) for text in texts],
    }
    return b"".join([json.dumps(asked).encode(), b"\n", *texts])


async def _ask(question: bytes, longest: float) -> bytes:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot.calendars.child",
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,  # a traceback would quote the calendar
        cwd=ROOT,
        # None of the product's secrets, which stand in the environment.
        env={name: os.environ[name] for name in ("PATH", "LANG", "TZDIR") if name in os.environ},
    )
    try:
        said, _ = await asyncio.wait_for(child.communicate(question), longest)
    except TimeoutError:
        raise _too_much() from None
    finally:
        if child.returncode is None:
            child.kill()
            await child.wait()
    return said


def _too_much() -> FeedUnreadable:
    return FeedUnreadable(
        "The calendar takes too long to read: it holds too many events, or events that repeat without end. "
        "Delete those, or add a calendar with fewer events."
    )
