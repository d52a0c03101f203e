"""The dialogue process: Rasa, started again when it dies and when a new model was trained."""

from __future__ import annotations

import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import FrameType

from bot.connect.model import Model, current_model
from bot.processes.rasa import rasa_command, serving_environment
from bot.processes.training import NoModel, check_file, checked_model
from bot.settings import Settings

LOOK_EVERY = 1.0  # seconds
STOPS_WITHIN = 25.0  # Rasa ends the turns that it is in; the longest action has a deadline of 8 s
LONGEST_PAUSE = 30.0


def serve(settings: Settings, root: Path) -> None:
    """Keep Rasa running until SIGTERM or SIGINT. Raises NoModel before the first start.

    A restart takes some 15 s. No chat is lost by it: the turn that Rasa is in ends first, and what visitors
    write meanwhile waits in the database until the dialogue is back.
    """
    _Supervisor(settings, root).run()


class _Supervisor:
    def __init__(self, settings: Settings, root: Path) -> None:
        self.settings, self.root = settings, root
        self.model = checked_model(root)
        self.stopping = False

    def run(self) -> None:
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        pause = 1.0
        while not self.stopping:
            began, model = time.monotonic(), self.model
            try:
                check_file(model)  # again: somebody may have changed it since it was loaded
            except NoModel as error:
                _say(str(error))
                self._wait_for_another(model)
                continue
            rasa = self._start(model)
            self._watch(rasa)
            _end(rasa)
            if self.model != model:
                _say(f"a new model was trained: {self.model.path.name}")
            elif not self.stopping:
                pause = 1.0 if time.monotonic() - began > 60 else min(pause * 2, LONGEST_PAUSE)
                _say(f"Rasa ended by itself, exit code {rasa.returncode}; again in {pause:.0f} s")
                self._sleep(pause)

    def _start(self, model: Model) -> subprocess.Popen[bytes]:
        address = self.settings.dialogue_address
        command = rasa_command(self.root, "run", "--quiet", "--model", str(model.path))
        command += ["--interface", address.host, "--port", str(address.port)]
        return subprocess.Popen(command, cwd=self.root, env=serving_environment(self.settings))

    def _watch(self, rasa: subprocess.Popen[bytes]) -> None:
        """Wait until Rasa ends, we are to stop, or a newer model can be used: `self.model` is it then."""
        refused: Model | None = None
        while not self.stopping:
            try:
                rasa.wait(LOOK_EVERY)
                return
            except subprocess.TimeoutExpired:
                newest = current_model(self.root)
            if newest in (None, self.model, refused):
                continue
            try:
                self.model = checked_model(self.root)
                return
            except NoModel as error:
                refused = newest
                _say(f"the old model stays: {error}")

    def _wait_for_another(self, model: Model) -> None:
        while not self.stopping and self.model == model:
            self._sleep(LOOK_EVERY)
            with suppress(NoModel):
                self.model = checked_model(self.root)

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self.stopping = True

    def _sleep(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while not self.stopping and time.monotonic() < until:
            time.sleep(0.1)


def _end(rasa: subprocess.Popen[bytes]) -> None:
    rasa.terminate()
    try:
        rasa.wait(STOPS_WITHIN)
    except subprocess.TimeoutExpired:
        rasa.kill()
        rasa.wait()


def _say(text: str) -> None:
    sys.stderr.write(f"dialogue: {text}\n")
    sys.stderr.flush()
