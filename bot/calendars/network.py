"""HTTP to servers that reps name: few redirects, little time, bounded answers, checked addresses."""

from __future__ import annotations

import asyncio
import ssl
import zlib
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Self

import httpx

from bot.book.calendar_models import CalendarUnreachable, FeedUnreadable
from bot.calendars.addresses import Resolve, checked, resolve

LARGEST = 10 * 1024 * 1024
"""Bytes of an answer, packed and unpacked."""
REDIRECTS = 3
CONNECT = 4.0  # seconds to reach one address of a server
ADDRESSES = 3  # of a server, that are tried
AGENT = "Bantam calendar reader"


@dataclass(frozen=True)
class Answer:
    """What a server said; `url` is where it stood in the end."""

    status: int
    headers: httpx.Headers
    body: bytes
    url: httpx.URL


class Network:
    """Opens sessions; `resolve` and `trust` are for tests."""

    def __init__(self, *, resolve: Resolve = resolve, trust: ssl.SSLContext | None = None) -> None:
        self._resolve = resolve
        self._trust = trust

    @cached_property
    def _context(self) -> ssl.SSLContext:
        return self._trust or httpx.create_ssl_context(trust_env=False)

    def session(
        self, *, private_allowed: bool, username: str | None = None, password: str | None = None
    ) -> Session:
        """For one calendar: `async with` it."""
        return Session(self._resolve, self._context, private_allowed, username, password)


class Session:
    """Requests to one calendar's server, and to where it sends us on."""

    def __init__(
        self,
        resolve: Resolve,
        context: ssl.SSLContext,
        private_allowed: bool,
        username: str | None,
        password: str | None,
    ) -> None:
        self._resolve = resolve
        self._context = context
        self._private_allowed = private_allowed
        self._credentials = (username, password or "") if username else None
        # By name, not by address: a TLS connection was checked for one name.
        self._transports: dict[str, httpx.AsyncHTTPTransport] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for transport in self._transports.values():
            await transport.aclose()

    async def ask(
        self, method: str, url: str, *, headers: Mapping[str, str] | None = None, body: bytes = b""
    ) -> Answer:
        """The answer, whatever its status, after at most REDIRECTS redirects, which keep the method.

        Raises CalendarUnreachable, FeedUnreadable for an answer that is too large.
        """
        at, signed = _parsed(url), self._credentials is not None
        for _ in range(REDIRECTS + 1):
            answer = await self._once(method, at, headers or {}, body, signed=signed)
            if answer.status not in (301, 302, 303, 307, 308) or "location" not in answer.headers:
                return answer
            onward = _onward(at, answer.headers["location"])
            # The password is for the server that the rep named.
            signed = signed and (onward.host, onward.port) == (at.host, at.port)
            at = onward
        words = f"{at.host} sends us on and on without end. Copy the calendar's address anew."
        raise CalendarUnreachable(words, permanent=True)

    async def _once(
        self, method: str, url: httpx.URL, headers: Mapping[str, str], body: bytes, *, signed: bool
    ) -> Answer:
        if signed and url.scheme == "http" and not self._private_allowed:
            words = f"The password would travel to {url.host} in the clear. Use its https:// address."
            raise CalendarUnreachable(words, permanent=True)
        own = {"User-Agent": AGENT, "Accept-Encoding": "gzip", "Accept": "*/*", **headers}
        request = httpx.Request(method, url, headers=own, content=body)
        if signed and self._credentials:
            next(httpx.BasicAuth(*self._credentials).auth_flow(request))
        answer = await self._send(request, url)
        if answer.status == 401 and signed and (again := self._digest(request, answer)):
            return await self._send(again, url)
        return answer

    def _digest(self, request: httpx.Request, answer: Answer) -> httpx.Request | None:
        """The request signed as the server asks for (RFC 7616), where it wants no plain password."""
        if "digest" not in answer.headers.get("www-authenticate", "").lower() or not self._credentials:
            return None
        flow = httpx.DigestAuth(*self._credentials).auth_flow(request)
        next(flow)
        try:
            return flow.send(httpx.Response(401, headers=answer.headers, request=request))
        except (StopIteration, httpx.ProtocolError):
            return None

    async def _send(self, request: httpx.Request, url: httpx.URL) -> Answer:
        with _explained(url.host):
            async with self._connected(request, url) as response:
                body = await _bounded(response, url.host)
                return Answer(response.status_code, response.headers, body, url)

    @asynccontextmanager
    async def _connected(self, request: httpx.Request, url: httpx.URL) -> AsyncIterator[httpx.Response]:
        """Sends the request to an address that was checked: a name could lead elsewhere when asked again."""
        port = url.port or (443 if url.scheme == "https" else 80)
        found = checked(url.host, await self._resolve(url.host, port), private_allowed=self._private_allowed)[
            :ADDRESSES
        ]
        transport = self._transports.setdefault(
            url.host, httpx.AsyncHTTPTransport(verify=self._context, trust_env=False)
        )
        timeout = {"connect": CONNECT, "read": None, "write": None, "pool": None}
        request.extensions = {"timeout": timeout, "sni_hostname": url.host}
        for address in found:
            request.url = url.copy_with(host=str(address))
            try:
                response = await transport.handle_async_request(request)
            except (httpx.ConnectError, httpx.ConnectTimeout):
                if address == found[-1]:
                    raise
                continue
            try:
                yield response
            finally:
                await response.aclose()
            return


def _parsed(url: str) -> httpx.URL:
    try:
        parsed = httpx.URL(url)
    except (httpx.InvalidURL, ValueError, UnicodeError):
        parsed = httpx.URL("")
    if parsed.scheme not in ("http", "https") or not parsed.host:
        words = "That is no web address. Enter one that begins with https:// or webcal://."
        raise CalendarUnreachable(words, permanent=True)
    return parsed.copy_with(fragment=None)


def _onward(at: httpx.URL, location: str) -> httpx.URL:
    onward = _parsed(str(at.join(location)))
    if at.scheme == "https" and onward.scheme == "http":
        words = f"{at.host} sends us on to an address without encryption. Copy the calendar's address anew."
        raise CalendarUnreachable(words, permanent=True)
    return onward


class _explained:  # noqa: N801 - reads as the `with` statement that it is for
    """Turns what httpx raises into words for the rep."""

    def __init__(self, host: str) -> None:
        self._host = host

    def __enter__(self) -> None:
        return None

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if isinstance(error, httpx.ConnectError) and "CERTIFICATE" in str(error).upper():
            words = f"{self._host} shows a certificate that is not valid. Ask whoever runs it to renew it."
            raise CalendarUnreachable(words) from None
        if isinstance(error, (httpx.HTTPError, OSError, ssl.SSLError)):
            raise CalendarUnreachable(f"{self._host} does not answer as a web server does. {AGAIN}") from None


AGAIN = "It is tried again by itself; if this stays, check the address in a browser."


async def _bounded(response: httpx.Response, host: str) -> bytes:
    """The body, unpacked; a small one that unpacks to a huge one ends at LARGEST too."""
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
        raise FeedUnreadable(f"{host} packs the calendar in a way that it was not asked for. {AGAIN}")
    unpacker = zlib.decompressobj(wbits=47) if coding not in ("", "identity") else None
    received, body = 0, bytearray()
    async for chunk in _raw(response):
        received += len(chunk)
        try:
            body += unpacker.decompress(chunk, LARGEST + 1 - len(body)) if unpacker else chunk
        except zlib.error:
            raise FeedUnreadable(f"What {host} sends breaks off or is damaged. {AGAIN}") from None
        if max(received, len(body)) > LARGEST:
            words = f"The calendar has more than {LARGEST // 1024**2} MB. Add one with fewer events."
            raise FeedUnreadable(words, permanent=True)
    if unpacker and not unpacker.eof and body:
        raise FeedUnreadable(f"What {host} sends breaks off or is damaged. {AGAIN}")
    return bytes(body)


async def _raw(response: httpx.Response) -> AsyncIterator[bytes]:
    stream = response.stream
    if isinstance(stream, httpx.AsyncByteStream):
        async for chunk in stream:
            yield chunk


@asynccontextmanager
async def within(seconds: float, host: str) -> AsyncIterator[None]:
    """Limits what happens inside. Raises CalendarUnreachable when the time is over."""
    try:
        async with asyncio.timeout(seconds):
            yield
    except TimeoutError:
        raise CalendarUnreachable(f"{host} did not answer within {seconds:.0f} seconds. {AGAIN}") from None


def refused(status: int, host: str, *, signed: bool) -> CalendarUnreachable:
    """What a status that is no success means for the rep."""
    if status == 403 and signed:
        words = (
            f"{host} gives no access to this calendar. Check its address, the user name and the app "
            "password, and add it again."
        )
        return CalendarUnreachable(words, permanent=True)
    if status == 401 and signed:
        words = (
            f"{host} refuses the user name or the password. Make a new app password there, and add the "
            "calendar again."
        )
        return CalendarUnreachable(words, permanent=True)
    if status in (401, 403):
        words = (
            f"{host} does not let us read the calendar. Copy its secret (or published) address in iCal "
            "format, and add it again."
        )
        return CalendarUnreachable(words, permanent=True)
    if status in (404, 410):
        words = f"{host} has no calendar at this address (any more). Copy the address anew, and add it again."
        return CalendarUnreachable(words, permanent=True)
    return CalendarUnreachable(f"{host} has a problem of its own ({status}). {AGAIN}")
