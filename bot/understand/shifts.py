"""By how much something is to be later or earlier: "an hour later", "push it back by a week"."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

from bot.understand.message import read


@dataclass(frozen=True)
class Shift:
    """Days on the calendar, and minutes; below zero is earlier."""

    days: int = 0
    minutes: int = 0

    def start_from(self, start: datetime) -> datetime:
        """The instant in UTC: a day later is the same hour of `start`'s own zone on the next date."""
        there = (start + timedelta(days=self.days)).astimezone(timezone.utc)
        return there + timedelta(minutes=self.minutes)


_NUMBERS = {
    "a": 1.0, "an": 1.0, "one": 1.0, "two": 2.0, "three": 3.0, "four": 4.0, "five": 5.0, "ten": 10.0,
    "fifteen": 15.0, "twenty": 20.0, "thirty": 30.0, "forty-five": 45.0, "a couple of": 2.0, "half a": 0.5,
    "half an": 0.5, "quarter of an": 0.25, "a quarter of an": 0.25,
}  # fmt: skip
_MINUTES = {"m": 1, "h": 60}
_DAYS = {"d": 1, "w": 7}
_AMOUNT = re.compile(
    r"\b(?P<count>(?P<digits>\d{1,3}(?:[.,]5)?)|(?:a )?quarter of an|half an?|a couple of|an?|one|two|three"
    r"|four|five|ten|fifteen|twenty|thirty|forty-five)[ -]?"
    r"(?P<unit>min(?:ute)?s?|hours?|hrs?|h|days?|weeks?)\b(?P<and_half> and a half)?"
)
_LATER = re.compile(r"\b(?:later|back|delay\w*|postpon\w*|put(?:ting)? \S+ off|put off|further out)\b")
_EARLIER = re.compile(
    r"\b(?:earlier|sooner|forward|(?:move|bring|pull) (?:it|that|the \w+|our \w+|my \w+) up)\b"
)


def read_shift(text: str) -> Shift | None:
    """The shift that the text asks for; None without an amount, or without a direction."""
    plain = read(text).plain
    amount = _AMOUNT.search(plain)
    if amount is None:
        return None
    later, earlier = bool(_LATER.search(plain)), bool(_EARLIER.search(plain))
    if later == earlier:
        return None
    digits = amount["digits"]
    count = float(digits.replace(",", ".")) if digits else _NUMBERS[amount["count"]]
    count = (count + (0.5 if amount["and_half"] else 0)) * (1 if later else -1)
    unit = amount["unit"][0]
    if unit in _MINUTES:
        return Shift(minutes=round(count * _MINUTES[unit]))
    return Shift(days=round(count * _DAYS[unit]))
