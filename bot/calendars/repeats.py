"""How much work a recurrence rule (RFC 5545, 3.3.10) would be, before anybody begins to count it out."""

from __future__ import annotations

import re
from datetime import date, datetime
from math import prod

MOST_STEPS = 100_000
"""About half a second for each rule; a daily meeting needs 3,650 in ten years."""
_SECONDS = {
    "SECONDLY": 1, "MINUTELY": 60, "HOURLY": 3_600,
    "DAILY": 86_400, "WEEKLY": 86_400, "MONTHLY": 86_400, "YEARLY": 86_400,
}  # fmt: skip
_INNER = ("BYHOUR", "BYMINUTE", "BYSECOND")
_DAY = re.compile(r"\d{8}")


def endless(rule: str, start: date, end: datetime) -> bool:
    """Whether following the rule from its start to `end` takes more than MOST_STEPS, or never gets there."""
    parts = dict(part.split("=", 1) for part in rule.upper().split(";") if "=" in part)
    unit = _SECONDS.get(parts.get("FREQ", ""))
    if unit is None:
        return False  # no rule at all: icalendar says so
    interval = _number(parts.get("INTERVAL", "1"))
    if interval is None or interval < 1:
        return True
    last = min(end.date(), _until(parts) or end.date())
    days = max((last - date(start.year, start.month, start.day)).days + 1, 0)
    steps = days * 86_400 // (unit * (interval if unit < 86_400 else 1)) + 1
    steps *= prod(max(1, parts[name].count(",") + 1) for name in _INNER if name in parts)
    count = _number(parts.get("COUNT", ""))
    if count is not None and not any(name.startswith("BY") for name in parts):
        steps = min(steps, count)
    return steps > MOST_STEPS


def _until(parts: dict[str, str]) -> date | None:
    found = _DAY.match(parts.get("UNTIL", ""))
    try:
        return datetime.strptime(found[0], "%Y%m%d").date() if found else None  # noqa: DTZ007 - a day is enough
    except ValueError:
        return None


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 10 else None
