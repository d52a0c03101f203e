"""A project's folder where what Rasa's Python is asked to do is done by a small program."""

from pathlib import Path

import pytest

PYTHON = """#!/bin/sh
shift 2
echo "$*" >> calls
if [ "$1" = train ]; then
  [ ! -e broken ] || { echo "ERROR: story 'first' contradicts rule 'second'"; exit 1; }
  echo "INFO  hooks  - Starting to train component 'CharTfidf'."
  mkdir -p models && date +%N > "models/$3.tar.gz"
else
  [ ! -e broken ] || exit 3
  trap 'exit 0' TERM
  while :; do sleep 0.05; done
fi
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project whose `rasa` writes its calls into `calls`, and fails while `broken` exists."""
    program = tmp_path / ".venv-dialogue" / "bin" / "python"
    program.parent.mkdir(parents=True)
    program.write_text(PYTHON)
    program.chmod(0o755)
    (tmp_path / "domain.yml").write_text("intents: []\n")
    (tmp_path / "data" / "nlu").mkdir(parents=True)
    (tmp_path / "data" / "nlu" / "greet.yml").write_text("nlu: []\n")
    return tmp_path
