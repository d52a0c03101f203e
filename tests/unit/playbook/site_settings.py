"""Other settings in the place of ours in playbook/site.yml."""

from __future__ import annotations

from pathlib import Path


def put(project: Path, settings: str, *, instead_of: str) -> int:
    """Write them; the number of their first line."""
    path = project / "playbook/site.yml"
    before, found, after = path.read_text("utf-8").partition(instead_of)
    assert found
    path.write_text(before + settings + after, "utf-8")
    return before.count("\n") + 1
