"""Enrolling, ending, and what goes out next, on both databases."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.leads.events import ContactStopped, LeadDisqualified, MeetingBooked
from bot.nurture import service
from bot.nurture.models import Enrolled, Refused
from bot.nurture.rules import address_hash
from bot.nurture.sequences import import_sequences
from bot.nurture.steps import do_next_step
from bot.nurture.upcoming import next_sends
from bot.playbook.shapes import Playbook
from bot.store.database import Store
from tests.nurturing import DESK, MONDAY, PLAYBOOK, a_lead, agreed, enrolled, wired


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = wired(database_url)
    yield store
    await store.close()


def with_other_words(playbook: Playbook) -> Playbook:
    return replace(playbook, emails=tuple(replace(email, body="Other words.") for email in playbook.emails))


async def test_a_lead_who_agreed_is_enrolled_by_their_reason_and_their_first_mail_is_due_in_their_hours(
    store: Store,
) -> None:
    enrolment = (await enrolled(store, reason="later")).enrolment

    assert enrolment.sequence == "not-now"
    assert enrolment.due_at == MONDAY + timedelta(minutes=2)
    assert enrolment.due_because == "2 minutes after enrolling"


async def test_of_several_reasons_the_first_in_the_playbooks_order_picks_the_sequence(store: Store) -> None:
    lead = await agreed(store)
    async with store.write() as uow:
        outcome = await service.enrol(uow, lead, ["researching", "no_budget"], now=MONDAY)

    assert isinstance(outcome, Enrolled)
    assert (outcome.enrolment.sequence, outcome.enrolment.reason) == ("not-now", "no_budget")


async def test_without_consent_nobody_is_enrolled(store: Store) -> None:
    async with store.write() as uow:
        await import_sequences(uow, PLAYBOOK, now=MONDAY)
        await uow.leads.add(a_lead())
        assert await service.enrol(uow, a_lead(), "later", now=MONDAY) == Refused("no_consent")


async def test_who_has_no_address_or_booked_or_unsubscribed_is_not_enrolled(store: Store) -> None:
    lead = await agreed(store)
    nobody = replace(lead, contact=replace(lead.contact, email=None))
    async with store.write() as uow:
        assert await service.enrol(uow, nobody, "later", now=MONDAY) == Refused("no_address")
        booked = replace(lead, stage="meeting")
        assert await service.enrol(uow, booked, "later", now=MONDAY) == Refused("booked")
        assert await service.enrol(uow, lead, "rain", now=MONDAY) == Refused("no_sequence")
        await uow.suppressions.add(address_hash(" ANN@example.com "), "unsubscribed", now=MONDAY)
        assert await service.enrol(uow, lead, "later", now=MONDAY) == Refused("unsubscribed")


async def test_enrolling_again_returns_the_running_enrolment(store: Store) -> None:
    first = await enrolled(store)
    async with store.write() as uow:
        lead = await uow.leads.get("lead_ann")
        assert lead is not None
        again = await service.enrol(uow, lead, "later", now=MONDAY + timedelta(days=1))

    assert again == Enrolled(first.enrolment, new=False)


async def test_of_eight_enrolments_at_once_one_runs(store: Store) -> None:
    lead = await agreed(store)

    async def enrol() -> object:
        async with store.write() as uow:
            return await service.enrol(uow, lead, "later", now=MONDAY)

    outcomes = await asyncio.gather(*(enrol() for _ in range(8)))

    assert sum(isinstance(outcome, Enrolled) and outcome.new for outcome in outcomes) == 1
    async with store.read() as uow:
        assert len(await uow.enrolments.running(lead.id)) == 1


async def test_a_changed_sequence_makes_a_new_version_and_what_runs_keeps_its_own(store: Store) -> None:
    running = (await enrolled(store)).enrolment
    async with store.write() as uow:
        assert await import_sequences(uow, PLAYBOOK, now=MONDAY) == []
        changed = with_other_words(PLAYBOOK)
        assert await import_sequences(uow, changed, now=MONDAY) == ["looking-around", "not-now"]
    await do_next_step(store, DESK, now=MONDAY + timedelta(minutes=2))

    async with store.read() as uow:
        (mail,) = await uow.mails.log(lead_id="lead_ann")
        newest = {version.name: version.version for version in await uow.sequences.newest()}
        pinned = await uow.sequences.get(running.version_id)
    assert "Other words" not in mail.text
    assert newest == {"looking-around": 2, "not-now": 2}
    assert pinned is not None
    assert pinned.version == 1


async def test_a_sequence_that_left_the_playbook_takes_no_new_leads_and_comes_back_as_it_was(
    store: Store,
) -> None:
    without = replace(PLAYBOOK, sequences=PLAYBOOK.sequences[:1])
    async with store.write() as uow:
        await import_sequences(uow, PLAYBOOK, now=MONDAY)
        await import_sequences(uow, without, now=MONDAY)
        assert [v.name for v in await uow.sequences.newest()] == [PLAYBOOK.sequences[0].name]
        assert await import_sequences(uow, PLAYBOOK, now=MONDAY) == []
        assert len(await uow.sequences.newest()) == 2


@pytest.mark.parametrize(
    ("event", "because", "words"),
    [
        (MeetingBooked("lead_ann", MONDAY, "meet_1", "amara"), "booked", "meeting booked"),
        (ContactStopped("lead_ann", MONDAY, None, "chat"), "unsubscribed", "unsubscribed"),
        (LeadDisqualified("lead_ann", MONDAY, "student"), "disqualified", "disqualified"),
    ],
)
async def test_a_booking_a_stop_or_a_disqualification_ends_every_sequence_and_withholds_what_waits(
    store: Store, event: object, because: str, words: str
) -> None:
    first = (await enrolled(store)).enrolment
    await do_next_step(store, DESK, now=MONDAY + timedelta(minutes=2))
    async with store.write() as uow:
        await uow.publish(event)  # type: ignore[arg-type]

    async with store.read() as uow:
        enrolment = await uow.enrolments.get(first.id)
        (mail,) = await uow.mails.log(lead_id="lead_ann")
    assert enrolment is not None
    assert (enrolment.status, enrolment.ended_because) == ("ended", because)
    assert (mail.state, mail.reason) == ("withheld", words)
    assert await do_next_step(store, DESK, now=MONDAY + timedelta(days=90)) == 0


async def test_a_rolled_back_booking_ends_nothing(store: Store) -> None:
    first = (await enrolled(store)).enrolment
    with pytest.raises(RuntimeError):
        async with store.write() as uow:
            await uow.publish(MeetingBooked("lead_ann", MONDAY, "meet_1", "amara"))
            raise RuntimeError("the calendar is gone")

    async with store.read() as uow:
        assert await uow.enrolments.get(first.id) == first


async def test_who_stopped_is_suppressed_and_their_consent_withdrawn(store: Store) -> None:
    await enrolled(store)
    async with store.write() as uow:
        await uow.publish(ContactStopped("lead_ann", MONDAY, None, "chat"))

    async with store.read() as uow:
        assert await uow.suppressions.reason(address_hash("ann@example.com")) == "unsubscribed"
        assert not await uow.consents.has("lead_ann", "nurture")


async def test_a_whole_sequence_goes_out_once_each_in_working_hours_and_then_is_finished(
    store: Store,
) -> None:
    first = (await enrolled(store)).enrolment
    now = MONDAY
    for _ in range(200):
        while await do_next_step(store, DESK, now=now):
            pass
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
        while await do_next_step(store, DESK, now=now):
            pass
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
        await service.enrol(uow, lead, "later", now=MONDAY)
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
        await service.enrol(uow, lead, "later", now=friday_evening)
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
        outcome = await service.enrol(uow, lead, "later", now=MONDAY, double_opt_in=True)
    assert isinstance(outcome, Enrolled)
    for day in range(5):
        await do_next_step(store, DESK, now=MONDAY + timedelta(days=day))
    async with store.read() as uow:
        (asked,) = await uow.mails.log()
        (send,) = await next_sends(uow)
    assert asked.kind == "confirm"
    assert "/confirm/" in asked.text
    assert send.held

    async with store.write() as uow:
        now = MONDAY + timedelta(days=5)
        confirmed = await service.confirm(uow, outcome.enrolment.id, now=now)
        assert isinstance(confirmed, Enrolled)
        assert confirmed.new
        again = await service.confirm(uow, outcome.enrolment.id, now=now)
        assert isinstance(again, Enrolled)
        assert not again.new
    await do_next_step(store, DESK, now=MONDAY + timedelta(days=7))
    async with store.read() as uow:
        assert {mail.kind for mail in await uow.mails.log()} == {"confirm", "nurture"}


async def test_a_double_opt_in_that_nobody_answers_ends(store: Store) -> None:
    lead = await agreed(store)
    async with store.write() as uow:
        outcome = await service.enrol(uow, lead, "later", now=MONDAY, double_opt_in=True)
        assert isinstance(outcome, Enrolled)
    await do_next_step(store, DESK, now=MONDAY)
    await do_next_step(store, DESK, now=MONDAY + timedelta(days=15))

    async with store.write() as uow:
        late = await service.confirm(uow, outcome.enrolment.id, now=MONDAY + timedelta(days=16))
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
