"""Everybody wants the same slot at once. The promise: a rep is never booked twice."""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from bot.book.models import AlreadyBooked, Booked, BookingOutcome, BookingRequest, SlotTaken
from bot.book.service import book_meeting
from bot.clock import FixedClock
from bot.leads.models import Lead
from bot.playbook.shapes import TeamPlaybook
from bot.store.database import Store
from tests.integration.book.conftest import MARCUS, NOW, add_lead
from tests.unit.book.team import rep

TEN = datetime(2026, 3, 2, 9, tzinfo=UTC)
CROWD = 50


async def book(store: Store, lead: Lead, start: datetime = TEN, rep_id: str = "dana") -> BookingOutcome:
    request = BookingRequest(lead.id, None, rep_id, start, "America/New_York")
    async with store.write() as uow:
        return await book_meeting(uow, request, clock=FixedClock(NOW))


async def test_of_fifty_who_want_one_slot_one_gets_it_and_the_others_get_other_times(store: Store) -> None:
    leads = [await add_lead(store, f"lead{number}") for number in range(CROWD)]
    began = time.monotonic()
    outcomes = await asyncio.gather(*(book(store, lead) for lead in leads))
    assert time.monotonic() - began < 20
    booked = [outcome for outcome in outcomes if isinstance(outcome, Booked)]
    taken = [outcome for outcome in outcomes if isinstance(outcome, SlotTaken)]
    assert (len(booked), len(taken)) == (1, CROWD - 1)
    assert all(outcome.nearest for outcome in taken)
    assert TEN not in {slot.start for outcome in taken for slot in outcome.nearest}
    async with store.read() as uow:
        assert [meeting.id for meeting in await uow.meetings.between()] == [booked[0].meeting.id]
        assert await uow.reps.booked_days("dana", TEN.date(), TEN.date()) == {TEN.date(): 1}
        assert await uow.mails.count() == 2


async def test_a_crowd_for_overlapping_slots_overlaps_nowhere(store: Store) -> None:
    leads = [await add_lead(store, f"lead{number}") for number in range(24)]
    starts = [TEN + timedelta(minutes=30 * (number % 6)) for number in range(len(leads))]
    await asyncio.gather(*(book(store, lead, start) for lead, start in zip(leads, starts, strict=True)))
    async with store.read() as uow:
        kept = await uow.meetings.between()
    assert 2 <= len(kept) <= 3  # each takes 45 minutes, so that every other start is free at best
    assert all(one.busy_end <= other.busy_start for one, other in pairwise(kept))


async def test_a_crowd_for_a_day_fills_it_up_to_the_cap(store: Store) -> None:
    async with store.write() as uow:
        await uow.reps.replace(TeamPlaybook((rep(daily_cap=3), MARCUS)))
    leads = [await add_lead(store, f"lead{number}") for number in range(12)]
    starts = [TEN + timedelta(hours=(-1, 0, 1, 4, 5, 6)[number % 6]) for number in range(len(leads))]
    outcomes = await asyncio.gather(
        *(book(store, lead, start) for lead, start in zip(leads, starts, strict=True))
    )
    assert sum(isinstance(outcome, Booked) for outcome in outcomes) == 3
    async with store.read() as uow:
        assert await uow.reps.booked_days("dana", TEN.date(), TEN.date()) == {TEN.date(): 3}


async def test_a_double_click_books_once(store: Store) -> None:
    lead = await add_lead(store)
    outcomes = await asyncio.gather(*(book(store, lead) for _ in range(10)))
    (booked,) = (outcome for outcome in outcomes if isinstance(outcome, Booked))
    assert outcomes.count(AlreadyBooked(booked.meeting)) == 9
    async with store.read() as uow:
        assert await uow.mails.count() == 2


async def test_two_tabs_with_two_reps_book_one_meeting(store: Store) -> None:
    afternoon = datetime(2026, 3, 2, 15, tzinfo=UTC)  # office hours of both
    for number in range(5):
        lead = await add_lead(store, f"lead{number}")
        start = afternoon + timedelta(days=number)
        outcomes = await asyncio.gather(book(store, lead, start), book(store, lead, start, "marcus"))
        assert sorted(type(outcome).__name__ for outcome in outcomes) == ["AlreadyBooked", "Booked"]
