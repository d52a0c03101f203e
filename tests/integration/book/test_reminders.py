"""The worker's part of reminders: once each, and only what still makes sense."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from bot.book.changes import cancel_meeting, move_meeting
from bot.book.models import Booked, BookingRequest, Meeting, Moved
from bot.book.reminders import remind_next
from bot.book.service import book_meeting
from bot.clock import FixedClock
from bot.leads.mail import Mail
from bot.mail.compose import Sender
from bot.mail.delivery import deliver_next
from bot.mail.devbox import DevelopmentMailbox
from bot.playbook.shapes import Sending
from bot.store.database import Store
from tests.integration.book.conftest import NOW, add_lead, invites

START = datetime(2026, 3, 4, 15, tzinfo=UTC)  # four o'clock on Wednesday in Berlin, ten in New York
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)
ANN, DANA = "ann@acme.example", "dana@tidewater.example"


async def booked(store: Store, start: datetime = START, at: datetime = NOW) -> Meeting:
    lead = await add_lead(store)
    async with store.write() as uow:
        request = BookingRequest(lead.id, None, "dana", start, "America/New_York")
        outcome = await book_meeting(uow, request, clock=FixedClock(at))
    assert isinstance(outcome, Booked), outcome
    return outcome.meeting


async def work(store: Store, now: datetime) -> int:
    done = 0
    while await remind_next(store, invites(), now=now):
        done += 1
    return done


async def reminders(store: Store) -> list[Mail]:
    async with store.read() as uow:
        found = [mail for mail in await uow.mails.log() if mail.kind == "reminder"]
    return sorted(found, key=lambda mail: (mail.created_at, mail.recipient))


async def test_the_visitor_is_reminded_a_day_and_both_an_hour_before(store: Store) -> None:
    await booked(store)
    assert await work(store, START - DAY - MINUTE) == 0
    assert await work(store, START - DAY) == 1
    assert await work(store, START - DAY + MINUTE) == 0
    assert await work(store, START - HOUR) == 1
    assert await work(store, START + HOUR) == 0
    day, soon, rep = await reminders(store)
    assert (day.recipient, soon.recipient, rep.recipient) == (ANN, ANN, DANA)
    assert day.subject == "Reminder: Dana Köhler and you, Wed 4 Mar, 10:00"
    for mail in (day, soon):
        assert "Wednesday 4 March 2026, 10:00 to 10:30 (New York time, UTC-5)" in mail.text
        assert "https://meet.tidewater.example/dana" in mail.text
        assert "https://chat.example/meeting/" in mail.text
        assert (mail.reply_to, mail.ics) == (DANA, None)
    assert "it's nearly time" in soon.text
    assert "Wednesday 4 March 2026, 16:00 to 16:30 (Berlin time, UTC+1)" in rep.text
    assert "You're about to meet Ann" in rep.text


@pytest.mark.parametrize(
    ("slept_until", "recipients"),
    [
        (START - DAY + 10 * HOUR, [ANN]),
        (START - 2 * HOUR, []),
        (START - HOUR + 50 * MINUTE, [ANN, DANA]),
        (START, []),
        (START + HOUR, []),
    ],
    ids=["late by hours", "the hour's one is near", "nearly too late", "it begins", "over"],
)
async def test_a_worker_that_slept_sends_only_what_still_makes_sense(
    store: Store, slept_until: datetime, recipients: list[str]
) -> None:
    await booked(store)
    assert await work(store, slept_until) == 1
    assert [mail.recipient for mail in await reminders(store)] == recipients


async def test_after_a_late_one_the_hours_reminder_still_comes(store: Store) -> None:
    await booked(store)
    await work(store, START - 2 * HOUR)
    assert await work(store, START - HOUR) == 1
    assert len(await reminders(store)) == 2


async def test_a_cancelled_meeting_is_not_called_to_mind(store: Store) -> None:
    meeting = await booked(store)
    async with store.write() as uow:
        await cancel_meeting(uow, meeting.id, "visitor", clock=FixedClock(NOW))
    assert await work(store, START - HOUR) == 0


async def test_a_moved_meeting_is_called_to_mind_at_its_new_time(store: Store) -> None:
    meeting = await booked(store)
    await work(store, START - DAY)
    async with store.write() as uow:
        moved = await move_meeting(
            uow, meeting.id, START + 2 * DAY, "rep", clock=FixedClock(START - DAY + HOUR)
        )
    assert isinstance(moved, Moved)
    assert await work(store, START - HOUR) == 0
    assert await work(store, START + DAY) == 1
    first, second = await reminders(store)
    assert (first.version, second.version) == (0, 1)
    assert "Friday 6 March 2026" in second.text


async def test_who_booked_just_now_is_not_reminded_at_once(store: Store) -> None:
    at = START - DAY - HOUR
    await booked(store, at=at)
    assert await work(store, START - DAY) == 0
    assert await work(store, START - HOUR) == 1


@pytest.mark.parametrize("change", ["moved", "cancelled", "begun"])
async def test_a_reminder_that_waits_is_withheld_when_it_no_longer_holds(store: Store, change: str) -> None:
    meeting = await booked(store)
    await work(store, START - HOUR)
    now = START - HOUR + MINUTE
    async with store.write() as uow:
        if change == "moved":
            await move_meeting(uow, meeting.id, START + DAY, "rep", clock=FixedClock(now))
        elif change == "cancelled":
            await cancel_meeting(uow, meeting.id, "rep", clock=FixedClock(now))
        else:
            now = START
    while await deliver_next(
        store, DevelopmentMailbox(), Sender("T", "hello@tidewater.example"), Sending(), now=now
    ):
        pass
    states = {(mail.state, mail.reason) for mail in await reminders(store)}
    assert states == {("withheld", "meeting has begun" if change == "begun" else f"meeting {change}")}


async def test_many_workers_remind_once(store: Store) -> None:
    await booked(store)
    done = await asyncio.gather(*(remind_next(store, invites(), now=START - HOUR) for _ in range(8)))
    assert sum(done) == 1
    assert len(await reminders(store)) == 2
