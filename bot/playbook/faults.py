"""A fault of a file that people write, told so that it can be mended at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from bot.errors import BantamError


@dataclass(frozen=True, order=True)
class Fault:
    """What is wrong at a line of a file, and what to write instead. `file` is relative to the project."""

    file: str
    line: int
    what: str
    instead: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.what}; {self.instead}"


class PlaybookError(BantamError):
    """The playbook cannot be used; `faults` holds every fault, by file and line."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(str(fault) for fault in self.faults))
