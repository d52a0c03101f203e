"""A rep's day as a picture: where each part of it lies, in pixels from the top. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from bot.book.whynot import DayExplained, Part, reason_words
from bot.playbook.shapes import Rep

HOUR = timedelta(hours=1)
HEIGHT = 48
"""Pixels of an hour."""
LABEL = 18
"""Pixels that a line of words needs."""
SHOWN_WITHOUT_HOURS = (timedelta(hours=8), timedelta(hours=18))
"""What is drawn of a day on which the rep does not work."""

TONES = {
    "free": "free", "meeting": "meeting", "buffer": "buffer", "own_calendar": "own", "no_hours": "none",
    "break": "none", "past": "none", "too_short": "buffer", "clock_repeats": "buffer",
}  # fmt: skip
"""How a reason is painted; what is not here takes away time that the rep would work: `rule`."""


@dataclass(frozen=True)
class Block:
    """A part of the day: `top` and `height` in pixels; `labelled` when its words fit into it."""

    top: float
    height: float
    tone: str
    hours: str
    words: str
    labelled: bool


@dataclass(frozen=True)
class HourLine:
    top: float
    label: str


@dataclass(frozen=True)
class Picture:
    height: float
    hours: Sequence[HourLine]
    blocks: Sequence[Block]


def picture(explained: DayExplained, rep: Rep) -> Picture:
    """The hours around those that the rep works; lengths are those of time that passes, so that a day on
    which the clocks change is an hour shorter or longer."""
    if not explained.parts:
        return Picture(0, (), ())
    start, end = _shown(explained.parts)
    blocks = []
    for part in explained.parts:
        begin, stop = max(_utc(part.start), start), min(_utc(part.end), end)
        if begin < stop:
            top, height = _pixels(begin - start), _pixels(stop - begin)
            words = reason_words(part, rep)
            blocks.append(
                Block(
                    top,
                    height,
                    tone(part),
                    hours_words(part),
                    words,
                    height >= LABEL and tone(part) != "buffer",
                )
            )
    return Picture(_pixels(end - start), _hours(start, end, ZoneInfo(rep.timezone)), blocks)


def tone(part: Part) -> str:
    return TONES.get(part.reason, "rule")


def hours_words(part: Part) -> str:
    """`09:00–12:30`; a part that lasts until the day's end ends at 24:00."""
    midnight = part.end.date() != part.start.date() and (part.end.hour, part.end.minute) == (0, 0)
    return f"{part.start:%H:%M}–{'24:00' if midnight else f'{part.end:%H:%M}'}"


def most_of(explained: DayExplained, rep: Rep) -> str:
    """What takes most of the time that the rep would work; empty when they do not work."""
    lengths: dict[str, timedelta] = {}
    for part in explained.parts:
        if part.reason not in ("free", "no_hours", "break"):
            words = reason_words(part, rep)
            lengths[words] = lengths.get(words, timedelta()) + part.length
    if not lengths:
        return ""
    return max(lengths, key=lambda words: lengths[words])


def _shown(parts: Sequence[Part]) -> tuple[datetime, datetime]:
    """From an hour before the first part that is not outside of working hours to an hour after the last."""
    first, last = _utc(parts[0].start), _utc(parts[-1].end)
    worked = [part for part in parts if part.reason != "no_hours"]
    if not worked:
        return first + SHOWN_WITHOUT_HOURS[0], first + SHOWN_WITHOUT_HOURS[1]
    start = worked[0].start.replace(minute=0, second=0, microsecond=0)
    end = _utc(worked[-1].end)
    over = timedelta(minutes=worked[-1].end.minute, seconds=worked[-1].end.second)
    return max(first, _utc(start) - HOUR), min(last, end + (HOUR - over if over else timedelta()) + HOUR)


def _hours(start: datetime, end: datetime, zone: ZoneInfo) -> list[HourLine]:
    lines, at = [], start
    while at < end:
        lines.append(HourLine(_pixels(at - start), f"{at.astimezone(zone):%H:%M}"))
        at += HOUR
    return lines


def _pixels(length: timedelta) -> float:
    return round(length / HOUR * HEIGHT, 1)


def _utc(instant: datetime) -> datetime:
    return instant.astimezone(UTC)
