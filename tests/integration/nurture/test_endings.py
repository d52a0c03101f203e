"""Everything that ends a sequence ends it at once, with the mails that wait; on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import suppress
from datetime import timedelta

import pytest

from bot.leads.events import AddressBounced, ContactStopped, LeadDisqualified
from bot.leads.mail import Mail
from bot.nurture.models import Enrolled, Enrolment
from bot.nurture.service import end_all, enrol
from bot.nurture.steps import do_next_step
from bot.route.marking import Mark, mark, take_back
from bot.store.database import Store
from tests.integration.nurture.product import book, product, running, stage_of
from tests.nurturing import DESK, MONDAY, PLAYBOOK, enrolled

ADDRESS = "ann@example.com"
LATER = MONDAY + timedelta(minutes=3)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = product(database_url)
    yield store
    await store.close()


async def with_a_mail_that_waits(store: Store) -> Enrolment:
    """Ann is in `not-now`; its first mail waits in the mail log."""
    enrolment = (await enrolled(store)).enrolment
    assert await do_next_step(store, DESK, now=MONDAY + timedelta(minutes=2)) == 1
    return enrolment


async def came_of(store: Store, enrolment_id: str) -> tuple[str, str | None, Mail]:
    async with store.read() as uow:
        enrolment = await uow.enrolments.get(enrolment_id)
        mails = [mail for mail in await uow.mails.log(lead_id="lead_ann") if mail.kind == "nurture"]
    assert enrolment is not None
    return enrolment.status, enrolment.ended_because, mails[0]


@pytest.mark.parametrize(
    ("event", "because", "words"),
    [
        (ContactStopped("lead_ann", LATER, None, "chat"), "unsubscribed", "unsubscribed"),
        (LeadDisqualified("lead_ann", LATER, "student"), "disqualified", "disqualified"),
        (
            AddressBounced("lead_ann", LATER, "ann@example.com", "mail_1", "5.1.1"),
            "bounced",
            "address bounced",
        ),
    ],
)
async def test_what_happens_to_a_lead_ends_what_runs_and_withholds_what_waits(
    store: Store, event: ContactStopped, because: str, words: str
) -> None:
    first = await with_a_mail_that_waits(store)
    async with store.write() as uow:
        await uow.publish(event)
    status, ended, mail = await came_of(store, first.id)
    assert (status, ended, mail.state, mail.reason) == ("ended", because, "withheld", words)
    assert await do_next_step(store, DESK, now=MONDAY + timedelta(days=90)) == 0


@pytest.mark.parametrize(
    ("as_", "because", "words"),
    [
        ("customer", "converted", "became a customer"),
        ("disqualified", "disqualified", "disqualified"),
        ("lost", "lost", "given up as lost"),
    ],
)
async def test_what_a_rep_says_of_a_lead_ends_what_runs_and_withholds_what_waits(
    store: Store, as_: Mark, because: str, words: str
) -> None:
    first = await with_a_mail_that_waits(store)
    async with store.write() as uow:
        await mark(uow, "lead_ann", as_, now=LATER)
        await mark(uow, "lead_ann", as_, now=LATER)
    status, ended, mail = await came_of(store, first.id)
    assert (status, ended, mail.state, mail.reason) == ("ended", because, "withheld", words)
    assert await stage_of(store) == as_


async def test_a_mark_that_is_rolled_back_ends_nothing(store: Store) -> None:
    first = await with_a_mail_that_waits(store)
    with pytest.raises(RuntimeError):
        async with store.write() as uow:
            await mark(uow, "lead_ann", "customer", now=LATER)
            raise RuntimeError("the power went")
    status, _, mail = await came_of(store, first.id)
    assert (status, mail.state) == ("active", "queued")


async def test_who_is_lost_may_be_won_back_after_weeks_and_stays_lost_meanwhile(store: Store) -> None:
    await with_a_mail_that_waits(store)
    async with store.write() as uow:
        await mark(uow, "lead_ann", "lost", now=LATER)
    (enrolment,) = await running(store)
    assert (enrolment.sequence, enrolment.reason) == ("win-back", "lost")
    assert enrolment.due_at is not None
    assert enrolment.due_at >= LATER + timedelta(weeks=12)
    assert await stage_of(store) == "lost"


async def test_taking_a_mark_back_begins_no_mail_that_was_called_off(store: Store) -> None:
    first = await with_a_mail_that_waits(store)
    async with store.write() as uow:
        await mark(uow, "lead_ann", "disqualified", now=LATER)
        lead = await take_back(uow, "lead_ann", PLAYBOOK, now=LATER)
    assert (lead.stage, lead.lost_reason) == ("nurture", None)
    status, _, mail = await came_of(store, first.id)
    assert (status, mail.state) == ("ended", "withheld")
    assert await running(store) == []


async def test_a_lead_that_is_removed_takes_its_sequences_and_its_waiting_mails_along(store: Store) -> None:
    first = await with_a_mail_that_waits(store)
    async with store.write() as uow:
        await uow.leads.remove("lead_ann")
    async with store.read() as uow:
        assert await uow.enrolments.get(first.id) is None
        assert await uow.enrolments.running() == []
        assert await uow.mails.log() == []
    assert await do_next_step(store, DESK, now=MONDAY + timedelta(days=90)) == 0


async def test_a_reply_ends_what_runs_and_withholds_what_waits(store: Store) -> None:
    first = await with_a_mail_that_waits(store)
    async with store.write() as uow:
        assert await end_all(uow, "lead_ann", "replied", now=LATER) == 1
    status, ended, mail = await came_of(store, first.id)
    assert (status, ended, mail.state, mail.reason) == ("ended", "replied", "withheld", "replied")


@pytest.mark.parametrize("goes_wrong", [False, True])
async def test_a_booking_ends_all_in_its_own_transaction_or_nothing(store: Store, goes_wrong: bool) -> None:
    first = await with_a_mail_that_waits(store)
    await enrolled_again(store)
    before = await running(store)
    with suppress(RuntimeError):
        async with store.write() as uow:
            await book(uow, now=LATER)
            assert await uow.enrolments.running("lead_ann") == []
            if goes_wrong:
                raise RuntimeError("the calendar is gone")
    assert len(before) == 2
    status, ended, mail = await came_of(store, first.id)
    if goes_wrong:
        assert await running(store) == before
        assert (status, ended, mail.state) == ("active", None, "queued")
    else:
        assert await running(store) == []
        assert (status, ended, mail.state, mail.reason) == ("ended", "booked", "withheld", "meeting booked")
        assert await stage_of(store) == "meeting"


async def enrolled_again(store: Store) -> None:
    """In a second sequence."""
    async with store.write() as uow:
        lead = await uow.leads.get("lead_ann")
        assert lead is not None
        assert isinstance(await enrol(uow, lead, "researching", PLAYBOOK.site, now=LATER), Enrolled)
