"""What `bantam check` says: every fault of the playbook, its mails, domain.yml and data/."""

from __future__ import annotations

from pathlib import Path

from bot.playbook.domain import dialogue_faults
from bot.playbook.faults import Fault
from bot.playbook.load import read


def check(root: Path) -> list[Fault]:
    """Every fault of the project in the folder `root`, by file and line; an empty list when all is well."""
    playbook, faults = read(root)
    return sorted(faults + dialogue_faults(root, playbook.qualification if playbook else None))
