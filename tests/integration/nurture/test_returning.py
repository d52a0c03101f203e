"""The verbs for what comes back, also when two workers have the same mail at once."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import date, timedelta

import pytest

from bot.leads.events import AddressBounced
from bot.leads.mail import Mail
from bot.leads.models import Lead
from bot.nurture.models import Enrolled
from bot.nurture.returning import (
    Came,
    Replied,
    is_to_lead,
    on_address_bounced,
    take_auto_reply,
    take_bounce,
    take_reply,
)
from bot.nurture.rules import address_hash
from bot.store.database import Store
from tests.nurturing import MONDAY, SENDING, a_draft, a_lead, enrolled

DRAFT = a_draft(kind="nurture", cause="enrolment:1:0", lead_id="lead_ann")


async def mailed(store: Store) -> tuple[Enrolled, Mail]:
    running = await enrolled(store)
    async with store.write() as uow:
        mail_id = await uow.mails.queue(DRAFT, now=MONDAY)
        mail = await uow.mails.get(mail_id or "")
    assert mail
    return running, mail


async def test_the_same_mail_in_two_workers_hands_takes_effect_once(store: Store) -> None:
    _, mail = await mailed(store)

    async def take() -> object:
        async with store.write() as uow:
            return await take_bounce(uow, Came("d" * 64, mail), status="5.1.1", hard=True, now=MONDAY)

    done = await asyncio.gather(*(take() for _ in range(8)))
    assert sum(one is not None for one in done) == 1
    async with store.read() as uow:
        assert len(await uow.inbound.of_lead("lead_ann")) == 1


async def test_a_failure_after_a_reply_was_kept_keeps_nothing(store: Store) -> None:
    _, mail = await mailed(store)
    lead = a_lead()
    with pytest.raises(ZeroDivisionError):
        async with store.write() as uow:
            await take_reply(uow, lead, "d" * 64, mail, "Hello", now=MONDAY)
            raise ZeroDivisionError
    async with store.write() as uow:
        assert (await uow.enrolments.running("lead_ann")) != []
        assert isinstance(await take_reply(uow, lead, "d" * 64, mail, "Hello", now=MONDAY), Replied)


async def test_a_refused_address_is_suppressed_also_when_the_lead_is_gone(store: Store) -> None:
    async with store.write() as uow:
        await on_address_bounced(
            uow, AddressBounced("lead_gone", MONDAY, "Ann@Example.com", "mail_1", "5.1.1")
        )
        assert await uow.suppressions.reason(address_hash("ann@example.com")) == "bounced"


async def test_who_unsubscribed_before_stays_unsubscribed_when_the_address_is_gone(store: Store) -> None:
    async with store.write() as uow:
        await uow.suppressions.add(address_hash("ann@example.com"), "unsubscribed", now=MONDAY)
        await on_address_bounced(uow, AddressBounced("lead_x", MONDAY, "ann@example.com", "mail_1", "5.1.1"))
        assert await uow.suppressions.reason(address_hash("ann@example.com")) == "unsubscribed"


async def test_a_pause_ends_on_a_working_day_of_the_leads_country(store: Store) -> None:
    _, mail = await mailed(store)
    async with store.write() as uow:
        (running,) = await uow.enrolments.running("lead_ann")
        await take_auto_reply(uow, Came("d" * 64, mail), date(2026, 4, 2), SENDING, now=MONDAY)
    async with store.read() as uow:
        (paused,) = await uow.enrolments.running("lead_ann")
    assert running.due_at
    assert paused.due_at
    assert paused.due_at.date() == date(2026, 4, 7)  # Easter is in between
    assert paused.due_because
    assert "public holiday" in paused.due_because
    assert paused.next_position == running.next_position


async def test_who_has_not_confirmed_yet_is_not_waited_for(store: Store) -> None:
    _, mail = await mailed(store)
    async with store.write() as uow:
        (running,) = await uow.enrolments.running("lead_ann")
        await uow.enrolments.save(replace(running, status="unconfirmed", due_at=MONDAY + timedelta(days=1)))
        done = await take_auto_reply(uow, Came("d" * 64, mail), date(2026, 4, 2), SENDING, now=MONDAY)
    assert done
    assert done.sequences == 0


@pytest.mark.parametrize(
    ("kind", "cause", "recipient", "theirs"),
    [
        ("nurture", "enrolment:1:0", "ann@example.com", True),
        ("nurture", "enrolment:1:0", "old@example.com", True),
        ("invite", "meeting:1:visitor", "old@example.com", True),
        ("invite", "meeting:1:rep", "dana@tidewater.example", False),
        ("notice", "reply:1", "dana@tidewater.example", False),
        ("notice", "reply:1", "ann@example.com", False),
        ("test", "test:1", "ann@example.com", False),
    ],
)
def test_which_mails_are_to_the_lead(kind: str, cause: str, recipient: str, theirs: bool) -> None:
    mail = Mail(
        kind=kind,  # type: ignore[arg-type]
        cause=cause, recipient=recipient, subject="S", text="T", html="H", lead_id="lead_ann",
        id="mail_1", state="accepted", due_at=MONDAY, created_at=MONDAY, updated_at=MONDAY, message_id="m",
    )  # fmt: skip
    lead: Lead = a_lead()
    assert is_to_lead(mail, lead) is theirs
