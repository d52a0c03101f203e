"""`make bench`: start-up, memory and speed of the real processes, written to docs/performance.md.

`python -m tests.bench --only mails` measures the mails alone and writes their part of the file anew; so does
`--only streams` for the open streams.
"""

from __future__ import annotations

import argparse
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.bench.load import Load, talk
from tests.bench.machine import memory_by_process
from tests.bench.mails import mails_table
from tests.bench.mails import measure as measure_mails
from tests.bench.page_load import write_parts as write_page_parts
from tests.bench.report import Measured, write, write_part
from tests.bench.slots import measure as measure_slots
from tests.bench.streams import measure as measure_streams
from tests.bench.streams import streams_table
from tests.postgres import PrivatePostgres
from tests.processes import ROOT, Processes

VISITORS = (1, 8)
CONVERSATIONS = 24  # in all, shared among the visitors
WAITS = 180  # seconds, for the start


PAGE = ROOT / "docs" / "performance.md"


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--only", choices=["mails", "streams"])
    postgres = PrivatePostgres()
    only = parser.parse_args().only
    postgres.start()
    try:
        if only == "mails":
            write_part(PAGE, mails_table(measure_mails(postgres)))
        elif only == "streams":
            write_part(PAGE, streams_table(measure_streams(postgres)))
        else:
            write(PAGE, _products(postgres), measure_slots(), measure_mails(postgres))
            write_part(PAGE, streams_table(measure_streams(postgres)))
            write_page_parts(PAGE)
    finally:
        postgres.stop()
    print("Written to docs/performance.md.")


def _products(postgres: PrivatePostgres) -> list[Measured]:
    """One copy on each database."""
    with tempfile.TemporaryDirectory(prefix="bantam-bench-") as folder:
        return [
            _measure("SQLite", Processes(Path(folder) / "sqlite")),
            _measure("PostgreSQL", Processes(Path(folder) / "postgresql", database_url=postgres.create())),
        ]


def _measure(database: str, product: Processes) -> Measured:
    """Everything that is measured of one copy, started as `make run` starts it: by `bantam up`."""
    print(f"{database}: preparing")
    product.prepare()
    began = time.monotonic()
    with (product.folder / "up.log").open("wb") as log:
        up = subprocess.Popen(
            [sys.executable, "-m", "bot", "up"],
            cwd=ROOT,
            env=product.environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    try:
        started = _ready(product, up, began)
        print(f"{database}: ready after {started:.1f} s")
        time.sleep(5)  # what announced the start is gone by then
        fresh = memory_by_process(up.pid)
        talk(product.url, visitors=1, conversations=1)  # what is loaded at the first turn is no turn's time
        loads: list[Load] = []
        for visitors in VISITORS:
            loads.append(talk(product.url, visitors=visitors, conversations=CONVERSATIONS))
            print(f"{database}: {loads[-1]}")
        return Measured(database, started, fresh, memory_by_process(up.pid), loads)
    finally:
        up.send_signal(signal.SIGTERM)
        up.wait(60)


def _ready(product: Processes, up: subprocess.Popen[bytes], began: float) -> float:
    while not product.ready():
        log = product.folder / "up.log"
        assert up.poll() is None, f"bantam up ended\n{log.read_text()}"
        assert time.monotonic() - began < WAITS, f"not ready after {WAITS} s\n{log.read_text()}"
        time.sleep(0.1)
    return time.monotonic() - began


if __name__ == "__main__":
    main()
