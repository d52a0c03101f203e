"""Who joins a sequence by their stage and their segment, on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from bot.book.changes import cancel_meeting
from bot.book.models import CancelledBy
from bot.capture.stages import come_to
from bot.clock import FixedClock
from bot.leads.events import ContactStopped
from bot.leads.models import Stage
from bot.nurture import service
from bot.nurture.models import Enrolled, Refused
from bot.nurture.sequences import import_sequences
from bot.playbook.shapes import Segment
from bot.route.service import became_ready, rescore
from bot.store.database import Store
from tests.integration.nurture.product import (
    READY,
    booked,
    product,
    running,
    stage_of,
    talk,
    with_sequences,
)
from tests.nurturing import MONDAY, SITE, a_lead, agreed

BOOK = with_sequences(
    ("fresh", {"reasons": (), "stages": ("mql",)}),
    ("fresh-german", {"reasons": (), "stages": ("mql",), "segment": Segment(countries=("DE",))}),
    ("secure", {"reasons": ("later",), "segment": Segment(needs=("security",))}),
    ("won", {"reasons": (), "stages": ("sql",)}),
)
LATER = MONDAY + timedelta(days=1)


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = product(database_url, BOOK)
    yield store
    await store.close()


async def ann(store: Store, **contact: str) -> None:
    """Ann agreed to useful mail; the sequences are those of BOOK."""
    await agreed(store, a_lead(**contact))
    async with store.write() as uow:
        await import_sequences(uow, BOOK, now=MONDAY)


async def comes_to(store: Store, stage: Stage) -> None:
    async with store.write() as uow:
        lead = await uow.leads.get("lead_ann")
        assert lead is not None
        await come_to(uow, lead, stage, now=LATER)


async def names(store: Store) -> list[str]:
    return sorted(enrolment.sequence for enrolment in await running(store))


async def test_a_new_stage_begins_the_sequence_for_it_and_its_segment_and_stays(store: Store) -> None:
    await ann(store)
    await comes_to(store, "mql")
    (enrolment,) = await running(store)
    assert (enrolment.sequence, enrolment.reason) == ("fresh-german", "mql")
    assert await stage_of(store) == "mql"


async def test_outside_of_the_segment_it_is_the_sequence_for_everybody(store: Store) -> None:
    await ann(store, country="FR")
    await comes_to(store, "mql")
    assert await names(store) == ["fresh"]


async def test_what_the_lead_needs_decides_between_two_sequences_for_a_reason(store: Store) -> None:
    await ann(store)
    await talk(store, {"need": READY["need"]})
    async with store.write() as uow:
        lead = await uow.leads.get("lead_ann")
        assert lead is not None
        outcome = await service.enrol(uow, lead, ["no_date", "later"], SITE, now=MONDAY)
    assert isinstance(outcome, Enrolled)
    assert (outcome.enrolment.sequence, outcome.enrolment.reason) == ("secure", "later")
    assert await stage_of(store) == "nurture"


async def test_the_stage_that_a_score_leads_to_begins_its_sequence_too(store: Store) -> None:
    await ann(store)
    await talk(store, READY)
    async with store.write() as uow:
        before = await uow.leads.get("lead_ann")
        assert before is not None
        assessed = await rescore(uow, before, BOOK, now=LATER)
        again = await rescore(uow, assessed.lead, BOOK, now=LATER)
    assert (assessed.lead.stage, became_ready(before, assessed)) == ("sql", True)
    assert became_ready(assessed.lead, again) is False
    assert await names(store) == ["won"]


async def test_while_a_sequence_runs_a_new_stage_begins_no_other(store: Store) -> None:
    await ann(store)
    await comes_to(store, "mql")
    await comes_to(store, "sql")
    assert await names(store) == ["fresh-german"]


async def test_a_stage_that_comes_again_does_not_begin_the_running_sequence_anew(store: Store) -> None:
    await ann(store)
    await comes_to(store, "mql")
    first = await running(store)
    await comes_to(store, "iql")
    await comes_to(store, "mql")
    assert await running(store) == first


async def test_without_consent_or_address_a_stage_begins_nothing(store: Store) -> None:
    await ann(store)
    async with store.write() as uow:
        await uow.leads.add(a_lead("lead_bob", "bob@example.com"))
        bob = await uow.leads.get("lead_bob")
        assert bob is not None
        await come_to(uow, bob, "mql", now=LATER)
        await uow.publish(ContactStopped("lead_ann", LATER, None, "chat"))
    await comes_to(store, "mql")
    assert await running(store) == await running(store, "lead_bob") == []


@pytest.mark.parametrize(("by", "joins"), [("visitor", ["another-time"]), ("rep", [])])
async def test_who_has_a_meeting_no_longer_hears_of_another_time_and_nothing_else(
    store: Store, by: CancelledBy, joins: list[str]
) -> None:
    await ann(store)
    meeting = await booked(store, now=MONDAY)
    async with store.write() as uow:
        await cancel_meeting(uow, meeting.id, by, clock=FixedClock(MONDAY))
    assert await names(store) == joins


async def test_without_a_reason_or_a_stage_that_a_sequence_is_for_nobody_is_enrolled(store: Store) -> None:
    await ann(store)
    async with store.write() as uow:
        lead = await uow.leads.get("lead_ann")
        assert lead is not None
        assert await service.enrol(uow, lead, [], SITE, now=MONDAY) == Refused("no_sequence")
