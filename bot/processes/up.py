"""All four processes of the Procfile together, for one machine."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path

import httpx
from honcho.environ import parse_procfile
from honcho.manager import Manager

from bot.processes.progress import say
from bot.settings import Settings

READY_WITHIN = 180.0  # seconds


def up(settings: Settings, root: Path, *, welcome: Callable[[], None] | None = None) -> int:
    """Run the Procfile's processes until one ends or we are asked to stop, then end them all; the exit code.

    `welcome` is called once, in a thread of its own, when all of them are ready.
    """
    # `bantam` of this environment, whatever stands on the PATH.
    path = os.pathsep.join((str(Path(sys.executable).parent), os.environ.get("PATH", "")))
    environment = {**os.environ, "PATH": path, "PYTHONUNBUFFERED": "1"}
    manager = Manager()
    for name, command in parse_procfile((root / "Procfile").read_text()).processes.items():
        manager.add_process(name, command, env=environment, cwd=str(root))
    threading.Thread(target=_announce, args=(settings, welcome or (lambda: None)), daemon=True).start()
    manager.loop()
    return 0 if manager.returncode in (130, 143) else int(manager.returncode or 0)


def _announce(settings: Settings, welcome: Callable[[], None]) -> None:
    began = time.monotonic()
    while time.monotonic() - began < READY_WITHIN:
        if is_ready(settings):
            say(f"Ready after {time.monotonic() - began:.0f} s.")
            welcome()
            return
        time.sleep(0.3)
    say(f"Not ready after {READY_WITHIN:.0f} s. The lines above or `bantam doctor` say why.")


def is_ready(settings: Settings) -> bool:
    """Whether web answers that it, the database, the dialogue and the actions are ready."""
    return _answers(f"{settings.web_address.url}/readyz")


def is_alive(settings: Settings) -> bool:
    """Whether web answers at all."""
    return _answers(f"{settings.web_address.url}/healthz")


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=5, trust_env=False).status_code == 200
    except httpx.HTTPError:
        return False
