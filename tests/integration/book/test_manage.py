from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import httpx
import pytest
from fastapi import FastAPI

from bot.book.changes import cancel_meeting
from bot.book.manage_link import LINK_AGE
from bot.book.models import Booked, BookingRequest
from bot.book.service import book_meeting
from bot.clock import FixedClock
from bot.playbook.load import load
from bot.store.database import Store
from bot.web import manage
from tests.integration.book.conftest import LINKS, NOW, ROOT, add_lead

TEN = datetime(2026, 3, 2, 9, tzinfo=UTC)


@dataclass
class Visitor:
    """A browser at the page, with what stands behind it."""

    browser: httpx.AsyncClient
    store: Store
    clock: FixedClock

    async def book(self, name: str = "ann") -> str:
        lead = await add_lead(self.store, name)
        async with self.store.write() as uow:
            request = BookingRequest(lead.id, None, "dana", TEN, "America/New_York")
            outcome = await book_meeting(uow, request, clock=self.clock)
        assert isinstance(outcome, Booked)
        return outcome.meeting.id

    async def status(self, meeting_id: str) -> str:
        async with self.store.read() as uow:
            meeting = await uow.meetings.get(meeting_id)
        assert meeting is not None
        return meeting.status


def link(meeting_id: str) -> str:
    return f"/meeting/{LINKS.sign('meeting', f'{meeting_id}:0', NOW)}"


@pytest.fixture
async def visitor(store: Store) -> AsyncIterator[Visitor]:
    playbook = load(ROOT)
    clock = FixedClock(NOW)
    app = FastAPI()
    app.include_router(manage.router)
    app.state.bantam = SimpleNamespace(
        store=store, links=LINKS, clock=clock, playbook=lambda: playbook, settings=SimpleNamespace(demo=True)
    )
    transport = httpx.ASGITransport(app)
    async with httpx.AsyncClient(transport=transport, base_url="https://chat.example") as browser:
        yield Visitor(browser, store, clock)


async def test_opening_the_link_shows_the_meeting_and_changes_nothing(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    for _ in range(3):
        page = await visitor.browser.get(link(meeting_id))
    assert page.status_code == 200
    for words in (
        "Your meeting with Dana Köhler", "Monday 2 March 2026", "04:00 to 04:30", "New York time, UTC-5",
        'href="https://meet.tidewater.example/dana"', "Yes, cancel it",
    ):  # fmt: skip
        assert words in page.text
    assert await visitor.status(meeting_id) == "confirmed"
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"


async def test_the_button_cancels_once_and_then_shows_what_became_of_it(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    for _ in range(2):
        answer = await visitor.browser.post(link(meeting_id))
        assert (answer.status_code, answer.headers["location"]) == (303, link(meeting_id))
    page = await visitor.browser.get(link(meeting_id))
    assert "You cancelled it, and both of you were sent a mail." in page.text
    assert "Yes, cancel it" not in page.text
    async with visitor.store.read() as uow:
        assert await uow.mails.count(to="ann@acme.example") == 2  # the confirmation and the cancellation


async def test_a_meeting_that_the_rep_cancelled_says_so(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    async with visitor.store.write() as uow:
        await cancel_meeting(uow, meeting_id, "rep", clock=visitor.clock)
    assert "Dana had to cancel it" in (await visitor.browser.get(link(meeting_id))).text


@pytest.mark.parametrize(("later", "words"), [(21, "It has begun"), (30, "This meeting is over")])
async def test_a_meeting_that_has_begun_cannot_be_cancelled(visitor: Visitor, later: int, words: str) -> None:
    meeting_id = await visitor.book()
    visitor.clock.move(timedelta(hours=later))
    await visitor.browser.post(link(meeting_id))
    page = await visitor.browser.get(link(meeting_id))
    assert words in page.text
    assert "Yes, cancel it" not in page.text
    assert await visitor.status(meeting_id) == "confirmed"


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("fault", ["forged", "cut", "for another purpose", "of another product"])
async def test_a_link_that_is_not_ours_opens_nothing(visitor: Visitor, fault: str, method: str) -> None:
    meeting_id = await visitor.book()
    other = type(LINKS)("another secret, just as long as it was")
    path = {
        "forged": f"/meeting/{meeting_id}",
        "cut": link(meeting_id)[:-4],
        "for another purpose": f"/meeting/{LINKS.sign('unsubscribe', meeting_id, NOW)}",
        "of another product": f"/meeting/{other.sign('meeting', f'{meeting_id}:0', NOW)}",
    }[fault]
    page = await visitor.browser.request(method, path)
    assert page.status_code == 404
    assert "This link opens nothing" in page.text
    assert await visitor.status(meeting_id) == "confirmed"


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_an_expired_link_and_one_of_an_erased_meeting_say_so(visitor: Visitor, method: str) -> None:
    meeting_id = await visitor.book()
    gone = await visitor.browser.request(method, link("meet_erased"))
    visitor.clock.move(LINK_AGE + timedelta(days=1))
    for page in (gone, await visitor.browser.request(method, link(meeting_id))):
        assert page.status_code == 410
        assert "This link is too old" in page.text
    assert await visitor.status(meeting_id) == "confirmed"


async def test_one_link_manages_one_meeting(visitor: Visitor) -> None:
    ann = await visitor.book()
    async with visitor.store.write() as uow:
        await cancel_meeting(uow, ann, "visitor", clock=visitor.clock)
    ben = await visitor.book("ben")
    await visitor.browser.post(link(ann))
    assert await visitor.status(ben) == "confirmed"
