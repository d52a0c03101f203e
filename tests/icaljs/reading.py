"""iCalendar as a library of another make reads it: ical.js, which Thunderbird and Nextcloud use, in Node."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Any

HERE = Path(__file__).parent


def read_all(texts: Sequence[str]) -> list[dict[str, Any]]:
    """What parse.js says of each text: `{"method", "zones", "events": [{"uid", "start", "attendees", ...}]}`.

    Instants are seconds since 1970 in UTC. Raises for a text that ical.js does not take.
    """
    if not (HERE / "node_modules/ical.js").is_dir():
        raise AssertionError("ical.js is not installed. Run `make icaljs`, which needs Node and npm.")
    done = subprocess.run(
        ["node", "parse.js"], cwd=HERE, input=json.dumps(texts), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise AssertionError(f"ical.js does not read this: {done.stderr}")
    found: list[dict[str, Any]] = json.loads(done.stdout)
    return found


def read(text: str) -> dict[str, Any]:
    """The calendar of a text with one event: as above, with `event` beside `events`."""
    (calendar,) = read_all([text])
    (event,) = calendar["events"]
    return {**calendar, "event": event}
