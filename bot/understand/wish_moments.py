"""Where hours of the clock may stand in a message: "15:30", "3pm", "half past two", and bare numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import islice
from typing import Literal

from bot.understand.message import Message

NOON = 12 * 60
DAY = 24 * 60
_FIRST_BARE = 7
"""An hour without am or pm is the one from 7:00 to 18:59."""
_WORDS = {
    name: number
    for number, name in enumerate(
        ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"], 1
    )
}
_W = "|".join(_WORDS)
_QUARTERS = (("fifteen", 15), ("thirty", 30), ("forty", 45))
# A pasted table of numbers says nothing beyond its first hours, and each costs time.
_MOST = 24
_MOMENT = re.compile(
    rf"(?<![\w.,:/$€£#+%])(?:(?P<share>half|quarter|(?:5|10|20|25|five|ten|twenty)(?= (?:min\w* )?past))"
    rf" (?:(?:min\w* )?(?P<way>past|to|before|after|till|of) )?(?P<of>{_W}|\d{{1,2}})(?![\w:]| an? )"
    rf"|(?P<named>(?:12 )?noon|midday|mid-day|(?:12 )?midnight)\b"
    rf"|(?P<four>(?:0[6-9]|1\d|2[123])(?:00|15|30|45))(?=\D|\Z)"
    rf"|(?P<h>\d{{1,2}})(?:(?P<sep>[:.h])(?P<m>[0-5]\d)(?::00)?)?(?P<hh>h\b)?"
    rf"|(?P<w>{_W})\b(?: (?P<wm>fifteen|thirty|forty[- ]five)\b)?)"
    rf"(?P<ap> ?[ap]\.?m\b\.?|(?<=\d)[ap]\b)?(?P<clock> ?o'? ?clock| ?hrs\b| uhr\b)?(?P<ish> ?-?ish\b)?"
    rf"(?P<part> (?:in the|at) (?:early |late )?(?:morning|afternoon|evening|night)\b)?(?![\w%€$£])"
)


@dataclass
class Moment:
    """A clock time as it stands: `minute` of the day as written; whether it is surely one."""

    match: re.Match[str]
    minute: int
    half: Literal["am", "pm"] | None
    strong: bool
    literal: bool
    relation: str = ""
    start: int = field(default=0)
    joined: str = ""

    @property
    def sure(self) -> bool:
        return self.strong or bool(self.relation)

    def resolved(self) -> int:
        """The minute of the day; one without am or pm is from 7:00 to 18:59."""
        minute = self.minute % NOON if self.half else self.minute
        if self.half:
            return minute + (NOON if self.half == "pm" else 0)
        if not self.literal and minute < _FIRST_BARE * 60:
            return minute + NOON
        return minute % DAY


def moments(message: Message) -> Iterator[Moment]:
    for match in islice(_MOMENT.finditer(message.plain), _MOST):
        if moment := _moment(match):
            yield moment


def strong(message: Message) -> list[tuple[int, int]]:
    """Where clock times stand that can be nothing else."""
    return [moment.match.span() for moment in moments(message) if moment.strong]


def _moment(match: re.Match[str]) -> Moment | None:
    half = _half(match)
    if match["named"]:
        return Moment(match, 0 if "midnight" in match["named"] else NOON, None, strong=True, literal=True)
    if match["of"]:
        return _shared(match, half)
    if four := match["four"]:
        minute = int(four[:2]) * 60 + int(four[2:])
        return Moment(match, minute, None, strong=bool(match["clock"]), literal=True)
    word = match["w"]
    hour = _WORDS[word] if word else int(match["h"])
    minute = next((number for name, number in _QUARTERS if (match["wm"] or "").startswith(name)), 0)
    minute = int(match["m"]) if match["m"] else minute
    if hour > 24 or (half and not 1 <= hour <= 12) or (hour == 24 and minute):
        return None
    dotted = match["sep"] == "."
    clear = match["ap"] or match["clock"] or match["ish"] or match["wm"] or match["hh"] or match["part"]
    clear = clear or (match["m"] and not dotted)
    literal = bool(hour > 12 or hour == 0 or (match["h"] or "").startswith("0"))
    return Moment(match, hour * 60 + minute, half, strong=bool(clear), literal=literal)


def _shared(match: re.Match[str], half: Literal["am", "pm"] | None) -> Moment | None:
    hour = _WORDS.get(match["of"]) or int(match["of"])
    if not 1 <= hour <= 23:
        return None
    share = {"half": 30, "quarter": 15, "five": 5, "ten": 10, "twenty": 20}.get(match["share"])
    minutes = share if share is not None else int(match["share"])
    way = match["way"] or "past"
    if match["share"] == "quarter" and not match["way"]:
        return None
    signed = -minutes if way in {"to", "before", "till", "of"} else minutes
    return Moment(match, hour * 60 + signed, half, strong=True, literal=hour > 12)


def _half(match: re.Match[str]) -> Literal["am", "pm"] | None:
    letters, part = (match["ap"] or "").strip(), match["part"] or ""
    if letters.startswith("a") or "morning" in part:
        return "am"
    return "pm" if letters.startswith("p") or part else None
