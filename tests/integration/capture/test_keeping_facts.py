"""Facts are kept with their history, people are recognised by their address, scores follow."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from bot.capture.service import Kept, Origin, keep_consent, keep_facts, new_lead
from bot.chat import service as chat
from bot.leads.models import Lead, Source
from bot.playbook.load import load
from bot.route.service import assess
from bot.store.database import Store
from bot.store.tables import leads as tables
from tests.unit.playbook.books import PROJECT

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
PLAYBOOK = load(PROJECT)
BUDGET = {"status": "stated", "min": 50000, "max": 50000, "currency": "EUR", "period": "year", "quote": "50k"}


async def a_chat(store: Store) -> tuple[Lead, str]:
    """A lead with a conversation of its own."""
    async with store.write() as uow:
        started = await chat.start(uow, {}, locale="en", timezone="Europe/Berlin", now=NOW)
        lead = await new_lead(uow, Source(), timezone="Europe/Berlin", language="en", now=NOW)
        await uow.conversations.save(replace(started.conversation, lead_id=lead.id))
    return lead, started.conversation.id


async def keep(store: Store, lead: Lead, talk: str, /, *, at: int = 0, **stated: dict[str, Any]) -> Kept:
    async with store.write() as uow:
        fresh = await uow.leads.get(lead.id)
        assert fresh
        return await keep_facts(uow, fresh, stated, Origin(talk), now=NOW + timedelta(minutes=at))


async def test_a_later_fact_replaces_an_earlier_one_and_keeps_it_as_history(store: Store) -> None:
    lead, talk = await a_chat(store)
    assert (await keep(store, lead, talk, budget=BUDGET)).new == ("budget",)
    assert (await keep(store, lead, talk, at=1, budget={**BUDGET, "max": 80000})).corrected == ("budget",)
    async with store.read() as uow:
        known = await uow.facts.known(lead.id)
        rows = await uow.connection.execute(select(func.count()).select_from(tables.facts))
    assert known.facts["budget"].value["max"] == 80000
    assert known.bant.budget
    assert known.bant.budget.quote.text == "50k"
    assert rows.scalar_one() == 2


async def test_the_same_fact_again_changes_nothing(store: Store) -> None:
    lead, talk = await a_chat(store)
    await keep(store, lead, talk, budget=BUDGET)
    again = await keep(store, lead, talk, at=1, budget=BUDGET)
    assert (again.new, again.corrected) == ((), ())


async def test_somebody_whose_address_is_known_becomes_one_with_the_earlier_lead(store: Store) -> None:
    first, first_talk = await a_chat(store)
    await keep(store, first, first_talk, email={"value": "Ann@Example.com"}, budget=BUDGET)
    second, second_talk = await a_chat(store)
    newer = {"status": "none_yet", "quote": "no budget"}
    joined = await keep(store, second, second_talk, at=5, email={"value": "ann@example.com"}, budget=newer)
    assert joined.lead.id == first.id
    async with store.read() as uow:
        assert await uow.leads.get(second.id) is None
        everything = await uow.facts.known(first.id)
        own = await uow.facts.known(first.id, conversation_id=first_talk)
    assert everything.facts["budget"].status == "none_yet"  # the newest counts
    assert "budget" not in own.facts  # and is not shown in the other chat


async def test_erasing_one_visitor_leaves_what_another_said_under_the_same_address(store: Store) -> None:
    first, first_talk = await a_chat(store)
    await keep(store, first, first_talk, email={"value": "ann@example.com"})
    second, second_talk = await a_chat(store)
    await keep(store, second, second_talk, at=5, email={"value": "ann@example.com"}, budget=BUDGET)
    async with store.write() as uow:
        intruder = await uow.conversations.get(second_talk)
        assert intruder
        await chat.erase(uow, intruder, now=NOW)
    async with store.read() as uow:
        assert await uow.leads.get(first.id)
        assert "budget" not in (await uow.facts.known(first.id)).facts


async def test_consent_is_kept_once_with_the_words_that_were_read(store: Store) -> None:
    lead, talk = await a_chat(store)
    async with store.write() as uow:
        for _ in range(2):
            await keep_consent(uow, lead, "nurture", "May we write to you?", Origin(talk), now=NOW)
        rows = (await uow.connection.execute(select(tables.consents))).all()
    assert [(row.purpose, row.wording) for row in rows] == [("nurture", "May we write to you?")]


async def test_the_parts_of_the_score_are_kept_and_add_up_and_the_way_to_the_rep_is_told(
    store: Store,
) -> None:
    lead, talk = await a_chat(store)
    await keep(
        store, lead, talk, budget=BUDGET, need={"status": "stated", "category": "reporting", "quote": "x"}
    )
    async with store.write() as uow:
        await uow.reps.replace(PLAYBOOK.team)
        fresh = await uow.leads.get(lead.id)
        assert fresh
        assessed = await assess(uow, fresh, PLAYBOOK, now=NOW)
        parts = await uow.leads.score_parts(lead.id)
        steps = (await uow.connection.execute(select(tables.routing_steps))).all()
    assert sum(part["points"] for part in parts) == assessed.lead.score > 0
    assert assessed.lead.owner_id == "dana"
    assert any("Dana" in step.outcome for step in steps)
