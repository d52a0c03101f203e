"""Open event streams of a real server: every message once, in order, and a place for everybody."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy.engine import make_url

from bot.web import live
from bot.web.live import MOST_OF_ONE
from bot.web.stream import AT_ONCE
from tests.integration.web.conftest import Gateway, Gateways, Guest
from tests.integration.web.relay import Relay
from tests.integration.web.streaming import SECONDS, Served, Stream, read, served
from tests.integration.web.talking import add, until


@pytest.fixture
async def site(gateway: Gateway) -> AsyncIterator[Served]:
    async with served(gateway) as one:
        yield one


async def test_what_is_said_comes_to_every_stream_of_the_chat_once_and_to_no_other(site: Served) -> None:
    mine, other = await site.guest(), await site.guest()
    async with site.stream(mine) as desk, site.stream(mine) as phone, site.stream(other) as theirs:
        said = [f"news {number}" for number in range(5)]
        for text in said:
            await site.say(mine, text)
        await site.say(other, "not for you")
        await asyncio.gather(desk.has(*said), phone.has(*said), theirs.has("not for you"))
        assert desk.texts == phone.texts == said
        assert theirs.texts == ["not for you"]
        ids = [each["id"] for each in desk.messages]
        assert all(isinstance(each, str) for each in ids)
        assert [int(each) for each in ids] == sorted(int(each) for each in ids)


async def test_a_stream_says_at_once_that_it_is_open(site: Served) -> None:
    async with site.ask(await site.guest()) as answer, asyncio.timeout(SECONDS):
        assert await anext(answer.aiter_text()) == ": open\n\n"


async def test_a_stream_has_the_shape_of_the_history(site: Served) -> None:
    mine = await site.guest()
    async with site.stream(mine, after="0") as stream:
        shown = await mine.history()
        await stream.has(shown[-1]["text"])
        assert stream.messages == shown


@pytest.mark.parametrize("after", [None, "", "-1", "x", "²", "1e3", "9" * 400])
async def test_without_an_id_that_can_be_read_a_stream_begins_with_what_comes_next(
    site: Served, after: str | None
) -> None:
    mine = await site.guest()
    headers = {} if after is None else {"Last-Event-ID": after.encode("latin-1")}
    async with site.http.stream(
        "GET", f"{site.url}/api/chat/stream", headers={**mine.headers, **headers}
    ) as answer:
        found = Stream()
        reading = asyncio.create_task(read(answer, found))
        await site.say(mine, "next")
        await found.has("next")
        assert found.texts == ["next"]
        reading.cancel()


async def test_who_was_away_gets_all_that_was_said_meanwhile_however_much(site: Served) -> None:
    mine = await site.guest()
    last = (await mine.history())[-1]["id"]
    said = [f"news {number}" for number in range(2 * AT_ONCE + 3)]
    for text in said:
        await site.say(mine, text)
    async with site.stream(mine, after=last) as stream:
        await stream.has(said[-1])
        assert stream.texts == said


async def test_a_stream_ends_when_its_visitor_is_erased(site: Served) -> None:
    mine = await site.guest()
    async with site.stream(mine) as stream:
        assert (await mine.post("erase")).status_code == 204
        await stream.over()
    async with site.ask(mine) as refused:
        assert refused.status_code == 401


async def test_a_stream_ends_when_its_visitor_starts_over(site: Served) -> None:
    mine = await site.guest()
    async with site.stream(mine) as stream:
        assert (await mine.post("reset")).status_code == 201
        await stream.over()


async def test_too_many_pages_of_a_chat_are_told_to_poll_and_when_to_come_back(site: Served) -> None:
    mine = await site.guest()
    opened = [site.stream(mine) for _ in range(MOST_OF_ONE)]
    for each in opened:
        await each.__aenter__()
    async with site.ask(mine) as refused:
        await refused.aread()
        assert (refused.status_code, refused.headers["retry-after"]) == (429, "30")
        assert refused.json()["title"] == "Too many open streams"
    assert len(await mine.history()) > 0
    await opened[0].__aexit__(None, None, None)

    async def free() -> bool:
        async with site.ask(mine) as answer:
            return bool(answer.status_code == 200)

    await until(free)
    for each in opened[1:]:
        await each.__aexit__(None, None, None)


async def test_a_full_process_says_so(site: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "MOST", 1)
    one, other = await site.guest(), await site.guest()
    async with site.stream(one), site.ask(other) as refused:
        await refused.aread()
        assert (refused.status_code, refused.headers["retry-after"]) == (503, "30")


async def test_streams_that_wait_hold_no_connection_to_the_database(site: Served) -> None:
    guests = [await site.guest() for _ in range(8)]
    pool: Any = site.gateway.app.store.engine.pool
    streams = [site.stream(each) for each in guests]
    opened = [await each.__aenter__() for each in streams]
    for guest, stream in zip(guests, opened, strict=True):
        await site.say(guest, "news")
        await stream.has("news")
    await until(lambda: pool.checkedout() == 0)
    for each in streams:
        await each.__aexit__(None, None, None)


async def test_all_streams_end_at_once_when_the_server_is_told_to_stop(site: Served) -> None:
    guests = [await site.guest() for _ in range(3)]
    streams = [site.stream(each) for each in guests]
    opened = [await each.__aenter__() for each in streams]
    began = asyncio.get_running_loop().time()
    site.server.should_exit = True
    await asyncio.gather(*(each.over() for each in opened))
    assert site.gateway.app.closing.is_set()
    # Sooner than uvicorn, which waits `timeout_graceful_shutdown` (here: for ever) for open answers.
    assert asyncio.get_running_loop().time() - began < SECONDS
    for each in streams:
        await each.__aexit__(None, None, None)


async def test_while_the_database_is_away_streams_stay_and_then_lose_nothing(
    gateways: Gateways, database_url: str, request: pytest.FixtureRequest
) -> None:
    url = make_url(database_url)
    if url.get_backend_name() == "sqlite":
        pytest.skip("a file does not go away")
    async with Relay("127.0.0.1", url.port or 0) as relay:
        through = url.set(port=relay.port).render_as_string(hide_password=False)
        async with gateways(DATABASE_URL=through) as gateway, served(gateway) as site, gateways() as beside:
            mine = await site.guest()
            async with site.stream(mine) as stream:
                await site.say(mine, "before")
                await stream.has("before")
                relay.cut()
                await until(lambda: relay.refused >= 3, seconds=60)
                await add(beside.app.store, mine.begun["conversation"], "meanwhile")
                assert (await site.http.get(f"{site.url}/healthz")).status_code == 200
                refused = await site.http.get(f"{site.url}/api/chat/history", headers=mine.headers)
                assert (refused.status_code, "Retry-After" in refused.headers) == (503, True)
                relay.mend()
                await stream.has("meanwhile")
                await add(beside.app.store, mine.begun["conversation"], "after")
                await stream.has("after")
                assert stream.texts == ["before", "meanwhile", "after"]
                assert not stream.ended


Sized = Callable[[int], int]


async def test_many_streams_and_writers_lose_nothing_and_repeat_nothing(site: Served, sized: Sized) -> None:
    """Also over ends and new beginnings, where the browser says what it has."""
    guests = [await site.guest() for _ in range(5)]
    count = sized(200)

    begun = [(await guest.history())[-1]["id"] for guest in guests]

    async def browse(guest: Guest, last: str) -> list[str]:
        seen: list[str] = []
        while len(seen) < count:
            async with site.stream(guest, after=last) as stream:
                await stream.any()
                taken = list(stream.messages)
            seen += [each["text"] for each in taken]
            last = taken[-1]["id"] if taken else last
        return seen

    async def talk(guest: Guest) -> None:
        for number in range(count):
            await site.say(guest, str(number))

    async with asyncio.timeout(300):
        found = await asyncio.gather(*map(browse, guests, begun), *map(talk, guests))
    for seen in found[: len(guests)]:
        assert seen == [str(number) for number in range(count)]


async def test_a_visitor_who_falls_silent_is_asked_and_the_link_carries_the_chat_on(site: Served) -> None:
    mine, app = await site.guest(), site.gateway.app
    question = (await mine.history())[-1]
    for minutes in (3, 10):
        then = app.clock.now() + timedelta(minutes=minutes)
        async with app.store.write() as uow:
            await uow.conversations.seen([mine.begun["conversation"]], now=then)
        assert await app.due_work["nudges"](then) == 1
    async with site.stream(mine, after=question["id"]) as stream:
        await until(lambda: len(stream.messages) == 2, seconds=SECONDS)
    still_there, offer = stream.messages
    assert still_there["text"] == app.words.say("utter_still_there")["text"]
    for each in (still_there, offer):
        assert each["asks"] == question["asks"]
        titles = [choice["title"] for choice in question["choices"]]
        assert [choice["title"] for choice in each["choices"]] == titles
    found = re.search(r"\[Carry on later\]\((\S+)/chat#carry-on=(\S+)\)", offer["text"])
    assert found
    assert found[1] == app.settings.public_url
    assert app.links.open("resume", found[2], now=then) == mine.begun["conversation"]
