"""The steps of a sequence: what goes out, when, once; and what is held, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from bot.mail.delivery import deliver_next
from bot.nurture import service
from bot.nurture.links import queue_followed
from bot.nurture.models import Enrolled, MailLink, Refused
from bot.nurture.sequences import import_sequences
from bot.nurture.steps import do_next_step
from bot.nurture.upcoming import next_sends
from bot.store.database import Store
from bot.store.tables import nurture as tables
from tests.nurturing import (
    DESK,
    MONDAY,
    OPT_IN,
    PLAYBOOK,
    SENDER,
    SENDING,
    SITE,
    Outbox,
    a_draft,
    a_lead,
    agreed,
    enrolled,
)


async def test_a_whole_sequence_goes_out_once_each_in_working_hours_and_then_is_finished(
    store: Store,
) -> None:
    first = (await enrolled(store)).enrolment
    now = MONDAY
    for _ in range(200):
        await everything_due(store, now)
        now += timedelta(hours=13)

    async with store.read() as uow:
        mails = await uow.mails.log(lead_id="lead_ann")
        enrolment = await uow.enrolments.get(first.id)
    version = next(sequence for sequence in PLAYBOOK.sequences if sequence.name == "not-now")
    assert len(mails) == len(version.steps)
    assert len({mail.step_id for mail in mails}) == len(mails)
    for mail in mails:
        local = mail.created_at.astimezone(ZoneInfo("Europe/Berlin"))
        assert local.weekday() < 5
        assert 9 <= local.hour < 17
    assert enrolment is not None
    assert enrolment.status == "finished"


async def test_a_step_waits_for_the_mail_before_it_and_counts_from_when_that_left(store: Store) -> None:
    first = (await enrolled(store)).enrolment
    now = MONDAY + timedelta(minutes=2)
    await do_next_step(store, DESK, now=now)
    held_until = now + timedelta(days=9, hours=2)  # the second step is due in nine days
    async with store.write() as uow:
        (mail,) = await uow.mails.log(lead_id="lead_ann")
        await uow.mails.postpone(mail.id, held_until, "paused", now=now)

    await everything_due(store, now + timedelta(days=9))
    async with store.read() as uow:
        waiting = await uow.enrolments.get(first.id)
    assert waiting is not None
    assert waiting.due_at == held_until + timedelta(days=9)
    assert str(waiting.due_because).startswith("9 days after step 1, which waits")

    late = held_until + timedelta(days=1)  # the worker was away for another day
    await everything_due(store, late)
    await everything_due(store, held_until + timedelta(days=9))
    async with store.read() as uow:
        counted = await uow.enrolments.get(first.id)
        mails = await uow.mails.log(lead_id="lead_ann")
    assert counted is not None
    assert counted.due_at is not None
    assert counted.due_at >= late + timedelta(days=9)
    assert str(counted.due_because).startswith("9 days after step 1, which left late")
    assert [mail.state for mail in mails] == ["accepted"]


async def everything_due(store: Store, now: datetime) -> None:
    """Steps and mails, as the worker does them."""
    while await do_next_step(store, DESK, now=now) or await deliver_next(
        store, Outbox(), SENDER, SENDING, now=now
    ):
        pass


async def test_a_step_whose_condition_does_not_hold_is_passed_over(store: Store) -> None:
    from bot.leads.models import KeptFact, Source
    from bot.store.tables import chat

    await enrolled(store)
    async with store.write() as uow:
        await uow.connection.execute(
            chat.conversations.insert().values(
                id="conv_1", lead_id="lead_ann", visitor_id="v", token_hash="t", created_at=MONDAY,
                source=vars(Source()) | {"utm": {}},
            )
        )  # fmt: skip
        await uow.facts.keep(
            "lead_ann",
            KeptFact("timeline", {"status": "stated", "bucket": "later"}, "next year", MONDAY, "conv_1"),
        )
    now = MONDAY
    for _ in range(80):
        await everything_due(store, now)
        now += timedelta(days=1)

    async with store.read() as uow:
        subjects = {mail.subject for mail in await uow.mails.log(lead_id="lead_ann")}
    assert "Planning backwards from a date" not in subjects
    assert len(subjects) == 3


async def test_a_faulty_template_holds_its_step_and_says_why(store: Store) -> None:
    lead = await agreed(store)
    broken = replace(PLAYBOOK, emails=tuple(replace(e, body="{{ nobody }}") for e in PLAYBOOK.emails))
    async with store.write() as uow:
        await import_sequences(uow, broken, now=MONDAY)
        await service.enrol(uow, lead, "later", SITE, now=MONDAY)
    now = MONDAY + timedelta(minutes=2)
    assert await do_next_step(store, DESK, now=now) == 1
    assert await do_next_step(store, DESK, now=now) == 0

    async with store.read() as uow:
        (send,) = await next_sends(uow, lead.id)
        assert await uow.mails.count() == 0
    assert send.held
    assert "nobody" in send.why


async def test_next_sends_says_what_goes_out_when_and_why(store: Store) -> None:
    friday_evening = datetime(2026, 5, 22, 18, 0, tzinfo=UTC)  # Whit Monday follows
    lead = await agreed(store)
    async with store.write() as uow:
        await service.enrol(uow, lead, "later", SITE, now=friday_evening)
    async with store.read() as uow:
        (send,) = await next_sends(uow)

    assert (send.sequence, send.version, send.step, send.template) == ("not-now", 1, 1, "not-now-hello")
    assert send.due_at == datetime(2026, 5, 26, 7, 0, tzinfo=UTC)
    assert not send.held
    assert send.why == (
        "2 minutes after enrolling; moved to working hours in Europe/Berlin: "
        "after working hours, weekend, public holiday"
    )


async def test_with_double_opt_in_only_the_question_goes_out_until_it_is_confirmed(store: Store) -> None:
    lead = await agreed(store)
    async with store.write() as uow:
        outcome = await service.enrol(uow, lead, "later", OPT_IN, now=MONDAY)
    assert isinstance(outcome, Enrolled)
    for day in range(5):
        await do_next_step(store, DESK, now=MONDAY + timedelta(days=day))
    async with store.read() as uow:
        (asked,) = await uow.mails.log()
        question, send = await next_sends(uow)
    assert asked.kind == "confirm"
    assert "/confirm/" in asked.text
    assert (question.mail_id, question.step, question.template) == (asked.id, 0, "confirm")
    assert send.held

    async with store.write() as uow:
        now = MONDAY + timedelta(days=5)
        confirmed = await service.confirm(uow, outcome.enrolment.id, SITE, now=now)
        assert isinstance(confirmed, Enrolled)
        assert confirmed.new
        again = await service.confirm(uow, outcome.enrolment.id, SITE, now=now)
        assert isinstance(again, Enrolled)
        assert not again.new
    await do_next_step(store, DESK, now=MONDAY + timedelta(days=7))
    async with store.read() as uow:
        assert {mail.kind for mail in await uow.mails.log()} == {"confirm", "nurture"}


async def test_a_double_opt_in_that_nobody_answers_ends(store: Store) -> None:
    lead = await agreed(store)
    async with store.write() as uow:
        outcome = await service.enrol(uow, lead, "later", OPT_IN, now=MONDAY)
        assert isinstance(outcome, Enrolled)
    await do_next_step(store, DESK, now=MONDAY)
    await do_next_step(store, DESK, now=MONDAY + timedelta(days=15))

    async with store.write() as uow:
        late = await service.confirm(uow, outcome.enrolment.id, SITE, now=MONDAY + timedelta(days=16))
        assert late == Refused("unconfirmed")
        assert await uow.mails.count() == 1


async def test_a_crashed_workers_step_is_taken_over_when_its_lease_runs_out(store: Store) -> None:
    await enrolled(store)
    now = MONDAY + timedelta(minutes=2)
    async with store.write() as uow:  # the other worker claims, and dies
        assert await uow.enrolments.claim_due(now=now, until=now + timedelta(minutes=5))

    assert await do_next_step(store, DESK, now=now + timedelta(minutes=4)) == 0
    assert await do_next_step(store, DESK, now=now + timedelta(minutes=5)) == 1
    async with store.read() as uow:
        assert await uow.mails.count() == 1


async def test_eight_workers_write_each_due_mail_once(store: Store) -> None:
    for n in range(12):
        lead = a_lead(f"lead_{n}", f"lead{n}@example.com")
        await enrolled(store, lead)

    async def worker() -> int:
        done = 0
        while count := await do_next_step(store, DESK, now=MONDAY + timedelta(minutes=2)):
            done += count
        return done

    assert sum(await asyncio.gather(*(worker() for _ in range(8)))) == 12
    async with store.read() as uow:
        assert await uow.mails.count() == 12


async def test_a_mail_and_its_links_are_kept_together_and_a_held_step_leaves_neither(store: Store) -> None:
    lead = await agreed(store)
    half = "[a](https://a.example) [b](https://b.example) {{ nobody }}"
    broken = replace(PLAYBOOK, emails=tuple(replace(email, body=half) for email in PLAYBOOK.emails))
    async with store.write() as uow:
        await import_sequences(uow, broken, now=MONDAY)
        await service.enrol(uow, lead, "later", SITE, now=MONDAY)
    await do_next_step(store, DESK, now=MONDAY + timedelta(minutes=2))
    assert await _links(store) == []

    await enrolled(store, a_lead("lead_bob", "bob@example.com"))
    await do_next_step(store, DESK, now=MONDAY + timedelta(minutes=2))
    async with store.read() as uow:
        [mail] = await uow.mails.log(lead_id="lead_bob")
    assert await _links(store) == [(mail.id, "chat")]


async def test_a_mail_that_is_in_the_log_already_brings_no_links_again(store: Store) -> None:
    await enrolled(store)
    draft = replace(a_draft(), kind="nurture", lead_id="lead_ann")
    link = MailLink("link_1", "", "page", "https://a.example")
    async with store.write() as uow:
        assert await queue_followed(uow, draft, [link], now=MONDAY)
        assert await queue_followed(uow, draft, [replace(link, id="link_2")], now=MONDAY) is None
    assert len(await _links(store)) == 1


async def _links(store: Store) -> list[tuple[str, str]]:
    table = tables.mail_links
    async with store.read() as uow:
        return [tuple(row) for row in await uow.connection.execute(select(table.c.mail_id, table.c.kind))]
