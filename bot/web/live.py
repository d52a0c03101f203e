"""The live feed: one look at SQL for everybody in this process who waits for news of a conversation.

What another process has written is found within EVERY, what this one has at once.

    async with feed.watch([conversation_id]) as watch:
        while changed := await watch.changed():
            ...  # read what is new in `changed`, from where you were

The ids of a conversation's messages are committed in their order (`bot.store.chat: Messages.add`), so who has
read one of them has missed none below it. Whoever waits holds no connection to the database.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Collection
from contextlib import asynccontextmanager, suppress

from fastapi import Request

from bot.clock import Clock
from bot.errors import BantamError
from bot.store.database import Store
from bot.web.guard import of
from bot.web.problems import Problem

log = logging.getLogger("bantam.feed")

EVERY = 0.3  # seconds between two looks
SOONEST = 0.05  # seconds from a look to the next one when this process has written meanwhile
SLOWEST = 5.0  # seconds between two looks while the database is away
PRESENT_EVERY = 15.0  # seconds between two times that SQL is told who is here
ARRIVALS = 1.0  # seconds until it is told of who has just come
MOST_OF_ONE = 6  # streams of one conversation: tabs and devices
MOST = 2000  # streams of a process


class Watch:
    """Some conversations that somebody waits for news of; `visitor` when it is their visitor's own page."""

    def __init__(self, ids: Collection[str], *, visitor: bool) -> None:
        self.ids, self.visitor = set(ids), visitor
        self._changed = set(ids)  # whoever begins reads what is there
        self._woken = asyncio.Event()
        self._woken.set()

    async def changed(self) -> frozenset[str]:
        """Waits for news and says in which conversations; at the first call it is all of them, at once.

        Empty means the end: the process closes, or every one of the conversations is gone.
        """
        await self._woken.wait()
        found = frozenset(self._changed)
        self._changed.clear()
        if self.ids:
            self._woken.clear()
        return found & self.ids

    def again(self, ids: Collection[str]) -> None:
        """These could not be read: they are told once more, at the next look that the database answers."""
        self._changed |= self.ids & set(ids)

    def tell(self, changed: Collection[str], gone: Collection[str] = ()) -> None:
        """What a look has found."""
        self.ids -= set(gone)
        self._changed |= self.ids & set(changed)
        if self._changed or not self.ids:
            self._woken.set()


class Feed:
    """Looks for its watches from the first one on, until `closing`; what fails is tried again, slower."""

    def __init__(self, store: Store, clock: Clock, closing: asyncio.Event) -> None:
        self._store, self._clock, self._closing = store, clock, closing
        self._watches: set[Watch] = set()
        self._newest: dict[str, int] = {}
        self._arrived: set[str] = set()
        self._told_at = 0.0
        self._tasks: list[asyncio.Task[None]] = []

    @asynccontextmanager
    async def watch(self, ids: Collection[str], *, visitor: bool = False) -> AsyncIterator[Watch]:
        """Be told of news in these conversations. With `visitor` they count as being here meanwhile.

        Raises Problem 429 for too many pages of one visitor, 503 for more than the process serves.
        """
        self._admit(ids, visitor=visitor)
        watch = Watch(ids, visitor=visitor)
        self._watches.add(watch)
        if visitor:
            self._arrived |= watch.ids
        if not self._tasks:
            looks = self._keep(self._look, EVERY, sooner=self._store.written)
            works = (looks, self._keep(self._tell_who_is_here, ARRIVALS))
            self._tasks = [asyncio.create_task(work) for work in (*works, self._end())]
        if self._closing.is_set():
            watch.tell((), gone=ids)
        try:
            yield watch
        finally:
            self._watches.discard(watch)

    def end(self, conversation_id: str) -> None:
        """The visitor has left this conversation: no page of theirs waits for it in this process any more."""
        for watch in [each for each in self._watches if each.visitor]:
            watch.tell((), gone=[conversation_id])

    def _admit(self, ids: Collection[str], *, visitor: bool) -> None:
        if len(self._watches) >= MOST:
            words = "More pages are open than this server can keep up to date. Ask for the history meanwhile."
            raise Problem(503, "Too many open streams", words, headers={"Retry-After": "30"})
        pages = [watch for watch in self._watches if watch.visitor and not watch.ids.isdisjoint(ids)]
        if visitor and len(pages) >= MOST_OF_ONE:
            words = "This chat is open in too many places. Close one, or ask for the history meanwhile."
            raise Problem(429, "Too many open streams", words, headers={"Retry-After": "30"})

    async def _look(self) -> None:
        watched = {each for watch in self._watches for each in watch.ids}
        if not watched:
            self._newest = {}
            return
        async with self._store.read() as uow:
            newest = await uow.messages.newest(watched)
        changed = {each for each, message in newest.items() if self._newest.get(each) != message}
        for watch in tuple(self._watches):
            watch.tell(changed, gone=watched - newest.keys())
        self._newest = newest

    async def _tell_who_is_here(self) -> None:
        now = asyncio.get_running_loop().time()
        here = {each for watch in self._watches if watch.visitor for each in watch.ids}
        arrived, self._arrived = self._arrived, set()
        told = here if now - self._told_at >= PRESENT_EVERY else here & arrived
        if told:
            async with self._store.write() as uow:
                await uow.conversations.seen(told, now=self._clock.now())
        if told == here:
            self._told_at = now

    async def _keep(
        self, work: Callable[[], Awaitable[None]], every: float, *, sooner: asyncio.Event | None = None
    ) -> None:
        failures = 0
        while not self._closing.is_set():
            try:
                await work()
                failures = 0
            except Exception as error:  # noqa: BLE001 - whatever it is, the pages that wait must hear of news
                if not failures:  # once, and nobody's words: a database's errors quote rows
                    log.warning("%s", error if isinstance(error, BantamError) else type(error).__name__)
                failures += 1
            await _sleep(pause_after(failures, every), None if failures else sooner)

    async def _end(self) -> None:
        await self._closing.wait()
        for watch in tuple(self._watches):
            watch.tell((), gone=tuple(watch.ids))
        for task in self._tasks[:-1]:
            task.cancel()


async def _sleep(seconds: float, sooner: asyncio.Event | None) -> None:
    if sooner is None:
        await asyncio.sleep(seconds)
        return
    await asyncio.sleep(SOONEST)
    with suppress(TimeoutError):
        async with asyncio.timeout(seconds - SOONEST):
            await sooner.wait()
    sooner.clear()


def pause_after(failures: int, every: float = EVERY) -> float:
    """Pure: seconds until something is tried again that has failed so often in a row."""
    return min(SLOWEST, every * (1 << min(failures, 10)))


def feed_of(request: Request) -> Feed:
    """The feed over the application of the request: the product's, or its preview's."""
    app, state = of(request), request.app.state
    feeds: dict[Store, Feed] = getattr(state, "feeds", {})
    state.feeds = feeds
    if app.store not in feeds:
        feeds[app.store] = Feed(app.store, app.clock, app.closing)
    return feeds[app.store]
