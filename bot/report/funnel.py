"""How far leads come: from a first message to a meeting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.report.ports import Row, Rows

STEPS: tuple[tuple[str, str, Callable[[Row], bool]], ...] = (
    ("customer", "Became a customer", lambda group: group["stage"] == "customer"),
    ("meeting", "Booked a meeting", lambda group: bool(group["met"])),
    ("qualified", "Sales qualified", lambda group: group["stage"] in ("sql", "meeting")),
    ("contact", "Left an e-mail", lambda group: bool(group["reachable"])),
    ("chat", "Started a chat", lambda group: True),
)
"""From the last step to the first. Who reached one has reached those before it, whatever came of them."""


@dataclass(frozen=True)
class FunnelStep:
    name: str
    title: str
    count: int
    of_first: float
    """Share of those who started, 0 to 1."""
    of_previous: float
    """Share of those at the step before, 0 to 1."""


@dataclass(frozen=True)
class Funnel:
    """`nurtured` and `disqualified` say where those are who did not come through."""

    steps: tuple[FunnelStep, ...]
    nurtured: int
    disqualified: int


def funnel(groups: Rows) -> Funnel:
    """Count leads by step. A group is `{"stage", "reachable", "met", "leads"}`: so many leads are alike."""
    reached = dict.fromkeys((name for name, _, _ in STEPS), 0)
    for group in groups:
        came = False
        for name, _, holds in STEPS:
            came = came or holds(group)
            reached[name] += group["leads"] if came else 0
    steps: list[FunnelStep] = []
    for name, title, _ in reversed(STEPS):
        count, first = reached[name], reached["chat"]
        before = steps[-1].count if steps else count
        steps.append(FunnelStep(name, title, count, _share(count, first), _share(count, before)))
    return Funnel(tuple(steps), _at(groups, "nurture"), _at(groups, "disqualified"))


def _share(part: int, whole: int) -> float:
    return part / whole if whole else 0.0


def _at(groups: Rows, stage: str) -> int:
    return sum(group["leads"] for group in groups if group["stage"] == stage)
