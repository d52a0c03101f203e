"""The figures as docs/performance.md."""

from __future__ import annotations

import platform
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from tests.bench.load import TURNS, Load
from tests.bench.machine import describe
from tests.bench.mails import MailSpeed, mails_table
from tests.bench.slots import SlotTimes, slots_table

HEAD = """# Performance

Written by `make bench` on {day}; run it again rather than change a figure by hand.

Machine: {machine}. Python {python}; the dialogue: Python 3.10, Rasa 3.6.21.

The visitors run on the same machine and take their share of it. A conversation has {turns} turns (facts,
questions in between, a correction), without pauses between them; a time is that of one `POST /api/chat/say`
through web, dialogue, actions and database. Memory is PSS: what processes share is counted once.

Aims: p50 under 60 ms with one visitor; all processes under 1200 MB.
"""


@dataclass(frozen=True)
class Measured:
    """One copy: seconds until ready, MB by process when fresh and after all loads, and the loads."""

    database: str
    start: float
    fresh: dict[str, float]
    used: dict[str, float]
    loads: Sequence[Load]


def write(
    path: Path, measured: Sequence[Measured], slots: Sequence[SlotTimes], mails: Sequence[MailSpeed]
) -> None:
    """Replace the file at `path`."""
    text = HEAD.format(
        day=f"{datetime.now(UTC):%Y-%m-%d}",
        machine=describe(),
        python=platform.python_version(),
        turns=len(TURNS),
    )
    path.parent.mkdir(exist_ok=True)
    parts = (_speed(measured), slots_table(slots), mails_table(mails), _memory(measured))
    path.write_text("\n".join([text, *(line for part in parts for line in (*part, ""))]))


def write_part(path: Path, rows: Sequence[str]) -> None:
    """Replace one part of the file at `path`, by its heading (the first of `rows`), or add it at the end."""
    text = path.read_text()
    before, found, rest = text.partition(f"{rows[0]}\n")
    _, another, after = rest.partition("\n## ")
    part = "\n".join((*rows, ""))
    path.write_text(f"{before if found else text + chr(10)}{part}" + (f"\n## {after}" if another else ""))


def _speed(measured: Sequence[Measured]) -> list[str]:
    rows = ["## Start and speed", ""]
    rows += ["| database | ready after | visitors | p50 | p95 | slowest | turns/s | unanswered |"]
    rows += ["| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"]
    for one in measured:
        for load in one.loads:
            cells = (
                one.database,
                f"{one.start:.0f} s",
                f"{load.visitors}",
                *(f"{time:.0f} ms" for time in (load.p50, load.p95, load.slowest)),
                f"{load.turns_per_second:.1f}",
                f"{load.unanswered} of {load.turns}",
            )
            rows.append(f"| {' | '.join(cells)} |")
    return rows


def _memory(measured: Sequence[Measured]) -> list[str]:
    rows = ["## Memory, MB", ""]
    names = tuple(measured[0].fresh)
    rows += [f"| database | when | {' | '.join(names)} | all |"]
    rows += [f"| --- | --- | {' | '.join(['---:'] * (len(names) + 1))} |"]
    for one in measured:
        for when, memory in (("ready", one.fresh), ("after the loads", one.used)):
            cells = " | ".join(f"{memory[name]:.0f}" for name in names)
            rows.append(f"| {one.database} | {when} | {cells} | {sum(memory.values()):.0f} |")
    rows += [
        "",
        "`up` is what starts the four and shows what they print; PostgreSQL's own memory is not counted.",
    ]
    return rows
