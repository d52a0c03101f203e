"""Several steps in one transaction: none of them is held back by another's fault."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from bot.leads.models import Known, Lead
from bot.nurture.desk import Desk, Letter
from bot.nurture.steps import AT_ONCE, LEASE, do_next_step
from bot.store.database import Store
from tests.nurturing import DESK, MONDAY, a_lead, enrolled

NOW = MONDAY + timedelta(minutes=2)


class Broken(Exception):
    """Something that nobody thought of."""


class Clumsy(Desk):
    """A desk that fails for one of the leads."""

    def write(self, lead: Lead, known: Known, *words: str, **more: Any) -> Letter:
        if lead.id == "lead_2":
            raise Broken
        return super().write(lead, known, *words, **more)


async def test_a_step_that_fails_holds_back_none_of_the_others_and_is_tried_again(store: Store) -> None:
    for number in range(5):
        await enrolled(store, a_lead(f"lead_{number}", f"lead{number}@example.com"))
    with pytest.raises(Broken):
        await do_next_step(store, Clumsy(**vars(DESK)), now=NOW)

    assert await leads_written_to(store) == {"lead_0", "lead_1", "lead_3", "lead_4"}
    assert await do_next_step(store, DESK, now=NOW) == 0
    assert await do_next_step(store, DESK, now=NOW + LEASE) == 1
    assert len(await leads_written_to(store)) == 5


async def test_more_steps_than_go_into_one_transaction_are_done_by_the_next_calls(store: Store) -> None:
    for number in range(AT_ONCE + 1):
        await enrolled(store, a_lead(f"lead_{number}", f"lead{number}@example.com"))

    assert [await do_next_step(store, DESK, now=NOW) for _ in range(3)] == [AT_ONCE, 1, 0]
    assert len(await leads_written_to(store)) == AT_ONCE + 1


async def leads_written_to(store: Store) -> set[str | None]:
    async with store.read() as uow:
        return {mail.lead_id for mail in await uow.mails.log(limit=100)}
