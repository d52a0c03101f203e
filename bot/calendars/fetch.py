"""Feeds: a calendar's whole text at an address that is a secret itself."""

from __future__ import annotations

from dataclasses import dataclass

from bot.book.calendar_models import NotModified, Source
from bot.calendars.network import Network, refused


@dataclass(frozen=True)
class Feed:
    """A feed as it came, with the marks by which the server knows whether it changed."""

    body: bytes
    etag: str | None
    last_modified: str | None


async def fetch_feed(network: Network, source: Source) -> Feed | NotModified:
    """The feed; NotModified when it is still what the source's marks belong to.

    Raises CalendarUnreachable and FeedUnreadable, whose words name the host and never the address.
    """
    marks = {"If-None-Match": source.etag, "If-Modified-Since": source.last_modified}
    headers = {name: value for name, value in marks.items() if value}
    session = network.session(
        private_allowed=source.private_allowed, username=source.username, password=source.password
    )
    async with session:
        answer = await session.ask("GET", source.address, headers=headers)
    if answer.status == 304 and headers:
        return NotModified()
    if answer.status != 200:
        raise refused(answer.status, answer.url.host, signed=source.username is not None)
    return Feed(answer.body, _mark(answer.headers.get("etag")), _mark(answer.headers.get("last-modified")))


def _mark(value: str | None) -> str | None:
    """What may be sent back in a header."""
    return value if value and value.isascii() and value.isprintable() and len(value) <= 500 else None
