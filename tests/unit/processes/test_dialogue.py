"""The supervisor runs in a process of its own, with a program that behaves like Rasa."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from bot.processes.training import checked_model, train

SERVE = """
import sys
from pathlib import Path
from bot.processes.dialogue import serve
from bot.settings import load_settings
root = Path(sys.argv[1])
serve(load_settings(root, {"DEMO": "1"}), root)
"""


def quiet(_: str) -> None:
    pass


def runs(project: Path) -> list[str]:
    """The models that Rasa was started with so far."""
    lines = (project / "calls").read_text().splitlines() if (project / "calls").exists() else []
    return [line.split()[3] for line in lines if line.startswith("run ")]


def until(true: Callable[[], object]) -> None:
    for _ in range(200):
        if true():
            return
        time.sleep(0.05)
    raise AssertionError("it did not happen within 10 s")


@pytest.fixture
def supervisor(project: Path) -> Iterator[subprocess.Popen[str]]:
    train(project, quiet)
    with subprocess.Popen(
        [sys.executable, "-c", SERVE, str(project)], stderr=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        until(lambda: runs(project))
        yield process
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)  # and with it what it started


def test_a_new_model_is_served_without_being_told(project: Path, supervisor: subprocess.Popen[str]) -> None:
    (project / "domain.yml").write_text("changed: true\n")
    model = train(project, quiet)
    until(lambda: runs(project)[-1] == str(model.path))
    assert supervisor.poll() is None


def test_a_model_of_unknown_origin_is_never_served(project: Path, supervisor: subprocess.Popen[str]) -> None:
    pointer = project / "models" / "current.json"
    pointer.write_text(pointer.read_text().replace('"sha256": "', '"sha256": "0'))
    assert supervisor.stderr is not None
    assert "the old model stays" in supervisor.stderr.readline()
    assert len(runs(project)) == 1


def test_rasa_is_started_again_when_it_dies(project: Path, supervisor: subprocess.Popen[str]) -> None:
    (project / "broken").touch()
    for rasa in psutil.Process(supervisor.pid).children():
        rasa.kill()
    until(lambda: len(runs(project)) == 2)
    (project / "broken").unlink()
    until(lambda: len(runs(project)) == 3)
    assert supervisor.poll() is None


def test_a_signal_ends_rasa_and_then_the_supervisor(supervisor: subprocess.Popen[str]) -> None:
    children = psutil.Process(supervisor.pid).children()
    supervisor.send_signal(signal.SIGTERM)
    assert supervisor.wait(10) == 0
    assert children
    assert not any(rasa.is_running() for rasa in children)


def test_a_model_that_was_changed_while_it_was_served_is_not_loaded_again(
    project: Path, supervisor: subprocess.Popen[str]
) -> None:
    model = checked_model(project)
    model.path.write_text("code of somebody else")
    for rasa in psutil.Process(supervisor.pid).children():
        rasa.kill()
    assert supervisor.stderr is not None
    told = iter(supervisor.stderr.readline, "")
    assert any("is not the file that training wrote. Run `bantam train --force`" in line for line in told)
    assert len(runs(project)) == 1
    fresh = train(project, quiet, force=True)
    until(lambda: len(runs(project)) == 2)
    assert runs(project)[-1] == str(fresh.path)
