"""The chat widget: a custom element in plain JavaScript, joined into one script without a build step."""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path

# In this order, since a module uses what stands above it. Everything shares one function's scope: no imports,
# no names on the host page but the element itself.
MODULES = (
    "words",
    "dom",
    "markdown",
    "times",
    "memory",
    "server",
    "stream",
    "live",
    "transcript",
    "chat",
    "cards",
    "entries",
    "composer",
    "panel",
    "element",
)
FOLDER = Path(__file__).parent


@cache
def script() -> str:
    """The whole widget as one classic script in ASCII, to be served as /widget.js; read once per process.

    Comment lines and indentation are left out, so no template literal of a module may span lines.
    """
    lines = ["(() => {", '"use strict";', f"const STYLE = {json.dumps(_style())};"]
    for module in MODULES:
        source = (FOLDER / f"{module}.js").read_text("ascii")
        stripped = (line.strip() for line in source.splitlines())
        lines += [line for line in stripped if line and not line.startswith("//")]
    return "\n".join([*lines, "})();", ""])


def _style() -> str:
    """The style sheet without comments and the spaces that mean nothing."""
    source = re.sub(r"/\*.*?\*/", "", (FOLDER / "style.css").read_text("ascii"), flags=re.DOTALL)
    return re.sub(r"\s*([{};,>]|: )\s*", lambda mark: mark[1].strip(), re.sub(r"\s+", " ", source)).strip()
