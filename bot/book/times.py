"""The free times of a rep for one visitor, and what the visitor's words come to among them."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from bot.book import choosing
from bot.book.models import Meeting, Slot
from bot.book.ports import BookWork
from bot.book.service import all_free_slots
from bot.book.wishes import Match, Meant, NoneFits, clock_of, fitting, match
from bot.leads.models import Lead, Temperature
from bot.playbook.shapes import Rep
from bot.understand.shifts import read_shift
from bot.understand.wish_shapes import Hours, Wish
from bot.understand.wishes import read_wish

_FROM_TO = re.compile(r"\bfrom\b(?P<now>.+?)\bto\b(?P<then>.+)", re.IGNORECASE | re.DOTALL)
_TARGET = re.compile(r".*\b(?:to|for|until|till)\b", re.IGNORECASE | re.DOTALL)
"""Up to where "move my Tuesday to Thursday" speaks of the time that there is."""
_SAME_HOUR = re.compile(r"\bsame (?:time|hour)\b", re.IGNORECASE)
SHOWN = 3


@dataclass(frozen=True)
class Times:
    """Every time at which the rep can be met, in UTC and in order; `zone` is the visitor's.

    `moves` is the meeting that would move there: its own time is free, and never offered.
    """

    rep: Rep
    free: tuple[Slot, ...]
    zone: ZoneInfo
    temperature: Temperature | None = None
    moves: Meeting | None = None

    @property
    def offered(self) -> list[Slot]:
        return [slot for slot in self.free if not self.moves or slot != self.moves.slot]

    def good(self) -> tuple[Slot, ...]:
        """A few that differ; sooner ones for a hot lead."""
        return choosing.three_good(self.offered, self.zone, temperature=self.temperature)

    def some(self, slots: Sequence[Slot]) -> tuple[Slot, ...]:
        """A few of these: the closest to the hour of the meeting that would move, else a few that differ."""
        if self.moves is None:
            return choosing.three_good(slots, self.zone, temperature=self.temperature)
        hour = self._minute(self.moves.start_at)
        return tuple(sorted(sorted(slots, key=lambda slot: abs(self._minute(slot.start) - hour))[:SHOWN]))

    def _minute(self, at: datetime) -> int:
        local = at.astimezone(self.zone)
        return local.hour * 60 + local.minute

    def more(self, shown: Collection[datetime], *, within: Wish | None = None) -> tuple[Slot, ...]:
        """Later ones than the starts that were shown, of what the wish allows while there are any."""
        for slots in (self._allowed(within) if within else [], self.offered):
            if page := choosing.later_slots(slots, self.zone, shown, temperature=self.temperature):
                return page
        return ()

    def near(self, start: datetime) -> tuple[Slot, ...]:
        return choosing.nearest(self.offered, start)

    def answer(
        self, text: str, *, now: datetime, day_first: bool | None = None, shown: Sequence[Slot] = ()
    ) -> Match | None:
        """What the text comes to; None when it does not say when to meet. `shown` stood in the chat."""

        def read(words: str) -> Wish | None:
            return read_wish(words, now, self.zone, day_first=day_first)

        if self.moves is None:
            wish = read(text)
            return self._wished(wish, shown) if wish else None
        if (both := _FROM_TO.search(text)) and (there := read(both["now"])) and self._is_wished(there):
            text = both["then"]
        shift, wish = read_shift(text), read(text)
        if shift and not (wish and any(option.days or option.weekdays for option in wish.options)):
            return self._at(shift.start_from(self.moves.start_at.astimezone(self.zone)))
        if wish and wish.options and self._is_wished(wish) and (found := _TARGET.match(text)):
            wish = read(text[found.end() :]) or wish
        if wish and _SAME_HOUR.search(text):
            wish = self._at_its_hour(wish, self.moves)
        return self._wished(wish, shown or [self.moves.slot]) if wish else None

    def _match(self, wish: Wish, shown: Sequence[Slot]) -> Match:
        return match(self.offered, wish, self.zone, shown=shown, team_zone=ZoneInfo(self.rep.timezone))

    def _allowed(self, wish: Wish) -> list[Slot]:
        return fitting(self.offered, wish, self.zone, team_zone=ZoneInfo(self.rep.timezone))

    def _at(self, start: datetime) -> Match:
        found = next((slot for slot in self.free if slot.start == start), None)
        return Meant(found) if found else NoneFits(self.near(start))

    def _is_wished(self, wish: Wish) -> bool:
        slots = [self.moves.slot] if self.moves else []
        return bool(fitting(slots, wish, self.zone, team_zone=ZoneInfo(self.rep.timezone)))

    def _wished(self, wish: Wish, shown: Sequence[Slot]) -> Match:
        """Hours without a day are those of the day that is talked about, if it has such a time."""
        found = self._match(wish, shown)
        if isinstance(found, Meant):
            return found
        clock = clock_of(wish, self.zone, ZoneInfo(self.rep.timezone))
        days = {slot.start.astimezone(clock).date() for slot in shown}
        if len(days) == 1 and wish.options and not any(each.days or each.weekdays for each in wish.options):
            day = days.pop()
            on = tuple(replace(each, days=((day, day + timedelta(days=1)),)) for each in wish.options)
            there = self._match(replace(wish, options=on), shown)
            found = found if isinstance(there, NoneFits) and not isinstance(found, NoneFits) else there
        if self.moves and isinstance(found, NoneFits) and wish.exact and self._is_wished(wish):
            return Meant(self.moves.slot)
        return found

    def _at_its_hour(self, wish: Wish, meeting: Meeting) -> Wish:
        hour = Hours(meeting.start_at.astimezone(self.zone).time(), kind="at")
        return replace(wish, options=tuple(replace(each, hours=(hour,)) for each in wish.options))


async def times_of(
    uow: BookWork, lead: Lead, rep_id: str, zone: ZoneInfo, *, now: datetime, moves: Meeting | None = None
) -> Times | None:
    """The rep's free times now, the one that is held for the lead among them; None without such a rep."""
    rep = await uow.reps.get(rep_id)
    if rep is None:
        return None
    own = moves or await uow.meetings.hold_of(lead.id)
    free = await all_free_slots(uow, rep, now=now, besides=own)
    return Times(rep, tuple(free), zone, lead.temperature, moves)
