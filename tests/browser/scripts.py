"""The corpus of `scripts.txt`, and how a page tells that a piece of it ran or changed the page."""

from __future__ import annotations

from pathlib import Path

SINK = "sink.example"
"""The host to which pieces of the corpus would tell something: no request may go there."""
RAN = "a script of the corpus ran"
WATCH = f"window.xss = () => console.error({RAN!r}); window.alert = window.xss;"
"""To be run in every page and frame before its own scripts: the corpus calls `xss()`."""


def corpus() -> list[str]:
    """Every piece, as it stands in its line; U+2028 and the like end no line."""
    lines = (Path(__file__).parent / "scripts.txt").read_text("utf-8").split("\n")
    return [line for line in lines if line and not line.startswith("# ")]
