"""The four real processes, on free ports and with data of their own, for tests that talk to all of Bantam."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from bot.settings import NAMES
from tests.postgres import free_port

ROOT = Path(__file__).resolve().parents[1]
PROCESSES = ("actions", "dialogue", "web", "worker")
MONDAY = "2026-03-02T09:00:00+01:00"


class Processes:
    """One copy of the product. Settings are given by their names, in lower case: `clock=...`, `demo="0"`.

    Every process leads a process group, so `kill` ends what it started as well.
    """

    def __init__(self, folder: Path, **settings: str) -> None:
        self.folder = folder
        self.ports = {name: free_port() for name in ("web", "dialogue", "actions")}
        self.url = f"http://127.0.0.1:{self.ports['web']}"
        self.data_dir = folder / "data"
        ours = {
            "demo": "1",
            "clock": MONDAY,  # answers about dates must not depend on the day that the tests run
            "data_dir": str(self.data_dir),
            **{f"{name}_address": f"127.0.0.1:{port}" for name, port in self.ports.items()},
            **settings,
        }
        # What a developer keeps in .env, such as a mail server, is not for tests.
        unset = dict.fromkeys((*NAMES, "PYTHONDONTWRITEBYTECODE"), "")
        self.environment = {**os.environ, **unset, **{name.upper(): value for name, value in ours.items()}}
        self.database_url = ours.get("database_url", f"sqlite:///{self.data_dir / 'bantam.db'}")
        self.dialogue_database_url = ours.get(
            "dialogue_database_url", f"sqlite:///{self.data_dir / 'dialogue.db'}"
        )
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def bantam(self, *arguments: str, timeout: float = 300, stdin: str | None = None) -> str:
        """What `bantam ARGUMENTS` prints. Raises AssertionError with its errors when it fails."""
        done = subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=ROOT,
            env=self.environment,
            input=stdin,
            capture_output=True,
            text=True,
            timeout=timeout,
        )
        assert done.returncode == 0, f"bantam {' '.join(arguments)}: {done.stderr or done.stdout}"
        return done.stdout

    def prepare(self) -> None:
        """Train when something changed, migrate, and seed the demo."""
        self.folder.mkdir(parents=True, exist_ok=True)
        self.bantam("train", timeout=600)
        self.bantam("db", "upgrade")
        self.bantam("demo")

    def start(self, *names: str) -> None:
        """Start these processes, or all; `wait` until they are ready."""
        for name in names or PROCESSES:
            assert name not in self._running, f"{name} runs already"
            with self.log(name).open("ab") as log:
                self._running[name] = subprocess.Popen(
                    [sys.executable, "-m", "bot", name],
                    cwd=ROOT,
                    env=self.environment,
                    stdin=subprocess.DEVNULL,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                    start_new_session=True,
                )

    def wait(self, seconds: float = 120) -> None:
        """Wait until `/readyz` is green. Raises AssertionError with the logs when it does not get so."""
        until = time.monotonic() + seconds
        while time.monotonic() < until:
            for name, process in self._running.items():
                assert process.poll() is None, f"{name} ended with {process.returncode}\n{self._logs()}"
            if self.ready():
                return
            time.sleep(0.2)
        raise AssertionError(f"not ready after {seconds:.0f} s\n{self._logs()}")

    def ready(self) -> bool:
        try:
            return httpx.get(f"{self.url}/readyz", timeout=5, trust_env=False).status_code == 200
        except httpx.HTTPError:
            return False

    def pid(self, name: str) -> int:
        return self._running[name].pid

    def signal(self, name: str, number: signal.Signals) -> None:
        """Send a signal to the process and all that it started: SIGSTOP stalls it, SIGCONT lets it go on."""
        os.killpg(self._running[name].pid, number)

    def kill(self, name: str) -> None:
        """End the process at once, as a crash does."""
        self.signal(name, signal.SIGKILL)
        self._running.pop(name).wait(10)

    def stop(self, *names: str) -> None:
        """End these processes, or all, in good order."""
        chosen = names or tuple(self._running)
        for name in chosen:
            self._running[name].terminate()
        for name in chosen:
            try:
                self._running[name].wait(30)
            except subprocess.TimeoutExpired:
                self.signal(name, signal.SIGKILL)
                self._running[name].wait(10)
            del self._running[name]

    def log(self, name: str) -> Path:
        """Where what the process prints is kept."""
        return self.folder / f"{name}.log"

    @classmethod
    @contextmanager
    def running(cls, folder: Path) -> Iterator[Processes]:
        """The demo, prepared, started and ready; stopped at the end."""
        processes = cls(folder)
        processes.prepare()
        try:
            processes.start()
            processes.wait()
            yield processes
        finally:
            processes.stop()

    def _logs(self) -> str:
        shown = []
        for name in PROCESSES:
            if self.log(name).exists():
                shown += [f"--- {name}", *self.log(name).read_text(errors="replace").splitlines()[-30:]]
        return "\n".join(shown)
