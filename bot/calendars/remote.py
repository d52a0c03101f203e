"""Reads and writes the calendars of reps: what booking asks for as its `Reader` and `Writer`."""

from __future__ import annotations

import asyncio
from importlib import import_module
from typing import Any

import httpx

from bot.book.calendar_models import NotModified, Reading, Source, Window
from bot.calendars.fetch import fetch_feed
from bot.calendars.network import Network, within
from bot.calendars.parsing import Parser

PATIENCE = 10.0  # seconds for all that is asked of a server


class Remote:
    """Building it does no I/O; one for each process."""

    def __init__(self, network: Network | None = None) -> None:
        self._network = network or Network()
        self._parser = Parser()

    async def read(self, source: Source, window: Window) -> Reading | NotModified:
        """What the calendar takes of its owner's time. Raises CalendarUnreachable, FeedUnreadable."""
        if source.kind == "caldav":
            return await self._read_caldav(source, window)
        async with within(PATIENCE, _host(source)):
            feed = await fetch_feed(self._network, source)
        if isinstance(feed, NotModified):
            return feed
        found = await self._parser.busy_in([feed.body], window)
        return Reading(found.busy, found.warnings, etag=feed.etag, last_modified=feed.last_modified)

    async def _read_caldav(self, source: Source, window: Window) -> Reading:
        caldav = await _caldav()
        async with within(PATIENCE, _host(source)):
            calendar, texts = await caldav.events_of(self._network, source, window)
        found = await self._parser.busy_in(texts, window)
        return Reading(found.busy, found.warnings, address=calendar.address, name=calendar.name)

    async def put(self, source: Source, uid: str, ics: str) -> None:
        """Write one event to a CalDAV calendar, by its UID. Raises CalendarUnreachable."""
        caldav = await _caldav()
        async with within(PATIENCE, _host(source)):
            await caldav.put_meeting(self._network, source, uid, ics)

    async def remove(self, source: Source, uid: str) -> None:
        """Take an event that was written out again. Raises CalendarUnreachable."""
        caldav = await _caldav()
        async with within(PATIENCE, _host(source)):
            await caldav.remove_meeting(self._network, source, uid)


async def _caldav() -> Any:
    """Our CalDAV module: a second of imports, for who has such a calendar, while the others go on."""
    return await asyncio.to_thread(import_module, "bot.calendars.caldav")


def _host(source: Source) -> str:
    try:
        return httpx.URL(source.address).host or "The server"
    except httpx.InvalidURL:
        return "The server"
