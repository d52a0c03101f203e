"""What goes down, and how: each outage lasts some seconds, and then the part is there again."""

from __future__ import annotations

import signal
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal

from tests.faults.valve import Valve, valve
from tests.postgres import PrivatePostgres
from tests.processes import Processes
from tests.smtp import Keeper, mail_server

Part = Literal["dialogue", "actions", "smtp", "database"]
Kind = Literal["killed", "stalled", "refusing"]


@dataclass
class Site:
    """The product on PostgreSQL with a real mail server, a door before each."""

    processes: Processes
    postgres: PrivatePostgres
    keeper: Keeper
    doors: Mapping[str, Valve]

    def begin(self, part: Part, kind: Kind) -> Callable[[], Any]:
        """Start the outage; call what it returns to end it."""
        door = self.doors.get(part)
        if part == "database" and kind == "killed":
            self.postgres.kill()
            return self.postgres.start_again
        if door is not None:
            (door.stall if kind == "stalled" else door.shut)()
            return door.open
        if kind == "stalled":
            self.processes.signal(part, signal.SIGSTOP)
            return lambda: self.processes.signal(part, signal.SIGCONT)
        (self.processes.kill if kind == "killed" else self.processes.stop)(part)
        return lambda: self.processes.start(part)

    def outage(self, part: Part, kind: Kind, *, after: float, seconds: float) -> None:
        """The whole outage, beginning in `after` seconds; at its end everything is ready again."""
        time.sleep(after)
        end = self.begin(part, kind)
        try:
            time.sleep(seconds)
        finally:
            end()
            self.processes.wait(180)


@contextmanager
def site(folder: Any) -> Iterator[Site]:
    postgres = PrivatePostgres(survives_kill=True)
    postgres.start()
    try:
        with mail_server() as (smtp_url, keeper), _doors(postgres, smtp_url) as doors:
            processes = Processes(folder, **_settings(postgres, doors))
            processes.prepare()
            try:
                processes.start()
                processes.wait()
                yield Site(processes, postgres, keeper, doors)
            finally:
                processes.stop()
    finally:
        postgres.stop()


@contextmanager
def _doors(postgres: PrivatePostgres, smtp_url: str) -> Iterator[Mapping[str, Valve]]:
    with valve(postgres.port) as database, valve(int(smtp_url.rsplit(":", 1)[1])) as smtp:
        yield {"database": database, "smtp": smtp}


def _settings(postgres: PrivatePostgres, doors: Mapping[str, Valve]) -> dict[str, str]:
    def through(url: str) -> str:
        return url.replace(f":{postgres.port}/", f":{doors['database'].port}/")

    return {
        "clock": "",  # only with the development mailbox
        "database_url": through(postgres.create()),
        "dialogue_database_url": through(postgres.create()),
        "smtp_url": f"smtp://127.0.0.1:{doors['smtp'].port}",
        "mail_from": "Tidewater <hello@tidewater.example>",
    }
