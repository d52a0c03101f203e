"""A rep's own calendar: where it is, what is known of it, and what can go wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from bot.book.rules import Busy
from bot.errors import BantamError, Refused

Kind = Literal["ics", "caldav"]

STALE_AFTER = timedelta(hours=6)
"""What was read longer ago than this is no longer trusted: no slot of the rep is offered."""
READ_EVERY = timedelta(minutes=10)
RETRY_AT_MOST = timedelta(hours=1)


class CalendarFailure(BantamError):
    """A calendar could not be read or written. The text is for the rep, and names the host at most.

    `permanent`: trying again does not help, the rep (or an admin) has to do something.
    """

    def __init__(self, text: str, *, permanent: bool = False) -> None:
        super().__init__(text)
        self.permanent = permanent


class CalendarUnreachable(CalendarFailure):
    """Its server does not answer, is not allowed, or refuses us."""


class FeedUnreadable(CalendarFailure):
    """Something came, but no calendar that can be read."""


class CalendarRefused(Refused):
    """The calendar was not added, and the words say why."""


@dataclass(frozen=True)
class OwnCalendar:
    """A row. `address` and `secret` are sealed: the vault opens them. Instants are aware."""

    id: str
    rep_id: str
    kind: Kind
    address: str
    username: str | None
    secret: str | None
    private_allowed: bool
    written: bool
    added_at: datetime
    due_at: datetime
    read_at: datetime | None = None
    failures: int = 0
    problem: str | None = None
    told_at: datetime | None = None
    etag: str | None = None
    last_modified: str | None = None

    def stale(self, now: datetime) -> bool:
        return self.read_at is None or self.read_at < now - STALE_AFTER


@dataclass(frozen=True)
class Source:
    """Where a calendar is and how to get in, in the clear: never to be logged or shown.

    `etag` and `last_modified` are what the last answer was marked with; empty asks for the whole of it.
    """

    kind: Kind
    address: str
    username: str | None = None
    password: str | None = None
    private_allowed: bool = False
    etag: str | None = None
    last_modified: str | None = None

    def __repr__(self) -> str:
        return f"Source({self.kind})"


@dataclass(frozen=True)
class Window:
    """What is asked for: `start` to `end`, half-open and aware.

    Whole days and times without a zone are read in `zone` (IANA). An event that `email` declined is no
    obstacle.
    """

    start: datetime
    end: datetime
    zone: str
    email: str | None = None


@dataclass(frozen=True)
class Reading:
    """What a calendar holds in the window: busy times in UTC, sorted, none touching another.

    `warnings` say what was left out or guessed; they quote names of zones, and nothing else.
    `address` is the calendar's own, where the one that was asked led to it.
    """

    busy: tuple[Busy, ...]
    warnings: tuple[str, ...] = ()  # at most 20
    etag: str | None = None
    last_modified: str | None = None
    address: str | None = None
    name: str | None = None

    @property
    def remark(self) -> str | None:
        """The warnings as the rep is shown them beside the calendar."""
        return "; ".join(self.warnings) or None


@dataclass(frozen=True)
class NotModified:
    """What was read last still holds."""


@dataclass(frozen=True)
class CalendarView:
    """A calendar as the rep sees it. `age` is that of what is known; None: never read.

    `problem` says why it cannot be read or written, or, unless it is `failing`, what was left out or guessed.
    """

    id: str
    host: str
    kind: Kind
    written: bool
    age: timedelta | None
    stale: bool
    failing: bool
    problem: str | None
    next_read: datetime


@dataclass(frozen=True)
class Added:
    """The calendar is kept and was read once. `name` is what its owner calls it, when the server says so."""

    calendar_id: str
    host: str
    name: str | None
    busy: int
    warnings: tuple[str, ...]


@dataclass(frozen=True)
class DueWrite:
    """A meeting that a calendar has to hear of; `sequence` is of what the calendar has (None: nothing)."""

    meeting_id: str
    calendar_id: str
    due_at: datetime
    failures: int
    sequence: int | None


@dataclass(frozen=True)
class FeedOwner:
    """Whose private feed it is; `version` counts up when older links of it are to end."""

    rep_id: str
    version: int
    active: bool


def retry_after(failures: int) -> timedelta:
    """How long to wait after that many failures in a row: 10, 20, 40 minutes, then an hour."""
    return min(READ_EVERY * (1 << min(failures - 1, 6)), RETRY_AT_MOST)
