"""Moving a meeting, and what is offered for it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from bot.book.changes import answer_invite, cancel_meeting, mark_held, mark_no_show, move_meeting, renew_link
from bot.book.models import (
    AlreadyBooked,
    Answered,
    AnswerIgnored,
    Booked,
    BookingRequest,
    Held,
    Marked,
    Meeting,
    Moved,
    NotBookable,
    NotMarked,
    NotMoved,
    SlotTaken,
)
from bot.book.service import all_free_slots, book_meeting, hold_slot
from bot.clock import FixedClock
from bot.errors import NotFound
from bot.leads.models import Lead
from bot.playbook.shapes import TeamPlaybook
from bot.store.database import Store
from tests.integration.book.conftest import MARCUS, NOW, add_lead
from tests.unit.book.team import rep

TEN = datetime(2026, 3, 2, 9, tzinfo=UTC)  # ten o'clock on Monday in Berlin
ELEVEN = TEN + timedelta(hours=1)
CLOCK = FixedClock(NOW)
LATER = FixedClock(TEN + timedelta(hours=2))


def wanted(lead: Lead, start: datetime = TEN) -> BookingRequest:
    return BookingRequest(lead.id, None, "dana", start, "America/New_York")


async def booked(store: Store, lead: Lead, start: datetime = TEN) -> Meeting:
    async with store.write() as uow:
        outcome = await book_meeting(uow, wanted(lead, start), clock=CLOCK)
    assert isinstance(outcome, Booked)
    return outcome.meeting


async def test_a_moved_meeting_keeps_its_row_and_uid_and_counts_up(store: Store) -> None:
    meeting = await booked(store, await add_lead(store))
    async with store.write() as uow:
        moved = await move_meeting(uow, meeting.id, ELEVEN, "visitor", clock=CLOCK)
    assert isinstance(moved, Moved)
    assert (moved.meeting.id, moved.meeting.uid) == (meeting.id, meeting.uid)
    assert (moved.meeting.sequence, moved.meeting.start_at, moved.before.start) == (1, ELEVEN, TEN)
    async with store.read() as uow:
        assert await uow.meetings.between() == [moved.meeting]


async def test_on_a_full_day_a_meeting_may_move_to_another_time_of_that_day(store: Store) -> None:
    async with store.write() as uow:
        await uow.reps.replace(TeamPlaybook((rep(daily_cap=1), MARCUS)))
    meeting = await booked(store, await add_lead(store))
    async with store.read() as uow:
        dana = await uow.reps.get("dana")
        assert dana is not None
        free = [slot.start for slot in await all_free_slots(uow, dana, now=NOW, besides=meeting)]
        others = [slot.start for slot in await all_free_slots(uow, dana, now=NOW)]
    assert {TEN, ELEVEN} <= set(free)
    assert not {TEN, ELEVEN} & set(others)
    async with store.write() as uow:
        assert isinstance(await move_meeting(uow, meeting.id, ELEVEN, "visitor", clock=CLOCK), Moved)
        assert await uow.reps.booked_days("dana", TEN.date(), TEN.date()) == {TEN.date(): 1}


async def test_a_visitor_moves_to_offered_times_only_and_a_rep_to_any_that_is_ahead(store: Store) -> None:
    meeting = await booked(store, await add_lead(store))
    evening = TEN + timedelta(hours=10)
    async with store.write() as uow:
        refused = await move_meeting(uow, meeting.id, evening, "visitor", clock=CLOCK)
        assert isinstance(refused, NotBookable)
        assert refused.because == "no_hours"
        assert isinstance(await move_meeting(uow, meeting.id, evening, "rep", clock=CLOCK), Moved)
        past = await move_meeting(uow, meeting.id, NOW - timedelta(days=1), "rep", clock=CLOCK)
        assert past == NotBookable("past")


async def test_nobody_moves_a_meeting_onto_another_one(store: Store) -> None:
    await booked(store, await add_lead(store, "ann"), ELEVEN)
    meeting = await booked(store, await add_lead(store, "ben"))
    async with store.write() as uow:
        for side in ("visitor", "rep"):
            assert isinstance(await move_meeting(uow, meeting.id, ELEVEN, side, clock=CLOCK), SlotTaken)
    async with store.read() as uow:
        assert await uow.meetings.get(meeting.id) == meeting


async def test_what_is_cancelled_over_or_there_already_does_not_move(store: Store) -> None:
    meeting = await booked(store, await add_lead(store))
    async with store.write() as uow:
        assert await move_meeting(uow, meeting.id, TEN, "visitor", clock=CLOCK) == NotMoved(meeting, "same")
        assert await move_meeting(uow, meeting.id, ELEVEN, "rep", clock=LATER) == NotMoved(meeting, "over")
        await cancel_meeting(uow, meeting.id, "visitor", clock=CLOCK)
        refused = await move_meeting(uow, meeting.id, ELEVEN, "visitor", clock=CLOCK)
        assert isinstance(refused, NotMoved)
        assert refused.because == "cancelled"
        with pytest.raises(NotFound):
            await move_meeting(uow, "meet_none", ELEVEN, "visitor", clock=CLOCK)


async def test_a_meeting_goes_to_another_rep_with_its_day(store: Store) -> None:
    meeting = await booked(store, await add_lead(store))
    async with store.write() as uow:
        moved = await move_meeting(uow, meeting.id, TEN, "rep", clock=CLOCK, rep_id="marcus")
        assert isinstance(moved, Moved)
        assert (moved.meeting.rep_id, moved.meeting.location) == ("marcus", MARCUS.location)
        lead = await uow.leads.get(meeting.lead_id)
        assert lead is not None
        assert lead.owner_id == "marcus"  # who sees what was said
        assert await uow.reps.booked_days("dana", TEN.date(), TEN.date()) == {TEN.date(): 0}
        assert await uow.reps.booked_days("marcus", TEN.date(), TEN.date()) == {TEN.date(): 1}


async def test_a_hold_keeps_the_slot_for_its_lead_until_it_runs_out(store: Store) -> None:
    ann, ben = await add_lead(store, "ann", email=None), await add_lead(store, "ben")
    async with store.write() as uow:
        held = await hold_slot(uow, wanted(ann), clock=CLOCK)
        assert isinstance(held, Held)
        assert isinstance(await book_meeting(uow, wanted(ben), clock=CLOCK), SlotTaken)
        assert await book_meeting(uow, wanted(ann), clock=CLOCK) == NotBookable("no_email")
    after = FixedClock(NOW + timedelta(minutes=5))
    async with store.write() as uow:
        assert isinstance(await book_meeting(uow, wanted(ben), clock=after), Booked)
        assert await uow.reps.booked_days("dana", TEN.date(), TEN.date()) == {TEN.date(): 1}


async def test_what_a_lead_holds_becomes_the_meeting(store: Store) -> None:
    lead = await add_lead(store)
    async with store.write() as uow:
        await hold_slot(uow, wanted(lead), clock=CLOCK)
        done = await book_meeting(uow, wanted(lead), clock=CLOCK)
        assert isinstance(done, Booked)
        assert await book_meeting(uow, wanted(lead, ELEVEN), clock=CLOCK) == AlreadyBooked(done.meeting)
        assert await uow.mails.count() == 2


async def test_a_lead_holds_one_slot_the_one_before_is_given_up(store: Store) -> None:
    ann, ben = await add_lead(store, "ann"), await add_lead(store, "ben")
    async with store.write() as uow:
        await hold_slot(uow, wanted(ann), clock=CLOCK)
        assert isinstance(await hold_slot(uow, wanted(ann, ELEVEN), clock=CLOCK), Held)
        assert isinstance(await book_meeting(uow, wanted(ben), clock=CLOCK), Booked)


async def test_the_rep_says_what_came_of_a_meeting_and_may_correct_it(store: Store) -> None:
    lead = await add_lead(store)
    meeting = await booked(store, lead)
    async with store.write() as uow:
        assert await mark_held(uow, meeting.id, "good", clock=CLOCK) == NotMarked(meeting, "ahead")
        assert isinstance(await mark_no_show(uow, meeting.id, clock=LATER), Marked)
        assert (await uow.reps.meetings_held()).get("dana", 0) == 0
        bad = await mark_held(uow, meeting.id, "bad", clock=LATER)
        assert isinstance(bad, Marked)
        assert (bad.meeting.status, bad.meeting.rating) == ("completed", "bad")
        kept = await uow.leads.get(lead.id)
        assert kept is not None
        assert (kept.stage, kept.lost_reason) == ("lost", "bad lead")
        await mark_held(uow, meeting.id, "good", clock=LATER)
        kept = await uow.leads.get(lead.id)
        assert kept is not None
        assert (kept.stage, kept.lost_reason) == ("meeting", None)
        assert (await uow.reps.meetings_held())["dana"] == 1


@pytest.mark.parametrize(
    ("sequence", "attendee", "because"),
    [(0, "eve@evil.example", "stranger"), (-1, "ann@acme.example", "old")],
)
async def test_a_reply_that_is_not_about_this_invite_changes_nothing(
    store: Store, sequence: int, attendee: str, because: str
) -> None:
    meeting = await booked(store, await add_lead(store))
    async with store.write() as uow:
        ignored = await answer_invite(uow, meeting.uid, sequence, attendee, "declined", clock=CLOCK)
        assert isinstance(ignored, AnswerIgnored)
        assert ignored.because == because
        assert await uow.meetings.get(meeting.id) == meeting
        none = await answer_invite(uow, "nothing@bantam", 0, attendee, "accepted", clock=CLOCK)
        assert none == AnswerIgnored("unknown")


async def test_who_declines_in_their_calendar_frees_the_time(store: Store) -> None:
    meeting, zoe = await booked(store, await add_lead(store)), await add_lead(store, "zoe")
    async with store.write() as uow:
        done = await answer_invite(uow, meeting.uid, 0, "Ann@Acme.example", "declined", clock=CLOCK)
        assert isinstance(done, Answered)
        kept = await uow.meetings.get(meeting.id)
        assert kept is not None
        assert (kept.status, kept.cancelled_by, kept.visitor_reply) == ("cancelled", "visitor", "declined")
        assert isinstance(await book_meeting(uow, wanted(zoe), clock=CLOCK), Booked)


async def test_a_new_link_ends_the_ones_before(store: Store) -> None:
    meeting = await booked(store, await add_lead(store))
    async with store.write() as uow:
        renewed = await renew_link(uow, meeting.id, clock=CLOCK)
        assert (renewed.link_version, renewed.sequence) == (1, meeting.sequence)
        assert await uow.meetings.get(meeting.id) == renewed
