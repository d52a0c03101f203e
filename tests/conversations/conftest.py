"""The running product, and a program that looks at its leads."""

from __future__ import annotations

import pytest

from tests.processes import Processes
from tests.visitor import Staff


@pytest.fixture(scope="session")
def staff(product: Processes) -> Staff:
    return Staff(product.url, product.bantam("token", "create", "conversation tests").strip())
