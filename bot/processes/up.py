"""All four processes of the Procfile together, for one machine."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection, HTTPException
from pathlib import Path

import honcho.manager
from honcho.environ import parse_procfile

from bot.errors import BantamError
from bot.processes.progress import say
from bot.settings import Address, Settings

READY_WITHIN = 180.0  # seconds
# Honcho kills what has not ended 5 s after the first one did; a mail or a turn under way may take longer.
# Under the TimeoutStopSec of docs/operators.md.
STOPS_WITHIN = 30  # seconds


class AddressTaken(BantamError):
    pass


def up(settings: Settings, root: Path) -> int:
    """Run the Procfile's processes until one ends or we are asked to stop, then end them all; the exit code.

    Raises AddressTaken when something listens already where one of them should.
    """
    _check_addresses(settings)
    # `bantam` of this environment, whatever stands on the PATH.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    environment = {**os.environ, "PATH": path, "PYTHONUNBUFFERED": "1"}
    honcho.manager.KILL_WAIT = STOPS_WITHIN
    manager = honcho.manager.Manager()
    for name, command in parse_procfile((root / "Procfile").read_text()).processes.items():
        manager.add_process(name, command, env=environment, cwd=str(root))
    announcer = subprocess.Popen([sys.executable, "-m", "bot.processes", "announce"], cwd=root)
    try:
        manager.loop()
    finally:
        announcer.terminate()
        announcer.wait()
    return 0 if manager.returncode in (130, 143) else int(manager.returncode or 0)


def wait_until_ready(settings: Settings) -> bool:
    """Wait for `/readyz`, at most READY_WITHIN, and say how it went."""
    began = time.monotonic()
    while time.monotonic() - began < READY_WITHIN:
        if is_ready(settings):
            say(f"\nReady after {time.monotonic() - began:.0f} s.")
            return True
        time.sleep(0.3)
    say(f"\nNot ready after {READY_WITHIN:.0f} s. The lines above or `bantam doctor` say why.")
    return False


def _check_addresses(settings: Settings) -> None:
    for name in ("web", "actions", "dialogue"):
        address: Address = getattr(settings, f"{name}_address")
        try:
            socket.create_connection((address.host, address.port), timeout=2).close()
        except OSError:
            continue
        raise AddressTaken(
            f"Something listens at {address.host}:{address.port} already, perhaps another copy of Bantam."
            f" End it, or set {name.upper()}_ADDRESS (and DATA_DIR, for a copy of its own)."
        )


def is_ready(settings: Settings) -> bool:
    """Whether web answers that it, the database, the dialogue and the actions are ready."""
    return _answers(settings.web_address, "/readyz")


def is_alive(settings: Settings) -> bool:
    """Whether web answers at all."""
    return _answers(settings.web_address, "/healthz")


def _answers(address: Address, path: str) -> bool:
    connection = HTTPConnection(address.host, address.port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()
