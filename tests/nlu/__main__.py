"""`make evaluate`: what Bantam understands of messages that it was not made with; writes docs/evaluation.md.

    python -m tests.nlu [--sets FOLDER] [--only facts|intents|visitors|pipelines] [--failures] [--sweep]

A part that is measured alone takes its place in the document; what another folder of sets gives is only
printed. `--failures` adds the texts: for development sets, since what is mended by reading a held-out set is
held out no more. `--sweep` shows other thresholds of the fallback.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from bot.settings import ROOT
from tests.nlu import (
    document,
    facts,
    facts_table,
    intents,
    intents_table,
    pipelines,
    visitors,
    visitors_table,
)
from tests.nlu.sets import FOLDER, BadSet, read_facts, read_intents, read_visitors
from tests.nlu.table import Aim


@dataclass
class Report:
    """What has been measured so far."""

    aims: list[Aim] = field(default_factory=list)
    parts: dict[str, list[str]] = field(default_factory=dict)
    failures: list[str] = field(default_factory=list)

    def add(self, heading: str, section: list[str], aims: list[Aim], failures: Iterable[str] = ()) -> None:
        print("\n".join(["", f"## {heading}", "", *section, ""]), flush=True)
        self.parts[heading] = ["", *section]
        self.aims += aims
        self.failures += failures


def main() -> None:
    asked = _asked()
    report = Report()
    try:
        if asked.sweep:
            _sweep(asked.sets)
            return
        for part in [asked.only] if asked.only else ("facts", "pipelines", "visitors"):
            MEASURES[part](asked.sets, report)
    except BadSet as error:
        sys.exit(f"{error}.")
    if asked.failures:
        print("\n".join(report.failures))
    print("\n".join(document.aims_table(report.aims)))
    if asked.sets == FOLDER:
        command = f".venv/bin/python -m tests.nlu --only {asked.only}" if asked.only else "make evaluate"
        document.write(ROOT / "docs" / "evaluation.md", report.aims, report.parts, command)
        print("Written to docs/evaluation.md.")


def _facts(sets: Path, report: Report) -> None:
    messages = read_facts(sets)
    print(f"Facts of {len(messages)} messages", flush=True)
    read = facts.read(messages)
    report.add("Facts", facts_table.section(read), facts_table.aims(read), facts_table.failures(read))


def _intents(sets: Path, report: Report) -> None:
    messages = read_intents(sets)
    print(f"Intents of {len(messages)} messages", flush=True)
    read = intents.read_by_ours(messages)
    report.add("Intents", intents_table.section(read), intents_table.aims(read), intents_table.failures(read))


def _pipelines(sets: Path, report: Report) -> None:
    measured = pipelines.measure(read_intents(sets))
    ours = next(one.read for one in measured if one.name == pipelines.OURS)
    report.add("Intents", intents_table.section(ours), intents_table.aims(ours), intents_table.failures(ours))
    report.add("Pipelines", intents_table.compared(measured), [intents_table.training_aim(measured)])


def _visitors(sets: Path, report: Report) -> None:
    visits = visitors.visit_all(read_visitors(sets))
    report.add(
        "Visitors",
        visitors_table.section(visits),
        visitors_table.aims(visits),
        visitors_table.failures(visits),
    )


def _sweep(sets: Path) -> None:
    read = intents.read_by_ours(read_intents(sets), sweep=True)
    print("\n".join(intents_table.sweep(read)))


MEASURES = {"facts": _facts, "intents": _intents, "pipelines": _pipelines, "visitors": _visitors}


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.nlu",
        description="What Bantam understands of messages that it was not made with. Writes"
        " docs/evaluation.md, or only prints the figures when it is given other sets.",
    )
    parser.add_argument(
        "--sets", type=Path, default=FOLDER, metavar="FOLDER", help="other sets than tests/nlu"
    )
    parser.add_argument("--only", choices=MEASURES, help="one part; intents uses the trained model")
    parser.add_argument("--failures", action="store_true", help="print the texts too: for development sets")
    parser.add_argument("--sweep", action="store_true", help="print what other thresholds of the fallback do")
    return parser.parse_args()


if __name__ == "__main__":
    main()
