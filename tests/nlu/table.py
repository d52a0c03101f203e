"""Tables in Markdown, and how figures are written in them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

NONE = "–"


def table(head: Sequence[str], rows: Iterable[Sequence[str]], *, left: int = 1) -> list[str]:
    """The lines of a table: the first `left` columns stand to the left, all others to the right."""
    rows = list(rows)
    if not rows:
        return ["Nothing."]
    cells = [" --- "] * left + [" ---: "] * (len(head) - left)
    return [_row(head), f"|{'|'.join(cells)}|", *(_row(row) for row in rows)]


def ratio(value: float | None) -> str:
    return NONE if value is None else f"{value:.3f}"


def percent(value: float | None) -> str:
    return NONE if value is None else f"{100 * value:.1f} %"


def milliseconds(value: float) -> str:
    return f"{value:.1f} ms"


def seconds(value: float) -> str:
    return f"{value:.0f} s"


def megabytes(value: float) -> str:
    return f"{value:.0f} MB" if value >= 10 else f"{value:.1f} MB"


def count(value: float) -> str:
    return f"{value:g}"


@dataclass(frozen=True)
class Aim:
    """What a figure should be: at least, at most, or less than the limit."""

    what: str
    sign: str  # ≥, ≤ or <
    limit: float
    value: float | None
    write: Callable[[float], str]

    @property
    def met(self) -> bool:
        if self.value is None:
            return False
        if self.sign == "≥":
            return self.value >= self.limit
        return self.value <= self.limit if self.sign == "≤" else self.value < self.limit

    @property
    def row(self) -> tuple[str, str, str, str]:
        measured = NONE if self.value is None else self.write(self.value)
        return self.what, f"{self.sign} {self.write(self.limit)}", measured, "yes" if self.met else "**no**"


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"
