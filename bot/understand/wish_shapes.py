"""What is read of a wish: days, hours, and options made of both."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal
from zoneinfo import ZoneInfo

from bot.understand.dates import Period
from bot.understand.facts import Quote

Whose = Literal["visitor", "team", "named"]
Order = Literal["soonest", "latest", "later", "earlier", "later_hour", "earlier_hour"]
"""Soonest and latest of what fits; later and earlier than the times shown, or than their hours of the day."""


@dataclass(frozen=True, order=True)
class Hours:
    """When a meeting may start, by the wall clock: from `start` on and before `end` (None: midnight).

    `at` is exactly `start`, `about` half an hour around it. With `over` the meeting ends by `end`, too:
    somebody who has time between 2 and 4 leaves at 4.
    """

    start: time = time.min
    end: time | None = None
    kind: Literal["range", "at", "about"] = "range"
    over: bool = False


@dataclass(frozen=True)
class Option:
    """Days and hours together: one of `days` (half-open dates; none: any), one of `weekdays` (0 is Monday;
    none: any), and one of `hours` (none: any)."""

    days: tuple[Period, ...] = ()
    weekdays: frozenset[int] = frozenset()
    hours: tuple[Hours, ...] = ()


@dataclass(frozen=True)
class Wish:
    """A time fits if one of `options` holds (none: any time) and none of `refused`.

    `whose` says on whose clock the hours are, `zone` which one when the visitor named it.
    """

    quote: Quote
    options: tuple[Option, ...] = ()
    refused: tuple[Option, ...] = ()
    order: Order | None = None
    whose: Whose | None = None
    zone: ZoneInfo | None = None

    @property
    def exact(self) -> bool:
        """Whether each option is an exact hour."""
        hours = [each for option in self.options for each in option.hours]
        return (
            bool(hours)
            and all(option.hours for option in self.options)
            and all(h.kind == "at" for h in hours)
        )


@dataclass(frozen=True)
class Days:
    """Days where they stand: any of `periods` (half-open; none: any date), and of them the `weekdays`.

    `coming` is a weekday by its bare name. `away` is a time that the visitor says they are not there.
    """

    start: int
    end: int
    periods: tuple[Period, ...] = ()
    weekdays: frozenset[int] = frozenset()
    coming: bool = False
    away: bool = False


@dataclass(frozen=True)
class Clock:
    """Hours where they stand. `part` is a part of the day; `bare` an hour that may be am or pm."""

    start: int
    end: int
    hours: Hours
    part: bool = False
    bare: bool = False
    day: date | None = None


Piece = Days | Clock
