"""Time off that is entered in the console; what stands in team.yml is the playbook's."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from bot.book.models import Meeting
from bot.errors import NotFound, Refused
from bot.leads.ids import new_id
from bot.playbook.shapes import Rep

LONGEST = timedelta(days=366)


@dataclass(frozen=True)
class Absence:
    """Whole days in the rep's zone, both ends included. `created_by` is the address of who entered it."""

    id: str
    first: date
    last: date
    because: str
    created_at: datetime
    created_by: str


class Reps(Protocol):
    async def get(self, rep_id: str) -> Rep | None: ...
    async def add_time_off(self, rep_id: str, off: Absence) -> None: ...
    async def remove_time_off(self, rep_id: str, time_off_id: str) -> bool: ...


class Meetings(Protocol):
    async def between(
        self, *, start: datetime | None = None, end: datetime | None = None, rep_id: str | None = None
    ) -> Sequence[Meeting]: ...


class TimeOffWork(Protocol):
    @property
    def reps(self) -> Reps: ...
    @property
    def meetings(self) -> Meetings: ...


async def add_time_off(
    uow: TimeOffWork, rep_id: str, first: date, last: date, because: str, *, by: str, now: datetime
) -> Sequence[Meeting]:
    """Offer the rep no more on these days of their zone; answers the meetings that stand there already.

    Those stay: the rep moves or cancels them. Raises NotFound without such a rep, Refused for days that are
    in the wrong order, over, or more than a year.
    """
    rep = await uow.reps.get(rep_id)
    if rep is None:
        raise NotFound("There is no such rep. Load the page again.")
    zone = ZoneInfo(rep.timezone)
    if last < first:
        raise Refused("The last day away is before the first. Exchange the two.")
    if last < now.astimezone(zone).date():
        raise Refused("These days are over. Enter days to come.")
    if last - first > LONGEST:
        raise Refused("That is more than a year. Enter a shorter time, or take the rep out of team.yml.")
    await uow.reps.add_time_off(rep_id, Absence(new_id("off"), first, last, because.strip()[:200], now, by))
    start = datetime.combine(first, time(), zone)
    end = datetime.combine(last + timedelta(days=1), time(), zone)
    found = await uow.meetings.between(start=max(start, now), end=end, rep_id=rep_id)
    return [meeting for meeting in found if meeting.status == "confirmed"]


async def remove_time_off(uow: TimeOffWork, rep_id: str, time_off_id: str) -> None:
    """Offer the days again. Raises NotFound when the rep has no such time off."""
    if not await uow.reps.remove_time_off(rep_id, time_off_id):
        raise NotFound("This time off is gone already. Load the page again.")
