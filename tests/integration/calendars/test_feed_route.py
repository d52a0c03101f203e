from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from types import SimpleNamespace

import httpx
import icalendar
import pytest
from fastapi import FastAPI

from bot.book.calendar_feed import feed_url
from bot.book.calendar_models import FeedOwner
from bot.book.changes import cancel_meeting
from bot.playbook.shapes import TeamPlaybook
from bot.web import feed
from tests.integration.book.conftest import LINKS, MARCUS, NOW
from tests.integration.calendars.conftest import CLOCK, HOUR, TEN, Office


@dataclass
class Program:
    """A calendar program that subscribes."""

    client: httpx.AsyncClient
    office: Office

    async def address(self, rep_id: str = "dana") -> str:
        async with self.office.store.read() as uow:
            owner = await uow.calendars.feed_owner(rep_id)
        assert owner is not None
        return feed_url(LINKS, "https://chat.example", owner)


@pytest.fixture
async def program(office: Office) -> AsyncIterator[Program]:
    app = FastAPI()
    app.include_router(feed.router)
    settings = SimpleNamespace(public_url="https://chat.example")
    app.state.bantam = SimpleNamespace(store=office.store, links=LINKS, clock=CLOCK, settings=settings)
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://chat.example") as client:
        yield Program(client, office)


async def test_a_rep_sees_their_own_meetings(program: Program) -> None:
    meeting = await program.office.book()
    gone = await program.office.book("ben", TEN + HOUR * 5)
    await program.office.book("cem", TEN + HOUR * 6, rep_id="marcus")
    async with program.office.store.write() as uow:
        await cancel_meeting(uow, gone.id, "visitor", clock=CLOCK)
    answer = await program.client.get(await program.address())
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert answer.headers["cache-control"] == "no-store"
    events = icalendar.Calendar.from_ical(answer.text).walk("VEVENT")
    assert [(str(event["uid"]), str(event["status"])) for event in events] == [
        (meeting.uid, "CONFIRMED"), (gone.uid, "CANCELLED")
    ]  # fmt: skip
    assert "Ann and Dana" in answer.text


async def test_a_feed_that_did_not_change_is_not_sent_again(program: Program) -> None:
    address = await program.address()
    first = await program.client.get(address)
    again = await program.client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    await program.office.book()
    changed = await program.client.get(address, headers={"If-None-Match": first.headers["etag"]})
    assert changed.status_code == 200


async def test_a_forged_address_opens_nothing(program: Program) -> None:
    for token in ("x", "x.y", LINKS.sign("meeting", "dana:0", NOW), LINKS.sign("unsubscribe", "dana:0", NOW)):
        assert (await program.client.get(f"/calendar/{token}.ics")).status_code == 404
    unknown = feed_url(LINKS, "https://chat.example", FeedOwner("nobody", 0, active=True))
    assert (await program.client.get(unknown)).status_code == 410


async def test_an_ended_address_is_gone_and_a_new_one_works(program: Program) -> None:
    address = await program.address()
    async with program.office.store.write() as uow:
        assert await uow.calendars.end_feed_links("dana")
        assert not await uow.calendars.end_feed_links("nobody")
    assert (await program.client.get(address)).status_code == 410
    assert (await program.client.get(await program.address())).status_code == 200


async def test_the_feed_of_a_rep_who_left_is_gone(program: Program) -> None:
    address = await program.address()
    async with program.office.store.write() as uow:
        await uow.reps.replace(TeamPlaybook((MARCUS,)))
    assert (await program.client.get(address)).status_code == 410
