"""Fixtures for every kind of test. Nothing is imported or started before a test asks for it."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from tests.processes import Processes

# They import Rasa, which only its own environment has; `make test` runs them there.
collect_ignore = ["unit/dialogue"] if sys.version_info >= (3, 11) else []


@pytest.fixture(scope="session")
def sized() -> Callable[[int], int]:
    """`sized(1000)` is 1000 under `make proof` and a tenth of it under `make test`."""
    return (lambda full: full) if os.environ.get("BANTAM_PROOF") else (lambda full: max(1, full // 10))


@pytest.fixture(scope="session")
def product(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    """The demo, running as four real processes since the first test that asked; see `tests/processes.py`.

    It is shared: a test that kills or stops a process starts it again and waits for it.
    """
    from tests.processes import Processes

    with Processes.running(tmp_path_factory.mktemp("product")) as processes:
        yield processes
