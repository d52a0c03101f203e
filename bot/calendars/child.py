"""Reads calendars in a process of its own, which may be killed: `python -m bot.calendars.child`.

What a calendar holds comes from outside, and there are rules that take years to count out. On standard input:
a line of JSON, then the texts; on standard output: a line of JSON. See `parsing.py`, which starts it.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from types import FrameType
from typing import IO, Any

from bot.book.calendar_models import CalendarFailure, Window
from bot.calendars.ics import TooLong, busy_times

MEMORY = 1024 * 1024 * 1024
PATIENCE = 1.0  # seconds for each series of events


def main() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, _too_long)
    json.dump(answer(sys.stdin.buffer), sys.stdout)


def answer(asked: IO[bytes]) -> dict[str, Any]:
    """The busy times as ISO instants, or the words of why there are none."""
    question = json.loads(asked.readline())
    texts = [decoded(asked.read(size)) for size in question["sizes"]]
    start, end = (datetime.fromisoformat(question[name]) for name in ("start", "end"))
    window = Window(start, end, question["zone"], question["email"])
    try:
        found = busy_times(texts, window, patience=_patience)
    except CalendarFailure as failure:
        return {"failure": str(failure), "permanent": failure.permanent}
    busy = [[at.isoformat() for at in times] for times in found.busy]
    return {"busy": busy, "warnings": found.warnings}


def decoded(body: bytes) -> str:
    """UTF-8 as RFC 5545 asks for (3.1.4), or what old programs write; never fails."""
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError:
        return body.decode("cp1252", "replace")


@contextmanager
def _patience() -> Iterator[None]:
    signal.setitimer(signal.ITIMER_REAL, PATIENCE)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def _too_long(_signal: int, _frame: FrameType | None) -> None:
    raise TooLong


if __name__ == "__main__":
    main()
