"""CalDAV (RFC 4791): which calendar an address leads to, its events, and writing a meeting to it.

The library `caldav` knows the protocol and the servers' oddities; every request goes through our own session,
which checks addresses and bounds answers. Recurring events are counted out here, as those of feeds are: what
servers make of `expand` differs, and some read whole days and floating times in a zone that is not the rep's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, timedelta
from typing import Any
from urllib.parse import urljoin

import httpx
from caldav.aio import AsyncDAVClient, DAVResponse
from caldav.lib.error import DAVError

from bot.book.calendar_models import CalendarFailure, CalendarUnreachable, FeedUnreadable, Source, Window
from bot.calendars.network import AGAIN, Answer, Network, Session, refused

CALENDAR = "{urn:ietf:params:xml:ns:caldav}calendar"
MARGIN = timedelta(days=1)
"""A server may see whole days in another zone than the rep's."""
PLACES = ("", "/.well-known/caldav")
"""Where to ask for the principal: at the address itself, then where RFC 6764 (5) has servers say it."""


@dataclass(frozen=True)
class CalendarAt:
    """A calendar's own address, and what its owner calls it."""

    address: str
    name: str | None


async def events_of(network: Network, source: Source, window: Window) -> tuple[CalendarAt, list[bytes]]:
    """The calendar that the source leads to, and the texts of its events in the window.

    Raises CalendarUnreachable and FeedUnreadable.
    """
    async with _session(network, source) as session:
        client = _Client(session, source)
        calendar = await _translated(source, _find(client, source))
        start, end = (at.astimezone(UTC) for at in (window.start - MARGIN, window.end + MARGIN))
        asked = client.calendar_query(calendar.address, start=start, end=end, event=True)
        found = await _translated(source, asked)
        _refuse_unless_done(found.status, source)
        results: list[Any] = found.results or []
        return calendar, [result.calendar_data.encode() for result in results if result.calendar_data]


async def put_meeting(network: Network, source: Source, uid: str, ics: str) -> None:
    """Write the event of that UID; an earlier one that we wrote is replaced.

    A calendar that has the UID elsewhere has it from the invite mail, which keeps it up to date: that one
    stays. Raises CalendarUnreachable.
    """
    headers = {"Content-Type": "text/calendar; charset=utf-8"}
    async with _session(network, source) as session:
        answer = await session.ask("PUT", _event_url(source, uid), headers=headers, body=ics.encode())
    if answer.status not in (200, 201, 204) and not _has_it(answer):
        raise _not_written(answer.status, source)


async def remove_meeting(network: Network, source: Source, uid: str) -> None:
    """Take the event of that UID out, where we wrote it. Safe to repeat. Raises CalendarUnreachable."""
    async with _session(network, source) as session:
        answer = await session.ask("DELETE", _event_url(source, uid))
    if answer.status not in (200, 202, 204, 404, 410):
        raise _not_written(answer.status, source)


class _Client(AsyncDAVClient):
    """The library's client, over our own session."""

    def __init__(self, session: Session, source: Source) -> None:
        super().__init__(url=source.address, enable_rfc6764=False)
        self._guarded = session
        self._signed = source.username is not None

    def _create_session(self) -> None:
        """No session of the library's: it would follow its own rules about addresses and sizes."""

    async def request(
        self,
        url: str,
        method: str = "GET",
        body: str = "",
        headers: Mapping[str, str] | None = None,
        rate_limit_time_slept: float = 0,
    ) -> DAVResponse:
        """The server's answer, read as XML. Raises CalendarUnreachable, FeedUnreadable."""
        answer = await self._guarded.ask(method, str(url), headers=headers, body=_bytes(body))
        if answer.status in (401, 403):
            raise refused(answer.status, answer.url.host, signed=self._signed)
        if answer.status == 207 and not answer.body.lstrip().startswith(b"<"):
            raise FeedUnreadable(f"{answer.url.host} does not answer as a calendar server does. {AGAIN}")
        plain = {"Content-Type": answer.headers.get("content-type", "")}
        return DAVResponse(httpx.Response(answer.status, headers=plain, content=answer.body), self)


async def _find(client: _Client, source: Source) -> CalendarAt:
    """The address itself when it is a calendar's, or else the first calendar for events of its principal."""
    wanted = ["{DAV:}resourcetype", "{DAV:}displayname"]
    here = await client.propfind(source.address, props=wanted, depth=0)
    for result in (here.results or []) if here.status == 207 else []:
        properties: dict[str, Any] = getattr(result, "properties", {})
        if CALENDAR in (properties.get("{DAV:}resourcetype") or []):
            return CalendarAt(source.address, properties.get("{DAV:}displayname"))
    problem: CalendarFailure | DAVError | None = None
    for place in PLACES:
        client.url = client.url.join(place) if place else client.url
        try:
            for calendar in await client.get_calendars():
                found: Any = calendar  # its methods are for both worlds, and typed as either
                if "VEVENT" in await found.get_supported_components():
                    return CalendarAt(str(found.url), await found.get_display_name())
        except CalendarFailure as failure:
            if failure.permanent:
                raise
            problem = failure
        except DAVError as error:
            problem = error
    if isinstance(problem, CalendarFailure):
        raise problem
    host = httpx.URL(source.address).host
    words = f"{host} shows no calendar there. Copy the calendar's own CalDAV address from its settings."
    raise CalendarUnreachable(words, permanent=True)


async def _translated(source: Source, doing: Any) -> Any:
    """What the library answers; its own errors, whose texts hold addresses, become words for the rep."""
    try:
        return await doing
    except CalendarFailure:
        raise
    except Exception as error:  # noqa: BLE001 - it raises lxml's, icalendar's and its own
        host, status = httpx.URL(source.address).host, getattr(error, "status", None)
        if isinstance(status, int) and status >= 400:
            raise refused(status, host, signed=source.username is not None) from None
        raise FeedUnreadable(f"{host} does not answer as a calendar server does. {AGAIN}") from None


def _bytes(body: str | bytes) -> bytes:
    return body if isinstance(body, bytes) else body.encode()


def _session(network: Network, source: Source) -> Session:
    return network.session(
        private_allowed=source.private_allowed, username=source.username, password=source.password
    )


def _refuse_unless_done(status: int, source: Source) -> None:
    if status not in (200, 207):
        raise refused(status, httpx.URL(source.address).host, signed=source.username is not None)


def _event_url(source: Source, uid: str) -> str:
    name = "".join(sign for sign in uid.partition("@")[0] if sign.isalnum() or sign in "-_")
    return urljoin(source.address.rstrip("/") + "/", f"{name}.ics")


def _has_it(answer: Answer) -> bool:
    """RFC 4791, 5.3.2.1: no two events of one UID in a calendar."""
    return answer.status == 409 or (answer.status in (403, 412) and b"no-uid-conflict" in answer.body)


def _not_written(status: int, source: Source) -> CalendarUnreachable:
    host = httpx.URL(source.address).host
    if status in (403, 405):
        words = (
            f"{host} does not let us write to this calendar. Share it with the right to write, or add it "
            "again for reading alone."
        )
        return CalendarUnreachable(words, permanent=True)
    return refused(status, host, signed=source.username is not None)
