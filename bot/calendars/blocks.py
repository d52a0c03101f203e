"""An iCalendar text (RFC 5545, 3.1) as blocks of lines, without what busy times do not need.

Titles, places and guests are dropped here, before anything else sees them; a broken event stays a broken
event and breaks nothing else.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from bot.book.calendar_models import FeedUnreadable

KEPT = frozenset({
    "UID", "DTSTART", "DTEND", "DURATION", "RRULE", "RDATE", "EXDATE", "RECURRENCE-ID", "STATUS", "TRANSP",
    "SEQUENCE", "ATTENDEE", "FREEBUSY", "X-MICROSOFT-CDO-BUSYSTATUS",
})  # fmt: skip
READ = ("VEVENT", "VFREEBUSY", "VTIMEZONE")
_FOLD = re.compile(r"\n[ \t]")
_PAGE = re.compile(r"\s*<(!doctype|html|head|body|\?xml)", re.IGNORECASE)


@dataclass
class Block:
    """One VEVENT, VFREEBUSY or VTIMEZONE: its lines, unfolded; of a VTIMEZONE all, its parts included."""

    name: str
    lines: list[str] = field(default_factory=list)

    def value(self, name: str) -> str | None:
        """The first value of that property, whatever its parameters."""
        return next((value_of(line) for line in self.lines if name_of(line) == name), None)


@dataclass
class Blocks:
    """What a text holds; `zone` is its X-WR-TIMEZONE, as written."""

    found: list[Block]
    zone: str | None = None


def split(text: str) -> Blocks:
    """The blocks of every VCALENDAR in the text. Raises FeedUnreadable when it holds none, or not its end."""
    upper = text.upper()
    if "BEGIN:VCALENDAR" not in upper:
        if _PAGE.match(text):
            raise FeedUnreadable(
                "A web page stands there instead of a calendar. Copy the calendar's secret address in iCal "
                "format (it often ends in .ics), not the page's.",
                permanent=True,
            )
        words = "There is no calendar in what stands there. Copy the calendar's address in iCal format anew."
        raise FeedUnreadable(words, permanent=True)
    if "END:VCALENDAR" not in upper[upper.rindex("BEGIN:VCALENDAR") :]:
        # Half a calendar has half of the busy times: what was read before is nearer to the truth.
        raise FeedUnreadable("The calendar breaks off in the middle. It is read again soon.")
    reader = _Reader()
    for line in _lines(text):
        reader.take(line)
    return Blocks(reader.found, reader.zone)


class _Reader:
    """Goes through the lines once, knowing the component that it is in."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.zone: str | None = None
        self._block: Block | None = None
        self._inner: list[str] = []

    def take(self, line: str) -> None:
        name = name_of(line)
        if name == "BEGIN":
            self._begin(value_of(line).strip().upper(), line)
        elif name == "END":
            self._end(value_of(line).strip().upper(), line)
        elif self._block is None:
            if name == "X-WR-TIMEZONE" and self.zone is None:
                self.zone = value_of(line).strip()
        elif self._block.name == "VTIMEZONE" or (not self._inner and name in KEPT):
            self._block.lines.append(line)

    def _begin(self, component: str, line: str) -> None:
        if component in READ or component == "VCALENDAR":
            # Also without the END of the one before, which is taken as it is.
            self._block, self._inner = None, []
            if component in READ:
                self._block = Block(component)
                self.found.append(self._block)
        elif self._block is not None:
            self._inner.append(component)
            if self._block.name == "VTIMEZONE":
                self._block.lines.append(line)

    def _end(self, component: str, line: str) -> None:
        if self._block is None:
            return
        if component in (self._block.name, "VCALENDAR"):
            self._block, self._inner = None, []
        elif component in self._inner:
            del self._inner[self._inner.index(component) :]
            if self._block.name == "VTIMEZONE":
                self._block.lines.append(line)


def name_of(line: str) -> str:
    """The property's name, in capitals."""
    return re.split(r"[;:]", line, maxsplit=1)[0].strip().upper()


def value_of(line: str) -> str:
    """The value of a property whose values hold no colon, or that has no parameters with one."""
    return line.partition(":")[2] if ";" not in line.partition(":")[0] else line.rpartition(":")[2]


def _lines(text: str) -> Iterator[str]:
    whole = _FOLD.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    return (line for line in whole.split("\n") if line.strip())
