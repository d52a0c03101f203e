"""What the Makefile calls: `python -m bot.processes run|prepare|announce|validate`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from bot.errors import BantamError
from bot.processes.progress import say
from bot.settings import ROOT, load_settings


def main(step: str) -> int:
    if step == "run":
        return _run()
    if step == "validate":
        from bot.processes.training import validate

        validate(ROOT, say)
    else:
        from bot.processes import preparing

        {"prepare": preparing.prepare, "announce": preparing.announce}[step](ROOT)
    return 0


def _run() -> int:
    """What `make run` does once both environments stand: prepare, start all, say where they are."""
    from bot.processes.up import up

    if "DEMO" not in os.environ and not _says_demo(ROOT / ".env"):
        os.environ["DEMO"] = "1"
    settings = load_settings()
    # In a process of its own: what only it needs would stay in memory as long as Bantam runs.
    prepare = subprocess.run([sys.executable, "-m", "bot.processes", "prepare"], cwd=ROOT, check=False)
    if prepare.returncode:
        return prepare.returncode
    say("Starting web, actions, dialogue and worker; the dialogue takes some 15 s. Ctrl-C ends all.")
    return up(settings, ROOT)


def _says_demo(env_file: Path) -> bool:
    text = env_file.read_text() if env_file.is_file() else ""
    return any(line.strip().startswith("DEMO=") for line in text.splitlines())


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except BantamError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(error.exit_code)
    except KeyboardInterrupt:
        sys.exit(130)
