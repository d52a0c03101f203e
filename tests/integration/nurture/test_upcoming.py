"""What goes out next: steps that wait for their day, mails that wait already, and why."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from bot.mail.port import Accepted, Deferred
from bot.nurture.models import NextSend, Preferences
from bot.nurture.rules import address_hash
from bot.nurture.steps import do_next_step
from bot.nurture.upcoming import next_sends
from bot.store.database import Store
from tests.integration.mail.delivering import deliver
from tests.nurturing import DESK, MONDAY, Outbox, a_draft, a_lead, enrolled

NOW = MONDAY + timedelta(minutes=2)


async def coming(store: Store, lead_id: str | None = "lead_ann") -> list[NextSend]:
    async with store.read() as uow:
        return await next_sends(uow, lead_id)


async def test_a_mail_that_is_written_is_listed_before_the_step_after_it(store: Store) -> None:
    await enrolled(store)
    await do_next_step(store, DESK, now=NOW)
    mail, step = await coming(store)

    assert mail.mail_id is not None
    assert (mail.sequence, mail.step, mail.template) == ("not-now", 1, "not-now-hello")
    assert (mail.due_at, mail.why) == (NOW, "waits for the worker")
    assert (step.mail_id, step.step) == (None, 2)


async def test_a_mail_that_the_server_deferred_says_so(store: Store) -> None:
    await enrolled(store)
    await do_next_step(store, DESK, now=NOW)
    await deliver(store, Outbox(Deferred("450 later")), NOW)
    mail, _ = await coming(store)

    assert mail.due_at == NOW + timedelta(minutes=1)
    assert mail.why == "tried before; 450 later"


async def test_a_mail_over_a_limit_says_which(store: Store) -> None:
    await enrolled(store)
    await do_next_step(store, DESK, now=NOW)
    for day in (1, 2, 3):
        await _sent(store, day, NOW - timedelta(days=day))
    await deliver(store, Outbox(), NOW)
    mail, _ = await coming(store)

    assert mail.why.startswith("weekly limit of 3 mails")
    assert mail.due_at is not None
    assert mail.due_at >= NOW + timedelta(days=4)


async def _sent(store: Store, n: int, at: datetime) -> None:
    draft = a_draft(kind="ready", cause=f"ready:{n}", lead_id="lead_ann")
    async with store.write() as uow:
        mail_id = await uow.mails.queue(draft, now=at)
        mail = await uow.mails.get(mail_id or "")
        assert mail is not None
        begun = replace(mail, attempts=1)
        await uow.mails.begin(begun, until=at, now=at)
        assert await uow.mails.settle(begun, "accepted", None, now=at)


async def test_a_pause_that_the_lead_chose_is_told_of_a_step(store: Store) -> None:
    await enrolled(store)
    async with store.write() as uow:
        chosen = Preferences("lead_ann", paused_until=MONDAY + timedelta(days=60))
        await uow.preferences.save(chosen, now=MONDAY)
    (step,) = await coming(store)

    assert step.why == "2 minutes after enrolling; paused until 1 May by the lead"


async def test_an_address_that_bounced_is_told_apart_from_one_that_unsubscribed(store: Store) -> None:
    await enrolled(store)
    await enrolled(store, a_lead("lead_bob", "bob@example.com"))
    async with store.write() as uow:
        await uow.suppressions.add(address_hash("ann@example.com"), "bounced", now=NOW)
        await uow.suppressions.add(address_hash("bob@example.com"), "unsubscribed", now=NOW)

    whys = {send.lead_id: (send.held, send.why) for send in await coming(store, None)}
    assert whys == {"lead_ann": (True, "address bounced"), "lead_bob": (True, "unsubscribed")}


async def test_the_offer_to_meet_belongs_to_no_sequence(store: Store) -> None:
    await enrolled(store)
    async with store.write() as uow:
        await uow.mails.queue(a_draft(kind="ready", cause="ready:1", lead_id="lead_ann"), now=MONDAY)
    offer, step = await coming(store)

    assert (offer.sequence, offer.step, offer.template, offer.enrolment_id) == ("", 0, "ready", None)
    assert step.sequence == "not-now"


async def test_mails_of_other_kinds_and_what_is_done_are_no_next_sends(store: Store) -> None:
    await enrolled(store)
    async with store.write() as uow:
        await uow.mails.queue(a_draft(lead_id="lead_ann"), now=MONDAY)
    await do_next_step(store, DESK, now=NOW)
    await deliver(store, Outbox(Accepted()), NOW)

    assert [(send.step, send.mail_id) for send in await coming(store)] == [(2, None)]
