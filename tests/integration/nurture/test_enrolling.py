"""Enrolling and ending, on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.leads.events import ContactStopped, LeadDisqualified, MeetingBooked
from bot.nurture import service
from bot.nurture.models import Enrolled, Refused
from bot.nurture.rules import address_hash
from bot.nurture.sequences import import_sequences
from bot.nurture.steps import do_next_step
from bot.playbook.shapes import Playbook
from bot.store.database import Store
from tests.nurturing import DESK, MONDAY, PLAYBOOK, SITE, a_lead, agreed, enrolled


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
        outcome = await service.enrol(uow, lead, ["researching", "no_budget"], SITE, now=MONDAY)

    assert isinstance(outcome, Enrolled)
    assert (outcome.enrolment.sequence, outcome.enrolment.reason) == ("not-now", "no_budget")


async def test_without_consent_nobody_is_enrolled(store: Store) -> None:
    async with store.write() as uow:
        await import_sequences(uow, PLAYBOOK, now=MONDAY)
        await uow.leads.add(a_lead())
        assert await service.enrol(uow, a_lead(), "later", SITE, now=MONDAY) == Refused("no_consent")


async def test_who_has_no_address_or_booked_or_unsubscribed_is_not_enrolled(store: Store) -> None:
    lead = await agreed(store)
    nobody = replace(lead, contact=replace(lead.contact, email=None))
    async with store.write() as uow:
        assert await service.enrol(uow, nobody, "later", SITE, now=MONDAY) == Refused("no_address")
        booked = replace(lead, stage="meeting")
        assert await service.enrol(uow, booked, "later", SITE, now=MONDAY) == Refused("booked")
        assert await service.enrol(uow, lead, "rain", SITE, now=MONDAY) == Refused("no_sequence")
        await uow.suppressions.add(address_hash(" ANN@example.com "), "unsubscribed", now=MONDAY)
        assert await service.enrol(uow, lead, "later", SITE, now=MONDAY) == Refused("unsubscribed")


async def test_enrolling_again_returns_the_running_enrolment(store: Store) -> None:
    first = await enrolled(store)
    async with store.write() as uow:
        lead = await uow.leads.get("lead_ann")
        assert lead is not None
        again = await service.enrol(uow, lead, "later", SITE, now=MONDAY + timedelta(days=1))

    assert again == Enrolled(first.enrolment, new=False)


async def test_of_eight_enrolments_at_once_one_runs(store: Store) -> None:
    lead = await agreed(store)

    async def enrol() -> object:
        async with store.write() as uow:
            return await service.enrol(uow, lead, "later", SITE, now=MONDAY)

    outcomes = await asyncio.gather(*(enrol() for _ in range(8)))

    assert sum(isinstance(outcome, Enrolled) and outcome.new for outcome in outcomes) == 1
    async with store.read() as uow:
        assert len(await uow.enrolments.running(lead.id)) == 1


async def test_a_changed_sequence_makes_a_new_version_and_what_runs_keeps_its_own(store: Store) -> None:
    running = (await enrolled(store)).enrolment
    async with store.write() as uow:
        assert await import_sequences(uow, PLAYBOOK, now=MONDAY) == []
        changed = with_other_words(PLAYBOOK)
        assert await import_sequences(uow, changed, now=MONDAY) == [s.name for s in PLAYBOOK.sequences]
    await do_next_step(store, DESK, now=MONDAY + timedelta(minutes=2))

    async with store.read() as uow:
        (mail,) = await uow.mails.log(lead_id="lead_ann")
        newest = {version.name: version.version for version in await uow.sequences.newest()}
        pinned = await uow.sequences.get(running.version_id)
    assert "Other words" not in mail.text
    assert newest == {"another-time": 2, "looking-around": 2, "not-now": 2, "win-back": 2}
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
        assert len(await uow.sequences.newest()) == len(PLAYBOOK.sequences)


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
