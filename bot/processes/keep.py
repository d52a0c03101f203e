"""Keeps one process of the Procfile running: `python -m bot.processes.keep bantam web`.

Honcho ends all processes when one ends, which is right when one cannot start, and wrong when one was killed.
"""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence

SETTLED = 10.0  # seconds; who ends by itself before cannot start, and is not started again
PAUSE = 1.0


def keep(command: Sequence[str]) -> int:
    """Run the command, again when it was killed or ended late, until asked to stop; the exit code."""
    asked_to_stop = threading.Event()

    def stop(number: int, _frame: object) -> None:
        asked_to_stop.set()
        if process.poll() is None:
            process.send_signal(number)

    process = subprocess.Popen(command)
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    began = time.monotonic()
    while True:
        code = process.wait()
        if asked_to_stop.is_set() or code == 0 or (code > 0 and time.monotonic() - began < SETTLED):
            return code if code >= 0 else 128 - code
        sys.stdout.write(f"ended with {code}; starting it again\n")
        sys.stdout.flush()
        if asked_to_stop.wait(PAUSE):
            return 0
        process, began = subprocess.Popen(command), time.monotonic()


if __name__ == "__main__":
    sys.exit(keep(sys.argv[1:]))
