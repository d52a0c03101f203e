"""What is kept of one lead: all of it is exported, all of it is erased, and nobody else's with it."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import select

from bot.chat import service as chat
from bot.chat.handover import call_for_help
from bot.store.belongings import belongings
from bot.store.database import Store
from bot.store.tables import metadata
from bot.store.tables.chat import tasks
from tests.integration.capture.everything import fill, telling

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ABOUT_NO_LEAD = {
    "api_tokens",
    "audit_log",  # who did what; of a lead only its id
    "calendar_busy",
    "calendars",
    "mailboxes",
    "playbooks",
    "rep_days",
    "reps",
    "sequence_steps",
    "sequence_versions",
    "sign_in_failures",
    "solved_challenges",
    "staff",
    "staff_sessions",
    "suppressions",  # a hash of an address; exported by that, and kept so that "no mail" holds
    "time_off",
}
STAYS = {"mail_attempts"}
"""For an hour, for the limits of sending: the id of a mail that is gone, and a hash of the domain."""


def test_each_table_holds_something_of_leads_or_is_known_to_hold_nothing() -> None:
    assert set(metadata.tables) - set(belongings()) == ABOUT_NO_LEAD


async def test_an_export_has_a_row_of_every_table_and_nothing_of_anybody_else(store: Store) -> None:
    async with store.write() as uow:
        await fill(uow.connection, "annabel")
        await fill(uow.connection, "bertram")
        kept = await uow.belongings.of_lead("annabel-leads")
    assert set(kept) == set(belongings())
    assert all(len(rows) == 1 for rows in kept.values())
    assert "bertram" not in str(kept)
    assert "token_hash" not in str(kept)


async def test_nobody_has_no_belongings(store: Store) -> None:
    async with store.read() as uow:
        assert await uow.belongings.of_lead("lead_nobody") == {}
        assert await uow.belongings.suppression("0" * 64) == []


async def test_erasing_a_lead_empties_every_table_of_them_alone(store: Store) -> None:
    async with store.write() as uow:
        await fill(uow.connection, "annabel")
        await fill(uow.connection, "bertram")
        before = await telling(uow.connection, "bertram")
        assert await chat.erase_lead(uow, "annabel-leads", now=NOW) == ["annabel-conversations"]
        assert set(await telling(uow.connection, "annabel")) <= ABOUT_NO_LEAD | STAYS
        assert await telling(uow.connection, "bertram") == before


async def test_a_task_of_before_the_visitor_was_a_lead_goes_with_the_conversation(store: Store) -> None:
    async with store.write() as uow:
        started = await chat.start(uow, {}, locale="en", timezone="Europe/Berlin", now=NOW)
        await call_for_help(uow, started.conversation.id, "failed", "the greeting failed", now=NOW)
        await chat.erase(uow, started.conversation, now=NOW)
        assert (await uow.connection.execute(select(tasks.c.id))).all() == []
