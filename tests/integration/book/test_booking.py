from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import insert
from sqlalchemy.exc import IntegrityError

from bot.book.changes import cancel_meeting
from bot.book.models import (
    AlreadyBooked,
    Booked,
    BookingRequest,
    Cancelled,
    Meeting,
    NotBookable,
    NotCancelled,
    SlotTaken,
)
from bot.book.service import book_meeting, offer_slots
from bot.clock import FixedClock
from bot.errors import NotFound
from bot.leads.models import Lead
from bot.playbook.shapes import TeamPlaybook
from bot.store.database import Store
from bot.store.tables.book import meetings
from tests.integration.book.conftest import MARCUS, NOW, add_lead
from tests.unit.book.team import DANA, rep

TEN = datetime(2026, 3, 2, 9, tzinfo=UTC)  # ten o'clock on Monday in Berlin
CLOCK = FixedClock(NOW)


def wanted(lead: Lead, start: datetime = TEN, rep_id: str = "dana") -> BookingRequest:
    return BookingRequest(lead.id, None, rep_id, start, "America/New_York")


async def booked(store: Store, lead: Lead, start: datetime = TEN, rep_id: str = "dana") -> Meeting:
    async with store.write() as uow:
        outcome = await book_meeting(uow, wanted(lead, start, rep_id), clock=CLOCK)
    assert isinstance(outcome, Booked)
    return outcome.meeting


async def test_an_offered_slot_becomes_a_meeting(store: Store) -> None:
    lead = await add_lead(store)
    async with store.read() as uow:
        offer = await offer_slots(uow, lead, "dana", now=NOW)
    assert len(offer.slots) == 3
    meeting = await booked(store, lead, offer.slots[0].start)
    async with store.read() as uow:
        assert await uow.meetings.get(meeting.id) == meeting
        assert await uow.meetings.booked_of(lead.id) == meeting
        kept = await uow.leads.get(lead.id)
    assert (meeting.start_at, meeting.end_at) == (offer.slots[0].start, offer.slots[0].end)
    assert meeting.location == DANA.location
    assert kept is not None
    assert (kept.stage, kept.owner_id) == ("meeting", "dana")


async def test_a_second_booking_shows_the_first_meeting(store: Store) -> None:
    lead = await add_lead(store)
    meeting = await booked(store, lead)
    async with store.write() as uow:
        assert await book_meeting(uow, wanted(lead), clock=CLOCK) == AlreadyBooked(meeting)
        later = wanted(lead, TEN + timedelta(days=1), "marcus")
        assert await book_meeting(uow, later, clock=CLOCK) == AlreadyBooked(meeting)


async def test_a_taken_slot_offers_the_nearest_free_times(store: Store) -> None:
    await booked(store, await add_lead(store, "ann"))
    ben = await add_lead(store, "ben")
    async with store.write() as uow:
        outcome = await book_meeting(uow, wanted(ben), clock=CLOCK)
    assert isinstance(outcome, SlotTaken)
    assert [slot.start for slot in outcome.nearest] == [
        TEN - timedelta(minutes=60), TEN + timedelta(minutes=60), TEN + timedelta(minutes=90)
    ]  # fmt: skip
    async with store.read() as uow:
        assert await uow.meetings.booked_of(ben.id) is None


@pytest.mark.parametrize(
    ("start", "because"),
    [
        (NOW - timedelta(days=2), "past"),
        (NOW + timedelta(hours=1), "too_soon"),
        (TEN + timedelta(days=60), "too_far"),
        (TEN + timedelta(hours=12), "no_hours"),
        (TEN + timedelta(minutes=7), "not_on_the_grid"),
    ],
)
async def test_what_was_never_offered_is_refused_with_its_reason(
    store: Store, start: datetime, because: str
) -> None:
    lead = await add_lead(store)
    async with store.write() as uow:
        outcome = await book_meeting(uow, wanted(lead, start), clock=CLOCK)
    assert isinstance(outcome, NotBookable)
    assert outcome.because == because
    assert outcome.nearest
    async with store.read() as uow:
        assert await uow.meetings.of_lead(lead.id) == []
        assert await uow.reps.booked_days("dana", date(2026, 1, 1), date(2026, 12, 31)) == {}


async def test_a_lead_without_an_address_is_not_booked(store: Store) -> None:
    lead = await add_lead(store, email=None)
    async with store.write() as uow:
        assert await book_meeting(uow, wanted(lead), clock=CLOCK) == NotBookable("no_email")


async def test_nobody_is_booked_with_a_rep_who_left_or_never_was(store: Store) -> None:
    lead = await add_lead(store)
    async with store.write() as uow:
        await uow.reps.replace(TeamPlaybook((MARCUS,)))
        assert await book_meeting(uow, wanted(lead), clock=CLOCK) == NotBookable("rep_gone")
        assert await book_meeting(uow, wanted(lead, rep_id="nobody"), clock=CLOCK) == NotBookable("rep_gone")
        with pytest.raises(NotFound):
            await offer_slots(uow, lead, "nobody", now=NOW)


async def test_a_day_holds_as_many_meetings_as_the_rep_wants(store: Store) -> None:
    async with store.write() as uow:
        await uow.reps.replace(TeamPlaybook((rep(daily_cap=2), MARCUS)))
    for number in range(2):
        await booked(store, await add_lead(store, f"lead{number}"), TEN + timedelta(hours=number))
    third = await add_lead(store, "third")
    async with store.write() as uow:
        outcome = await book_meeting(uow, wanted(third, TEN + timedelta(hours=4)), clock=CLOCK)
    assert isinstance(outcome, SlotTaken)
    assert {slot.start.date() for slot in outcome.nearest} == {date(2026, 3, 3)}


async def test_the_cap_counts_down_to_zero_and_no_further(store: Store) -> None:
    day = date(2026, 3, 2)
    async with store.write() as uow:
        assert [await uow.reps.take_day("dana", day, cap=1) for _ in range(2)] == [True, False]
        await uow.reps.free_day("dana", day)
        await uow.reps.free_day("dana", day)
        assert await uow.reps.booked_days("dana", day, day) == {day: 0}


async def test_a_cancelled_meeting_frees_its_time(store: Store) -> None:
    lead = await add_lead(store)
    meeting = await booked(store, lead)
    async with store.write() as uow:
        outcome = await cancel_meeting(uow, meeting.id, "visitor", clock=CLOCK)
    assert isinstance(outcome, Cancelled)
    assert (outcome.meeting.status, outcome.meeting.sequence) == ("cancelled", 1)
    assert outcome.meeting.cancelled_by == "visitor"
    async with store.read() as uow:
        kept = await uow.leads.get(lead.id)
        assert kept is not None
        assert kept.stage == "sql"
        assert await uow.reps.booked_days("dana", meeting.rep_day, meeting.rep_day) == {meeting.rep_day: 0}
    again = await booked(store, await add_lead(store, "ben"))
    assert again.start_at == meeting.start_at


async def test_cancelling_twice_changes_nothing_more(store: Store) -> None:
    meeting = await booked(store, await add_lead(store))
    async with store.write() as uow:
        await cancel_meeting(uow, meeting.id, "rep", clock=CLOCK)
    async with store.write() as uow:
        outcome = await cancel_meeting(uow, meeting.id, "visitor", clock=CLOCK)
    assert isinstance(outcome, NotCancelled)
    assert (outcome.because, outcome.meeting.sequence, outcome.meeting.cancelled_by) == (
        "cancelled",
        1,
        "rep",
    )


async def test_a_meeting_that_has_begun_is_not_cancelled(store: Store) -> None:
    meeting = await booked(store, await add_lead(store))
    async with store.write() as uow:
        outcome = await cancel_meeting(uow, meeting.id, "visitor", clock=FixedClock(TEN))
    assert outcome == NotCancelled(meeting, "over")


async def test_an_unknown_meeting_cannot_be_cancelled(store: Store) -> None:
    async with store.write() as uow:
        with pytest.raises(NotFound):
            await cancel_meeting(uow, "meet_none", "visitor", clock=CLOCK)


async def test_the_database_itself_refuses_an_overlap(store: Store) -> None:
    first = await booked(store, await add_lead(store, "ann"))
    ben = await add_lead(store, "ben")
    values = {**vars(first), "id": "meet_2", "uid": "2", "lead_id": ben.id}
    with pytest.raises(IntegrityError, match="ex_meetings_rep_busy"):
        async with store.write() as uow:
            await uow.connection.execute(insert(meetings).values(values))
    other = await booked(store, ben, TEN + timedelta(hours=2))
    with pytest.raises(IntegrityError, match="ex_meetings_rep_busy"):
        async with store.write() as uow:
            moved = {"busy_start": first.busy_start, "busy_end": first.busy_end}
            await uow.connection.execute(meetings.update().where(meetings.c.id == other.id).values(moved))


async def test_cancelled_meetings_and_other_reps_do_not_stand_in_the_way(store: Store) -> None:
    meeting = await booked(store, await add_lead(store, "ann"))
    async with store.write() as uow:
        await cancel_meeting(uow, meeting.id, "rep", clock=CLOCK)
        again = replace(meeting, id="meet_2", uid="2")  # lead and time of the one that was cancelled
        assert await uow.meetings.add_unless_busy(again)
    afternoon = datetime(2026, 3, 2, 15, tzinfo=UTC)  # office hours in Berlin and in New York
    await booked(store, await add_lead(store, "ben"), afternoon, "dana")
    await booked(store, await add_lead(store, "cem"), afternoon, "marcus")


async def test_what_a_rep_has_got_counts_what_stands_or_took_place(store: Store) -> None:
    async with store.read() as uow:
        assert await uow.reps.meetings_held() == {}
    meeting = await booked(store, await add_lead(store, "ann"))
    await booked(store, await add_lead(store, "ben"), TEN + timedelta(hours=1))
    async with store.write() as uow:
        assert await uow.reps.meetings_held() == {"dana": 2}
        await cancel_meeting(uow, meeting.id, "visitor", clock=CLOCK)
        assert await uow.reps.meetings_held() == {"dana": 1}


async def test_replacing_the_team_keeps_who_left_and_lets_addresses_change_hands(store: Store) -> None:
    meeting = await booked(store, await add_lead(store))
    heir = rep(id="dana2", name="Dana the Second")
    async with store.write() as uow:
        await uow.reps.replace(TeamPlaybook((heir, MARCUS)))
        assert [one.id for one in await uow.reps.list()] == ["dana2", "marcus"]
        assert await uow.reps.get(meeting.rep_id) == DANA
        assert await uow.reps.by_email(DANA.email) == heir
        swapped = (rep(email=MARCUS.email), rep(id="marcus", email=DANA.email))
        await uow.reps.replace(TeamPlaybook(swapped))
        assert {one.id: one.email for one in await uow.reps.list()} == {
            "dana": MARCUS.email, "marcus": DANA.email
        }  # fmt: skip


async def test_meetings_are_listed_by_time_and_rep(store: Store) -> None:
    first = await booked(store, await add_lead(store, "ann"))
    second = await booked(store, await add_lead(store, "ben"), TEN + timedelta(days=1))
    async with store.read() as uow:
        assert await uow.meetings.between() == [first, second]
        assert await uow.meetings.between(start=TEN + timedelta(hours=1)) == [second]
        assert await uow.meetings.between(end=TEN + timedelta(hours=1), rep_id="dana") == [first]
        assert await uow.meetings.between(rep_id="marcus") == []
