"""Which of the shown times the visitor means."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HOUR = re.compile(r"\b(?:at\s+)?(\d{1,2})(?::(\d{2}))?\s*(am|pm|h|o'?clock)?\b", re.IGNORECASE)


def picked_start(choice: Any, card: Mapping[str, Any] | None, zone: ZoneInfo) -> datetime | None:
    """The start of the time picked from the last slots card, aware; None when the words do not name one.

    `choice` is `{"start"}` of a button, `{"nth", "quote"}` of typed words: the nth time shown (-1: the
    last), or a day or an hour that only one of them has.
    """
    if not isinstance(choice, Mapping):
        return None
    if choice.get("start"):
        return datetime.fromisoformat(str(choice["start"]))
    shown = [datetime.fromisoformat(slot["start"]) for slot in (card or {}).get("slots") or ()]
    nth = choice.get("nth")
    if isinstance(nth, int):
        index = nth - 1 if nth > 0 else nth
        return shown[index] if -len(shown) <= index < len(shown) else None
    return _named(str(choice.get("quote") or ""), shown, zone)


def _named(words: str, shown: Sequence[datetime], zone: ZoneInfo) -> datetime | None:
    days = {DAYS.index(day) for day in DAYS if re.search(rf"\b{day}", words, re.IGNORECASE)}
    fitting = [start for start in shown if not days or start.astimezone(zone).weekday() in days]
    if hour := HOUR.search(words):
        fitting = [start for start in fitting if _at(start.astimezone(zone), hour)]
    return fitting[0] if len(fitting) == 1 and (days or hour) else None


def _at(local: datetime, said: re.Match[str]) -> bool:
    hour, minute, half = int(said[1]), int(said[2] or 0), (said[3] or "").lower()
    hours = {hour % 12 + 12} if half == "pm" else {hour % 12} if half == "am" else {hour, hour + 12}
    return local.hour in hours and (said[2] is None or local.minute == minute)
