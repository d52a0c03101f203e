"""The feed: one look at SQL for everybody who waits, and nothing that was said is missed."""

from __future__ import annotations

import asyncio
import random
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest

from bot.clock import FixedClock
from bot.store.database import Store
from bot.web import live
from bot.web.live import EVERY, MOST_OF_ONE, SLOWEST, Feed, Watch, pause_after
from bot.web.problems import Problem
from tests.integration.web.talking import NOW, Counted, Fragile, add, conversation, message, seen_at, until

WAITS = 30  # seconds, on a machine that has a lot to do


class Process:
    """A process's feed over `store`."""

    def __init__(self, store: Store) -> None:
        self.store, self.closing, self.clock = store, asyncio.Event(), FixedClock(NOW)
        self.feed = Feed(store, self.clock, self.closing)


@pytest.fixture
async def process(store: Store) -> AsyncIterator[Process]:
    one = Process(store)
    yield one
    one.closing.set()
    await asyncio.sleep(0)


async def changed(watch: Watch) -> set[str]:
    async with asyncio.timeout(WAITS):
        return set(await watch.changed())


async def settled(process: Process, *watches: Watch) -> None:
    """The first look, to which everything is new, is over, and each of them has heard of it."""
    await until(lambda: all(watch.ids <= process.feed._newest.keys() for watch in watches))
    for watch in watches:
        while watch._woken.is_set():
            await watch.changed()


async def read_on(store: Store, watch: Watch, mine: str, count: int) -> list[str]:
    """As a stream does: the words of `count` messages, in the order in which they came."""
    seen, texts = 0, []
    async with asyncio.timeout(WAITS):
        while len(texts) < count and await watch.changed():
            async with store.read() as uow:
                for each in await uow.messages.after(mine, seen):
                    seen = each.id
                    texts.append(each.text)
    return texts


async def test_what_this_process_has_written_is_told_at_once(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(live, "EVERY", 600)
    mine = await conversation(process.store)
    async with process.feed.watch([mine]) as watch:
        await settled(process, watch)
        await add(process.store, mine, "news")
        assert await changed(watch) == {mine}


async def test_who_begins_reads_what_is_there_and_then_hears_of_their_own_conversation_alone(
    process: Process,
) -> None:
    mine, other = await conversation(process.store), await conversation(process.store)
    async with process.feed.watch([mine]) as watch, process.feed.watch([other]) as others:
        assert await changed(watch) == {mine}
        assert await changed(others) == {other}
        await settled(process, watch, others)
        await add(process.store, mine)
        assert await changed(watch) == {mine}
        waiting = asyncio.create_task(others.changed())
        await add(process.store, mine)
        assert await changed(watch) == {mine}
        assert not waiting.done()
        await add(process.store, other)
        async with asyncio.timeout(WAITS):
            assert await waiting == {other}


async def test_a_page_that_shows_many_conversations_hears_which_of_them_has_news(process: Process) -> None:
    ids = [await conversation(process.store) for _ in range(3)]
    async with process.feed.watch(ids) as watch:
        assert await changed(watch) == set(ids)
        await settled(process, watch)
        await add(process.store, ids[1])
        assert await changed(watch) == {ids[1]}


async def test_any_number_of_streams_costs_one_query_a_look(process: Process) -> None:
    ids = [await conversation(process.store) for _ in range(40)]
    async with AsyncExitStack() as stack:
        watches = [await stack.enter_async_context(process.feed.watch([each])) for each in ids]
        await settled(process, *watches)
        counted = Counted(process.store)
        await add(process.store, ids[0])
        await changed(watches[0])
        looks = counted.of("SELECT conversations.id, coalesce(")
        await add(process.store, ids[0])
        await changed(watches[0])
        assert 1 <= counted.of("SELECT conversations.id, coalesce(") - looks <= 3
        assert len(counted.sent) < 40


async def test_nothing_is_lost_however_its_writers_come_in_between(process: Process) -> None:
    mine, other = await conversation(process.store), await conversation(process.store)
    chance, texts = random.Random(7), [f"{writer}/{number}" for writer in range(5) for number in range(12)]

    async def write(words: list[str]) -> None:
        for text in words:
            async with process.store.write() as uow:
                await uow.messages.add(
                    message(chance.choice([mine, mine, other]) if text[0] == "9" else mine, text)
                )
                await asyncio.sleep(chance.random() / 50)  # the number is there, the commit is not

    async with process.feed.watch([mine]) as watch:
        reading = asyncio.create_task(read_on(process.store, watch, mine, len(texts)))
        await asyncio.gather(*(write(texts[start::5]) for start in range(5)))
        assert sorted(await reading) == sorted(texts)


async def test_a_lower_id_is_never_committed_after_a_higher_one_of_the_same_chat(store: Store) -> None:
    mine, other = await conversation(store), await conversation(store)
    written, go_on = asyncio.Event(), asyncio.Event()
    ids: dict[str, int] = {}

    async def slow() -> None:
        async with store.write() as uow:
            ids["slow"] = (await uow.messages.add(message(mine, "slow"))).id
            written.set()
            await go_on.wait()

    async def quick() -> None:
        await written.wait()
        ids["quick"] = await add(store, mine, "quick")

    both = asyncio.gather(slow(), quick())
    await written.wait()
    if store.engine.dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        async with asyncio.timeout(WAITS):
            await add(store, other)
    async with store.read() as uow:
        assert await uow.messages.after(mine) == []
    assert "quick" not in ids
    go_on.set()
    async with asyncio.timeout(WAITS):
        await both
    assert ids["slow"] < ids["quick"]


async def test_what_was_said_while_the_database_was_away_is_told_when_it_is_back(store: Store) -> None:
    fragile = Fragile(store)
    process, mine = Process(fragile), await conversation(store)
    async with process.feed.watch([mine]) as watch:
        await settled(process, watch)
        fragile.away = True
        await until(lambda: fragile.asked >= 3)
        waiting = asyncio.create_task(watch.changed())
        await add(store, mine)
        assert not waiting.done()
        fragile.away = False
        async with asyncio.timeout(WAITS):
            assert await waiting == {mine}
    process.closing.set()


def test_the_longer_the_database_is_away_the_more_rarely_it_is_asked() -> None:
    assert pause_after(0) == EVERY
    assert [pause_after(failures) for failures in (1, 2, 3)] == [2 * EVERY, 4 * EVERY, 8 * EVERY]
    assert pause_after(30) == pause_after(10**6) == SLOWEST


async def test_what_could_not_be_read_is_told_again(process: Process) -> None:
    mine = await conversation(process.store)
    async with process.feed.watch([mine]) as watch:
        await settled(process, watch)
        watch.again([mine])
        assert await changed(watch) == {mine}


async def test_a_conversation_that_is_erased_ends_its_watch(process: Process) -> None:
    mine, other = await conversation(process.store), await conversation(process.store)
    async with process.feed.watch([mine]) as watch, process.feed.watch([mine, other]) as both:
        await settled(process, watch, both)
        async with process.store.write() as uow:
            await uow.conversations.remove(mine)
        assert await changed(watch) == set()
        await add(process.store, other)
        assert await changed(both) == {other}
        assert both.ids == {other}


async def test_everybody_is_let_go_when_the_process_closes(process: Process) -> None:
    mine = await conversation(process.store)
    async with process.feed.watch([mine]) as watch:
        await settled(process, watch)
        process.closing.set()
        assert await changed(watch) == set()
    async with process.feed.watch([mine]) as late:
        assert await changed(late) == set()


async def test_a_chat_has_so_many_open_pages_and_a_process_so_many_streams(
    process: Process, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine, other = await conversation(process.store), await conversation(process.store)
    async with AsyncExitStack() as stack:
        for _ in range(MOST_OF_ONE):
            await stack.enter_async_context(process.feed.watch([mine], visitor=True))
        await stack.enter_async_context(process.feed.watch([mine]))  # a page of the team
        with pytest.raises(Problem) as refused:
            await stack.enter_async_context(process.feed.watch([mine], visitor=True))
        assert (refused.value.status, refused.value.headers) == (429, {"Retry-After": "30"})
        monkeypatch.setattr(live, "MOST", MOST_OF_ONE + 1)
        with pytest.raises(Problem) as full:
            await stack.enter_async_context(process.feed.watch([other], visitor=True))
        assert (full.value.status, full.value.headers) == (503, {"Retry-After": "30"})
    async with process.feed.watch([mine], visitor=True):
        pass


async def test_visitors_who_are_here_are_noted_all_at_once_and_the_team_is_not(process: Process) -> None:
    ids = [await conversation(process.store) for _ in range(5)]
    counted = Counted(process.store)
    async with AsyncExitStack() as stack:
        for each in ids[:4]:
            await stack.enter_async_context(process.feed.watch([each], visitor=True))
        await stack.enter_async_context(process.feed.watch(ids[4:]))

        async def noted() -> bool:
            return await seen_at(process.store, ids[:4]) == [NOW] * 4

        await until(noted)
        assert await seen_at(process.store, ids[4:]) == [None]
        assert counted.of("UPDATE conversations SET seen_at") <= 2  # at once, or who came during the first


async def test_who_stays_is_noted_again_and_again(process: Process, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(live, "PRESENT_EVERY", 0.0)
    mine, later = await conversation(process.store), NOW + timedelta(seconds=15)
    async with process.feed.watch([mine], visitor=True):

        async def noted(at: object) -> bool:
            return await seen_at(process.store, [mine]) == [at]

        await until(lambda: noted(NOW))
        process.feed._clock = FixedClock(later)
        await until(lambda: noted(later))


async def test_a_visitor_who_starts_over_leaves_the_team_on_the_page_of_the_chat(process: Process) -> None:
    mine = await conversation(process.store)
    async with process.feed.watch([mine], visitor=True) as page, process.feed.watch([mine]) as team:
        await settled(process, page, team)
        process.feed.end(mine)
        assert await changed(page) == set()
        await add(process.store, mine)
        assert await changed(team) == {mine}
