"""docs/evaluation.md: a part that is measured alone takes its place, and all else stays."""

from __future__ import annotations

from pathlib import Path

from tests.nlu.document import write
from tests.nlu.table import Aim, ratio, table


def test_a_part_alone_replaces_only_itself(tmp_path: Path) -> None:
    file = tmp_path / "evaluation.md"
    aims = [Aim("F1 of budget", "≥", 0.95, 0.9, ratio), Aim("accuracy", "≥", 0.92, 0.93, ratio)]
    parts = {"Intents": ["", "of intents"], "Facts": ["", *table(("fact", "F1"), [("budget", "0.900")])]}
    write(file, aims, parts, "make evaluate")
    whole = file.read_text()
    assert whole.index("## Aims") < whole.index("## Facts") < whole.index("## Intents")
    assert "| F1 of budget | ≥ 0.950 | 0.900 | **no** |\n| accuracy | ≥ 0.920 | 0.930 | yes |\n" in whole

    better = table(("fact", "F1"), [("budget", "0.960")])
    write(file, [Aim("F1 of budget", "≥", 0.95, 0.96, ratio)], {"Facts": ["", *better]}, "evaluate facts")
    part = file.read_text()
    assert "| F1 of budget | ≥ 0.950 | 0.960 | yes |\n| accuracy | ≥ 0.920 | 0.930 | yes |\n" in part
    assert part.count("| budget |") == 1
    assert "| budget | 0.960 |" in part
    assert part[part.index("## Intents") :] == whole[whole.index("## Intents") :]
    assert (part.count("by `make evaluate`."), part.count("by `evaluate facts`.")) == (1, 1)


def test_writing_the_same_again_changes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "evaluation.md"
    for _ in range(2):
        write(file, [], {"Facts": ["", "words"], "Visitors": ["", "more words"]}, "make evaluate")
        text = file.read_text()
    write(file, [], {}, "make evaluate")
    assert file.read_text() == text
    assert "\n\n\n" not in text
