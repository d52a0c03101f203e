"""What came of each step of a sequence: sent, held back, clicked, replied, booked, unsubscribed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import event

from bot.leads.events import ContactStopped, MeetingBooked
from bot.mail.port import Rejected
from bot.nurture.steps import do_next_step
from bot.report.nurture import Numbers, SequenceReport, brief, report_sequences
from bot.report.ports import StepsAsked
from bot.store.database import Store
from tests.consoles import NOW
from tests.integration.staff.sequences import FIRST, SECOND, ann, came, click, end, send
from tests.nurturing import DESK


async def report(store: Store, since: datetime | None = None, name: str = "not-now") -> SequenceReport:
    async with store.read() as uow:
        return (await report_sequences(uow, StepsAsked(name, since)))[0]


async def numbers(store: Store, **asked: Any) -> list[Numbers]:
    return [step.numbers for step in (await report(store, **asked)).newest.steps]


async def test_what_came_of_a_mail_is_counted_with_its_step(store: Store) -> None:
    for name in ("ann", "bob", "eve"):
        await ann(store, name)
    first = await send(store, FIRST)
    await click(store, first[0], 1)
    await click(store, first[0], 2)
    await click(store, first[1], 3)
    await came(store, first[1], "reply")
    await came(store, first[2], "hard_bounce")
    one, two, *_ = await numbers(store)
    assert (one.sent, one.clicked, one.replied, one.bounced) == (3, 2, 1, 1)
    assert (two.sent, two.clicked) == (0, 0)


@pytest.mark.parametrize("because", ["booked", "replied", "unsubscribed"])
async def test_an_ending_is_counted_with_the_last_mail_sent_before_it(store: Store, because: str) -> None:
    early, late = await ann(store, "early"), await ann(store, "late")
    await send(store, FIRST)
    await end(store, early, because, FIRST + timedelta(days=1))
    await send(store, SECOND)
    await end(store, late, because, SECOND + timedelta(days=1))
    assert [getattr(each, because) for each in await numbers(store)] == [1, 1, 0, 0]


async def test_who_ends_before_the_first_mail_is_counted_with_none(store: Store) -> None:
    lead = await ann(store)
    await end(store, lead, "booked", NOW)
    found = await report(store)
    assert found.total.booked == 0
    assert found.endings == {"booked": 1}


async def test_a_reply_counts_once_and_with_the_mail_that_it_answers(store: Store) -> None:
    lead = await ann(store)
    mails = await send(store, FIRST, SECOND)
    assert len(mails) == 2
    await came(store, mails[0], "reply", SECOND)
    await end(store, lead, "replied", SECOND)
    assert [each.replied for each in await numbers(store)] == [1, 0, 0, 0]


@pytest.mark.parametrize(("days", "counted"), [(29, 1), (31, 0)])
async def test_a_booking_after_the_last_mail_counts_for_thirty_days(
    store: Store, days: int, counted: int
) -> None:
    lead = await ann(store)
    await send(store, FIRST, *(NOW + timedelta(days=day) for day in (14, 42, 98)))
    async with store.read() as uow:
        (enrolment,) = await uow.enrolments.of_lead(lead.id)
    assert enrolment.status == "finished"
    assert enrolment.ended_at is not None
    at = enrolment.ended_at + timedelta(days=days)
    async with store.write() as uow:
        for _ in range(2):
            await uow.publish(MeetingBooked(lead.id, at, "meet_1", "dana"))
    last = [each.booked for each in await numbers(store)]
    assert last == [0, 0, 0, counted]


async def test_unsubscribing_after_the_last_mail_counts_with_it(store: Store) -> None:
    lead = await ann(store)
    await send(store, FIRST, *(NOW + timedelta(days=day) for day in (14, 42, 98)))
    async with store.write() as uow:
        await uow.publish(ContactStopped(lead.id, NOW + timedelta(days=99), None, "link"))
    assert [each.unsubscribed for each in await numbers(store)] == [0, 0, 0, 1]


async def test_a_period_holds_the_mails_whose_day_was_in_it_and_what_waits_now(store: Store) -> None:
    await ann(store)
    await send(store, FIRST, SECOND)
    since = NOW + timedelta(days=7)
    assert [each.sent for each in await numbers(store, since=since)] == [0, 1, 0, 0]
    assert [each.sent for each in await numbers(store)] == [1, 1, 0, 0]
    await ann(store, "bob")
    while await do_next_step(store, DESK, now=FIRST):
        pass
    assert (await numbers(store, since=since))[0].waiting == 1


async def test_what_was_held_back_and_refused_is_told_with_why(store: Store) -> None:
    lead = await ann(store)
    while await do_next_step(store, DESK, now=FIRST):
        pass
    await end(store, lead, "booked", FIRST)
    await ann(store, "bob")
    await send(store, FIRST, answers=[Rejected("550 no such user")])
    one = (await numbers(store))[0]
    assert (one.sent, one.withheld, one.rejected) == (0, 1, 1)
    assert one.reasons == {"meeting booked": 1}


@pytest.mark.parametrize(
    ("reason", "told"),
    [
        ("moved to working hours in Europe/Berlin: weekend", "moved to working hours"),
        ("moved to working hours in America/Argentina/Buenos_Aires: weekend", "moved to working hours"),
        ("meeting booked", "meeting booked"),
        ("at most 2 mails a week to one lead", "at most 2 mails a week to one lead"),
    ],
)
def test_reasons_that_differ_by_the_lead_only_are_counted_together(reason: str, told: str) -> None:
    assert brief(reason) == told


async def test_the_number_of_queries_does_not_grow_with_leads_and_mails(store: Store) -> None:
    engine = store.engine.sync_engine
    asked: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *given: asked.append(given[2]))
    counts = []
    for some in (("a",), ("b", "c", "d", "e", "f")):
        for name in some:
            await ann(store, name)
        await send(store, FIRST)
        asked.clear()
        await report(store)
        counts.append(len([sql for sql in asked if sql.startswith(("SELECT", "WITH"))]))
    assert counts[0] == counts[1] <= 10
