from __future__ import annotations

from datetime import timedelta
from types import SimpleNamespace

import pytest

from bot.book.changes import cancel_meeting, move_meeting, renew_link
from bot.book.manage_link import LINK_AGE
from bot.settings import Rate
from bot.store.database import Store, open_engine
from tests.integration.book.conftest import LINKS, NOW
from tests.integration.book.manage.visitor import (
    NINE_ON_TUESDAY,
    QUESTION,
    TEN,
    Visitor,
    link,
)
from tests.postgres import free_port

ALL = [(method, step) for method in ("GET", "POST") for step in ("", "/move", "/again")]


@pytest.mark.parametrize(
    "step", ["", "/cancel", "/move", "/move?week=2026-03-09&zone=Asia/Kathmandu", "/again"]
)
async def test_opening_a_link_changes_nothing(visitor: Visitor, step: str) -> None:
    meeting_id = await visitor.book()
    before = await visitor.meeting(meeting_id)
    for _ in range(3):
        page = await visitor.browser.get(link(meeting_id, step))
        assert page.status_code in (200, 303)
    assert await visitor.meeting(meeting_id) == before
    assert page.headers["referrer-policy"] == "no-referrer"
    assert page.headers["cache-control"] == "no-store"
    assert visitor.refreshed == []


async def test_the_page_takes_nothing_from_elsewhere_and_is_kept_nowhere(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    moved = await visitor.post(link(meeting_id, "/move"), start=NINE_ON_TUESDAY.isoformat())
    for answer in (
        await visitor.browser.get(link(meeting_id)),
        moved,
        await visitor.browser.get("/meeting/x"),
    ):
        policy = answer.headers["content-security-policy"]
        assert "script-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["referrer-policy"] == "no-referrer"
        assert answer.headers["x-robots-tag"] == "noindex, nofollow"


async def test_who_presses_too_often_is_told_to_wait(visitor: Visitor) -> None:
    visitor.app.settings = SimpleNamespace(
        demo=False,
        public_url="https://chat.example",
        trusted_proxies=(),
        limits=SimpleNamespace(address=Rate(3, 60)),
    )
    meeting_id = await visitor.book()
    answers = [await visitor.post(link(meeting_id, "/move")) for _ in range(4)]
    assert [answer.status_code for answer in answers] == [422, 422, 422, 429]
    assert answers[-1].headers["retry-after"] == "60"
    assert "Wait a minute, then try again." in answers[-1].text
    assert (await visitor.browser.get(link(meeting_id))).status_code == 200


async def test_while_the_database_is_away_the_page_says_so(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    visitor.app.store = Store(open_engine(f"postgresql://nobody@127.0.0.1:{free_port()}/nothing"))
    for method, step in ALL:
        start = {"start": NINE_ON_TUESDAY.isoformat()} if method == "POST" else None
        page = await visitor.browser.request(method, link(meeting_id, step), data=start)
        assert page.status_code == 503
        assert "Nothing was changed." in page.text
        assert f'href="{link(meeting_id)}"' in page.text
    await visitor.app.store.close()


async def test_the_page_shows_the_meeting_and_what_can_be_done(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    page = await visitor.text(link(meeting_id))
    for words in (
        "Your meeting with Dana Köhler", "Monday 2 March 2026", "04:00 to 04:30", "New York time, UTC-5",
        'href="https://meet.tidewater.example/dana"', "Move it", "Cancel it",
    ):  # fmt: skip
        assert words in page


@pytest.mark.parametrize("fault", ["forged", "cut", "for another purpose", "of another product"])
async def test_a_link_that_is_not_ours_opens_nothing(visitor: Visitor, fault: str) -> None:
    meeting_id = await visitor.book()
    other = type(LINKS)("another secret, just as long as it was")
    path = {
        "forged": f"/meeting/{meeting_id}",
        "cut": link(meeting_id)[:-4],
        "for another purpose": f"/meeting/{LINKS.sign('unsubscribe', meeting_id, NOW)}",
        "of another product": f"/meeting/{other.sign('meeting', f'{meeting_id}:0', NOW)}",
    }[fault]
    for method, step in ALL:
        page = await visitor.browser.request(method, path + step)
        assert page.status_code == 404
        assert "This link opens nothing" in page.text
    assert await visitor.status(meeting_id) == "confirmed"


@pytest.mark.parametrize("fault", ["ended", "of an erased meeting", "too old"])
async def test_a_link_that_opened_something_once_says_so(visitor: Visitor, fault: str) -> None:
    meeting_id = await visitor.book()
    path = link("meet_erased" if fault == "of an erased meeting" else meeting_id)
    if fault == "ended":
        async with visitor.store.write() as uow:
            await renew_link(uow, meeting_id, clock=visitor.clock)
        assert (await visitor.browser.get(link(meeting_id, version=1))).status_code == 200
    if fault == "too old":
        visitor.clock.move(LINK_AGE + timedelta(days=1))
    for method, step in ALL:
        start = {"start": NINE_ON_TUESDAY.isoformat()} if method == "POST" else None
        page = await visitor.browser.request(method, path + step, data=start)
        assert page.status_code == 410
        assert "This link is too old" in page.text
    meeting = await visitor.meeting(meeting_id)
    assert (meeting.status, meeting.start_at) == ("confirmed", TEN)


async def test_one_link_manages_one_meeting(visitor: Visitor) -> None:
    ann, ben = await visitor.book(), await visitor.book("ben", start=TEN + timedelta(hours=2))
    before = await visitor.meeting(ben)
    await visitor.post(link(ann, "/move"), start=NINE_ON_TUESDAY.isoformat())
    await visitor.post(link(ann))
    assert await visitor.meeting(ben) == before


@pytest.mark.parametrize(
    ("headers", "allowed"),
    [
        ({}, True),
        ({"Origin": "null"}, True),
        ({"Origin": "https://chat.example"}, True),
        ({"Origin": "null", "Sec-Fetch-Site": "same-origin"}, True),
        ({"Origin": "https://other.example"}, False),
        ({"Origin": "null", "Sec-Fetch-Site": "cross-site"}, False),
        ({"Origin": "https://chat.example", "Sec-Fetch-Site": "same-site"}, False),
    ],
)
async def test_only_our_own_pages_may_post(visitor: Visitor, headers: dict[str, str], allowed: bool) -> None:
    meeting_id = await visitor.book()
    for step in ("/move", "/again", "/mails", ""):
        answer = await visitor.browser.post(link(meeting_id, step), headers=headers)
        assert (answer.status_code == 403) is not allowed
    assert await visitor.status(meeting_id) == ("cancelled" if allowed else "confirmed")


async def test_a_rep_may_move_it_while_the_visitor_looks_at_the_page(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    async with visitor.store.write() as uow:
        await move_meeting(uow, meeting_id, NINE_ON_TUESDAY, "rep", clock=visitor.clock)
    page = await visitor.text(link(meeting_id))
    assert "Tuesday 3 March 2026" in page
    assert "03:00 to 03:30" in page


async def test_cancelling_asks_once_and_then_shows_what_became_of_it(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    asked = await visitor.text(link(meeting_id, "/cancel"))
    assert "Cancel your meeting with Dana Köhler?" in asked
    assert f'<form method="post" action="{link(meeting_id)}"' in asked
    for _ in range(2):
        answer = await visitor.post(link(meeting_id))
        assert (answer.status_code, answer.headers["location"]) == (303, link(meeting_id))
    page = await visitor.text(link(meeting_id))
    assert "It’s cancelled. You and Dana both get a mail that says so." in page
    assert "Cancel it" not in page
    async with visitor.store.read() as uow:
        assert await uow.mails.count(to="ann@acme.example") == 2  # the confirmation and the cancellation


async def test_a_meeting_that_the_rep_cancelled_says_so(visitor: Visitor) -> None:
    meeting_id = await visitor.book()
    async with visitor.store.write() as uow:
        await cancel_meeting(uow, meeting_id, "rep", clock=visitor.clock)
    page = await visitor.text(link(meeting_id))
    assert "Dana had to cancel it" in page
    assert QUESTION not in page


@pytest.mark.parametrize(("later", "words"), [(21, "It has begun"), (30, "This meeting is over")])
async def test_a_meeting_that_has_begun_is_neither_cancelled_nor_moved(
    visitor: Visitor, later: int, words: str
) -> None:
    meeting_id = await visitor.book()
    visitor.clock.move(timedelta(hours=later))
    await visitor.post(link(meeting_id))
    moved = await visitor.post(link(meeting_id, "/move"), start=NINE_ON_TUESDAY.isoformat())
    assert "result=over" in moved.headers["location"]
    page = await visitor.text(link(meeting_id))
    assert words in page
    assert "Move it" not in page
    meeting = await visitor.meeting(meeting_id)
    assert (meeting.status, meeting.start_at) == ("confirmed", TEN)
    for step in ("/move", "/cancel"):
        assert (await visitor.browser.get(link(meeting_id, step))).status_code == 303
