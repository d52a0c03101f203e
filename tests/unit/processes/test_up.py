"""All four together: what is under way when `bantam up` is told to stop may end."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from tests.postgres import free_port

UP = """
import sys
from pathlib import Path
from bot.processes.up import up
from bot.settings import load_settings
root = Path(sys.argv[1])
sys.exit(up(load_settings(root), root))
"""
# It takes longer to end than Honcho grants by itself, as a mail server that is slow does.
SLOW = """
import signal, time
from pathlib import Path
signal.signal(signal.SIGTERM, lambda *_: (time.sleep(7), Path('sent').touch(), exit(0)))
Path('sending').touch()
while True:
    signal.pause()
"""


def test_what_is_under_way_ends_before_all_is_stopped(tmp_path: Path) -> None:
    (tmp_path / "slow.py").write_text(SLOW)
    (tmp_path / "Procfile").write_text("web: exec sleep 60\nworker: exec python slow.py\n")
    ports = {f"{name}_ADDRESS": f"127.0.0.1:{free_port()}" for name in ("WEB", "ACTIONS", "DIALOGUE")}
    environment = {**os.environ, **ports, "DEMO": "1", "DATA_DIR": str(tmp_path / "var")}
    root = str(Path(__file__).parents[3])
    with subprocess.Popen(
        [sys.executable, "-c", UP, str(tmp_path)],
        env={**environment, "PYTHONPATH": root},
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        until(tmp_path / "sending")
        process.send_signal(signal.SIGTERM)
        said, _ = process.communicate(timeout=40)
    assert (tmp_path / "sent").exists(), said
    assert process.returncode == 0


def until(file: Path) -> None:
    for _ in range(400):
        if file.exists():
            return
        time.sleep(0.05)
    raise AssertionError("it did not start within 20 s")
