"""Why a rep can or cannot be met on a day: what is known of that day, gathered and explained."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.book.ports import OwnCalendars
from bot.book.rules import Busy
from bot.book.whynot import DayExplained, explain_day
from bot.errors import NotFound, Refused
from bot.playbook.shapes import Rep

DAY = timedelta(days=1)
"""How far around a day is looked for what reaches into it: meetings and their buffers last less than that."""
FURTHEST = timedelta(days=366)


class Reps(Protocol):
    async def get(self, rep_id: str) -> Rep | None: ...
    async def booked_days(self, rep_id: str, first: date, last: date) -> Mapping[date, int]: ...


class Meetings(Protocol):
    async def busy(self, rep_id: str, start: datetime, end: datetime, *, now: datetime) -> Sequence[Busy]: ...


class AvailabilityWork(Protocol):
    @property
    def reps(self) -> Reps: ...
    @property
    def meetings(self) -> Meetings: ...
    @property
    def calendars(self) -> OwnCalendars: ...


@dataclass(frozen=True)
class Availability:
    """A rep's day, explained.

    `calendar_stale`: a calendar of the rep was read too long ago to be trusted, so that nothing of the day is
    offered, whatever the parts say.
    """

    rep: Rep
    explained: DayExplained
    calendar_stale: bool

    @property
    def slots(self) -> int:
        """At how many times a meeting can begin."""
        return 0 if self.calendar_stale else self.explained.slots


async def availability(uow: AvailabilityWork, rep_id: str, day: date, *, now: datetime) -> Availability:
    """What becomes of each hour of `day`, a date in the rep's zone.

    Raises NotFound without such a rep, and Refused for a day more than a year away.
    """
    rep = await uow.reps.get(rep_id)
    if rep is None:
        raise NotFound("There is no such rep. `playbook/team.yml` names those there are.")
    if abs(day - now.date()) > FURTHEST:
        raise Refused("That day is more than a year away. Choose one that is closer.")
    midnight = datetime.combine(day, time(), ZoneInfo(rep.timezone))
    start, end = midnight - DAY, midnight + 2 * DAY
    explained = explain_day(
        rep,
        day,
        await uow.meetings.busy(rep.id, start, end, now=now),
        await uow.calendars.busy(rep.id, start, end),
        now,
        await uow.reps.booked_days(rep.id, day, day),
    )
    return Availability(rep, explained, await uow.calendars.stale(rep.id, now=now))
