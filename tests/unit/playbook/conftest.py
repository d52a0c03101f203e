from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from tests.unit.playbook.books import PROJECT


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of Tidewater's playbook, to be spoilt."""
    shutil.copytree(PROJECT / "playbook", tmp_path / "playbook")
    return tmp_path
