"""A process that was killed is started again; one that cannot start is not."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import psutil

SLEEPS = "import time; open('started', 'a').write('x'); time.sleep(60)"
FAILS = "import sys; open('started', 'a').write('x'); sys.exit(3)"


def kept(folder: Path, program: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bot.processes.keep", sys.executable, "-c", program]
    root = str(Path(__file__).parents[3])
    return subprocess.Popen(command, cwd=folder, env={**os.environ, "PYTHONPATH": root})


def starts(folder: Path) -> int:
    file = folder / "started"
    return len(file.read_text()) if file.exists() else 0


def until(true: Callable[[], object]) -> None:
    for _ in range(400):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within 20 s")


def test_a_process_that_was_killed_is_started_again_and_ends_when_asked(tmp_path: Path) -> None:
    keeper = kept(tmp_path, SLEEPS)
    until(lambda: starts(tmp_path) == 1)
    [child] = psutil.Process(keeper.pid).children()
    child.kill()
    until(lambda: starts(tmp_path) == 2)
    [child] = psutil.Process(keeper.pid).children()
    keeper.send_signal(signal.SIGTERM)
    keeper.wait(20)
    assert not child.is_running() or child.status() == psutil.STATUS_ZOMBIE


def test_a_process_that_cannot_start_ends_with_its_exit_code(tmp_path: Path) -> None:
    assert kept(tmp_path, FAILS).wait(20) == 3
    assert starts(tmp_path) == 1
