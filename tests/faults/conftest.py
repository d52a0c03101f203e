"""A copy of the product that these tests may break: nobody else uses it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.processes import Processes
from tests.visitor import Staff


@pytest.fixture(scope="session")
def breakable(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Processes]:
    with Processes.running(tmp_path_factory.mktemp("breakable")) as processes:
        yield processes


@pytest.fixture(scope="session")
def witness(breakable: Processes) -> Staff:
    """What the staff interface says."""
    return Staff(breakable.url, breakable.bantam("token", "create", "fault tests").strip())
