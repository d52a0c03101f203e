"""Booking as a machine for hypothesis: verbs in any order, and what must hold after each."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule
from sqlalchemy import delete, insert, select

from bot.book.changes import answer_invite, cancel_meeting, mark_held, mark_no_show, move_meeting
from bot.book.holds import end_run_out_holds
from bot.book.models import (
    Answered,
    Booked,
    BookingRequest,
    Cancelled,
    Held,
    Marked,
    Meeting,
    Moved,
    SlotTaken,
)
from bot.book.service import all_free_slots, book_meeting, hold_slot
from bot.book.time_off import add_time_off, remove_time_off
from bot.clock import FixedClock
from bot.leads import events
from bot.leads.models import Contact, Lead
from bot.playbook.shapes import TeamPlaybook
from bot.store.database import Store, open_engine
from bot.store.tables.book import meetings, rep_days
from bot.store.tables.calendars import calendar_busy, calendars
from tests.integration.book.conftest import MARCUS, NOW
from tests.unit.book.team import DANA

REPS = {one.id: replace(one, daily_cap=2) for one in (DANA, MARCUS)}
LEADS = tuple(f"lead_{number}" for number in range(5))
STARTS = tuple(
    datetime(2026, 3, day, 14, tzinfo=UTC) + timedelta(minutes=30 * number)
    for day in (2, 3)
    for number in range(6)
)
DAYS = (date(2026, 3, 2), date(2026, 3, 3))
EVENTS = (
    events.MeetingBooked, events.MeetingMoved, events.MeetingCancelled, events.MeetingHeld,
    events.MeetingMissed,
)  # fmt: skip

reps, leads, starts = st.sampled_from(sorted(REPS)), st.sampled_from(LEADS), st.sampled_from(STARTS)
sides = st.sampled_from(("visitor", "rep"))
answers = st.sampled_from(("accepted", "declined", "tentative"))


@dataclass
class Expected:
    """What a meeting must look like, by what was answered."""

    meeting: Meeting
    status: str = "confirmed"


class Bookings(RuleBasedStateMachine):
    """Uses the verbs as web, actions and worker do, each in a transaction of its own."""

    url: str
    before: Callable[[], str]

    def __init__(self) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.events: list[events.Event] = []
        self.expected: dict[str, Expected] = {}
        self.feed: dict[str, list[tuple[datetime, datetime]]] = {rep: [] for rep in REPS}
        self.away: dict[str, set[date]] = {rep: set() for rep in REPS}
        self.over_cap: set[tuple[str, date]] = set()  # a rep may put more into their own day
        self.clock = FixedClock(NOW)
        self.happened = 0
        self.store = Store(open_engine(type(self).before()), self._handlers())
        self.run(self._people())

    def _handlers(self) -> Mapping[type, list[Any]]:
        async def keep(_uow: Any, event: events.Event) -> None:
            self.events.append(event)

        return {kind: [keep] for kind in EVENTS}

    def run(self, what: Any) -> Any:
        return self.runner.run(what)

    async def _people(self) -> None:
        async with self.store.write() as uow:
            await uow.reps.replace(TeamPlaybook(tuple(REPS.values())))
            for lead in LEADS:
                contact = Contact(name=lead, email=f"{lead}@acme.example", timezone="America/New_York")
                await uow.leads.add(Lead(lead, NOW, NOW, stage="sql", contact=contact))
            for rep_id in REPS:
                values = {
                    "id": f"cal_{rep_id}", "rep_id": rep_id, "kind": "ics", "url": "sealed", "due_at": NOW,
                    "private_allowed": False, "written": False, "added_at": NOW,
                    "read_at": NOW + timedelta(days=30),
                }  # fmt: skip
                await uow.connection.execute(insert(calendars).values(values))

    async def _in_one(self, verb: Callable[..., Any], *args: Any, **named: Any) -> Any:
        async with self.store.write() as uow:
            return await verb(uow, *args, clock=self.clock, **named)

    def _request(self, lead: str, rep_id: str, start: datetime) -> BookingRequest:
        return BookingRequest(lead, None, rep_id, start, "America/New_York")

    def _allowed(self, rep_id: str, start: datetime) -> bool:
        end = start + REPS[rep_id].meeting_length
        clash = any(begin < end + REPS[rep_id].buffer_after and start - REPS[rep_id].buffer_before < until
                    for begin, until in self.feed[rep_id])  # fmt: skip
        return start > self.clock.now() and start.date() not in self.away[rep_id] and not clash

    def _some_meeting(self, number: int) -> str | None:
        return sorted(self.expected)[number % len(self.expected)] if self.expected else None

    @rule(lead=leads, rep_id=reps, start=starts)
    def book(self, lead: str, rep_id: str, start: datetime) -> None:
        done = self.run(self._in_one(book_meeting, self._request(lead, rep_id, start)))
        if isinstance(done, Booked):
            assert self._allowed(rep_id, start)
            assert done.meeting.start_at == start
            self._settle_over(lead)
            self.expected[done.meeting.id] = Expected(done.meeting)
            self.happened += 1
        if isinstance(done, SlotTaken):
            assert start not in {slot.start for slot in done.nearest}

    @rule(lead=leads, rep_id=reps, start=starts)
    def hold(self, lead: str, rep_id: str, start: datetime) -> None:
        done = self.run(self._in_one(hold_slot, self._request(lead, rep_id, start)))
        if isinstance(done, Held):
            assert self._allowed(rep_id, start)
            self._settle_over(lead)

    @rule(rep_id=reps, lead=leads)
    def what_is_offered_can_be_booked(self, rep_id: str, lead: str) -> None:
        async def offered() -> Any:
            async with self.store.read() as uow:
                rep = await uow.reps.get(rep_id)
                free = await all_free_slots(uow, rep, now=self.clock.now())
                return free, await uow.meetings.booked_of(lead)

        free, earlier = self.run(offered())
        if free and earlier is None:
            done = self.run(self._in_one(book_meeting, self._request(lead, rep_id, free[0].start)))
            assert isinstance(done, Booked), done
            self.expected[done.meeting.id] = Expected(done.meeting)
            self.happened += 1

    @rule(number=st.integers(0, 20), start=starts, by=sides, to=st.none() | reps)
    def move(self, number: int, start: datetime, by: Any, to: str | None) -> None:
        if meeting := self._some_meeting(number):
            done = self.run(self._in_one(move_meeting, meeting, start, by, rep_id=to))
            if isinstance(done, Moved):
                assert by == "rep" or self._allowed(done.meeting.rep_id, start)
                if by == "rep":
                    self.over_cap.add((done.meeting.rep_id, done.meeting.rep_day))
                assert done.meeting.sequence == self.expected[meeting].meeting.sequence + 1
                self.expected[meeting].meeting = done.meeting
                self.happened += 1

    @rule(number=st.integers(0, 20), by=sides)
    def cancel(self, number: int, by: Any) -> None:
        if meeting := self._some_meeting(number):
            done = self.run(self._in_one(cancel_meeting, meeting, by))
            if isinstance(done, Cancelled):
                self._ended(meeting, "cancelled")

    @rule(number=st.integers(0, 20), answer=answers, old=st.booleans())
    def reply(self, number: int, answer: Any, old: bool) -> None:
        if meeting := self._some_meeting(number):
            known = self.expected[meeting].meeting
            address = f"{known.lead_id}@acme.example"
            sequence = known.sequence - (1 if old else 0)
            done = self.run(self._in_one(answer_invite, known.uid, sequence, address, answer))
            assert not (old and isinstance(done, Answered))
            if isinstance(done, Answered) and answer == "declined":
                self._ended(meeting, "cancelled")

    @rule(number=st.integers(0, 20), missed=st.booleans())
    def mark(self, number: int, missed: bool) -> None:
        if meeting := self._some_meeting(number):
            mark = self._in_one(mark_no_show, meeting) if missed else self._in_one(mark_held, meeting, "good")
            before = self.expected[meeting].status
            if isinstance(self.run(mark), Marked):
                self.expected[meeting].status = "no_show" if missed else "completed"
                self.happened += not (missed and before == "no_show")

    @rule(rep_id=reps, starts=st.lists(starts, max_size=3))
    def the_feed_changes(self, rep_id: str, starts: list[datetime]) -> None:
        self.feed[rep_id] = [(start, start + timedelta(minutes=45)) for start in starts]

        async def change() -> None:
            async with self.store.write() as uow:
                calendar = f"cal_{rep_id}"
                await uow.connection.execute(
                    delete(calendar_busy).where(calendar_busy.c.calendar_id == calendar)
                )
                for start, end in self.feed[rep_id]:
                    row = {"calendar_id": calendar, "start_at": start, "end_at": end}
                    await uow.connection.execute(insert(calendar_busy).values(row))

        self.run(change())

    @rule(rep_id=reps, day=st.sampled_from(DAYS))
    def take_time_off(self, rep_id: str, day: date) -> None:
        if day < self.clock.now().date():
            return

        async def take() -> Any:
            async with self.store.write() as uow:
                return await add_time_off(uow, rep_id, day, day, "", by="test", now=self.clock.now())

        standing = {meeting.id for meeting in self.run(take())}
        self.away[rep_id].add(day)
        assert standing == {
            known.meeting.id for known in self.expected.values()
            if known.status == "confirmed" and known.meeting.rep_id == rep_id and known.meeting.rep_day == day
            and known.meeting.start_at >= self.clock.now()
        }  # fmt: skip

    @rule(rep_id=reps)
    def come_back(self, rep_id: str) -> None:
        async def back() -> None:
            async with self.store.write() as uow:
                for off in await uow.reps.time_off(rep_id):
                    await remove_time_off(uow, rep_id, off.id)

        self.run(back())
        self.away[rep_id].clear()

    @rule(minutes=st.sampled_from((1, 6, 120, 1440)))
    def time_passes(self, minutes: int) -> None:
        self.clock.move(timedelta(minutes=minutes))

    @rule()
    def the_worker_works(self) -> None:
        while self.run(end_run_out_holds(self.store, now=self.clock.now())):
            pass

    @invariant()
    def nothing_overlaps_and_nothing_is_lost(self) -> None:
        rows, days = self.run(self._rows())
        active = [row for row in rows if row.status in ("held", "confirmed")]
        self._no_rep_is_met_twice_at_a_time(active)
        self._no_meeting_is_lost_and_none_appears({row.id: row for row in rows})
        assert len({row.lead_id for row in active}) == len(active)  # a lead has one meeting at most
        self._the_days_are_counted_right(rows, days)

    def _no_rep_is_met_twice_at_a_time(self, active: list[Any]) -> None:
        taken = sorted((row.rep_id, row.busy_start, row.busy_end) for row in active)
        for (rep_id, _, end), (other, start, _) in pairwise(taken):
            assert rep_id != other or end <= start

    def _no_meeting_is_lost_and_none_appears(self, rows: dict[str, Any]) -> None:
        assert {key for key, row in rows.items() if row.status not in ("held", "expired")} == set(
            self.expected
        )
        for meeting_id, known in self.expected.items():
            row, meeting = rows[meeting_id], known.meeting
            assert (row.status, row.start_at, row.rep_id) == (known.status, meeting.start_at, meeting.rep_id)
        assert len(self.events) == self.happened

    def _the_days_are_counted_right(self, rows: list[Any], days: list[Any]) -> None:
        counted = {(row.rep_id, row.day): row.booked for row in days if row.booked}
        kept = ("held", "confirmed", "completed", "no_show")
        active = [(row.rep_id, row.rep_day) for row in rows if row.status in kept]
        assert counted == {day: active.count(day) for day in set(active)}
        assert all(count <= 2 for day, count in counted.items() if day not in self.over_cap)

    async def _rows(self) -> tuple[list[Any], list[Any]]:
        async with self.store.read() as uow:
            found = [(await uow.connection.execute(select(table))).all() for table in (meetings, rep_days)]
        return list(found[0]), list(found[1])

    def _settle_over(self, lead: str) -> None:
        """A meeting that is over does not keep the lead from the next: it counts as held."""
        for known in self.expected.values():
            if known.meeting.lead_id == lead and known.status == "confirmed":
                assert known.meeting.end_at <= self.clock.now()
                known.status = "completed"

    def _ended(self, meeting: str, status: str) -> None:
        known = self.expected[meeting]
        known.status = status
        known.meeting = replace(known.meeting, sequence=known.meeting.sequence + 1)
        self.happened += 1

    def teardown(self) -> None:
        self.run(self.store.close())
        self.runner.close()
