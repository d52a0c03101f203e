"""Who was last here long ago is erased, and nobody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from bot.playbook.shapes import Retention
from bot.store.tables.book import meetings
from bot.store.tables.chat import conversations, tasks
from bot.store.tables.leads import leads
from bot.store.types import Instant
from tests.integration.web.conftest import Gateway, Guest

KEPT = Retention(anonymous=timedelta(days=90), leads=timedelta(weeks=104))


async def spoken(gateway: Gateway, **lead: Any) -> tuple[Guest, str]:
    """A visitor who has said something, and their lead, changed as told."""
    guest = await gateway.visitor()
    await guest.say("m1", text="we need dashboards")
    talk = select(conversations.c.lead_id).where(conversations.c.id == guest.begun["conversation"])
    async with gateway.app.store.write() as uow:
        lead_id = (await uow.connection.execute(talk)).scalar_one()
        if lead:
            await uow.connection.execute(update(leads).where(leads.c.id == lead_id).values(lead))
    return guest, lead_id


async def erased(gateway: Gateway, now: datetime, kept: Retention = KEPT) -> int:
    count = 0
    while await gateway.app.eraser.next_expired(kept, now=now):
        count += 1
    return count


async def there(gateway: Gateway, lead_id: str) -> bool:
    async with gateway.app.store.read() as uow:
        return await uow.leads.get(lead_id) is not None


async def test_who_gave_no_address_goes_after_the_shorter_time(gateway: Gateway) -> None:
    now = gateway.app.clock.now()
    nobody, lead = await spoken(gateway)
    _, known = await spoken(gateway, email="ann@kept.example")
    assert await erased(gateway, now + timedelta(days=89)) == 0
    assert await erased(gateway, now + timedelta(days=91)) == 1
    assert not await there(gateway, lead)
    answer = await gateway.http.get("/api/chat/history", headers=nobody.headers)
    assert answer.status_code == 401
    assert await there(gateway, known)
    assert await erased(gateway, now + timedelta(weeks=105)) == 1
    assert not await there(gateway, known)


async def test_who_opened_a_chat_and_said_nothing_goes_too(gateway: Gateway) -> None:
    guest = await gateway.visitor()
    assert await erased(gateway, gateway.app.clock.now() + timedelta(days=91)) == 1
    answer = await gateway.http.get("/api/chat/history", headers=guest.headers)
    assert answer.status_code == 401


async def test_who_came_back_stays(gateway: Gateway) -> None:
    now = gateway.app.clock.now()
    _, lead = await spoken(gateway, updated_at=now - timedelta(days=300))
    assert await erased(gateway, now) == 0
    assert await there(gateway, lead)


async def test_without_a_time_in_the_playbook_nobody_goes(gateway: Gateway) -> None:
    await spoken(gateway)
    assert await erased(gateway, gateway.app.clock.now() + timedelta(days=9999), Retention()) == 0


def a_meeting(lead: str, at: datetime) -> Any:
    end, day = at + timedelta(hours=1), at.date()
    row = {
        "id": "meet_1",
        "lead_id": lead,
        "rep_id": "dana",
        "uid": "1",
        "status": "confirmed",
        "location": "",
    }
    when = {"start_at": at, "end_at": end, "busy_start": at, "busy_end": end, "rep_day": day}
    return meetings, {**row, **when, "visitor_timezone": "UTC"}


def a_task(lead: str, at: datetime) -> Any:
    return tasks, {
        "id": "task_1",
        "lead_id": lead,
        "kind": "handover",
        "reason": "a person",
        "created_at": at,
    }


@pytest.mark.parametrize("what", [a_meeting, a_task])
async def test_with_whom_something_is_open_stays(gateway: Gateway, what: Callable[..., Any]) -> None:
    later = gateway.app.clock.now() + timedelta(weeks=110)
    _, lead = await spoken(gateway, email="ann@open.example")
    table, row = what(lead, later)
    times = {c.name: later for c in table.c if isinstance(c.type, Instant) and not c.nullable}
    async with gateway.app.store.write() as uow:
        await uow.connection.execute(insert(table).values({**times, **row}))
    assert await erased(gateway, later) == 0
    assert await there(gateway, lead)


async def test_a_customer_stays(gateway: Gateway) -> None:
    _, lead = await spoken(gateway, email="ann@customer.example", stage="customer")
    assert await erased(gateway, gateway.app.clock.now() + timedelta(weeks=200)) == 0
    assert await there(gateway, lead)


async def test_the_worker_does_it_by_the_playbook(gateway: Gateway) -> None:
    _, lead = await spoken(gateway)
    app = gateway.app
    assert app.playbook().site.retention == KEPT
    assert await app.due_work["retention"](app.clock.now() + timedelta(days=91)) == 1
    assert not await there(gateway, lead)
    assert await app.due_work["retention"](app.clock.now() + timedelta(days=91)) == 0
