"""Who may ask how much, and the headers that every answer carries."""

from __future__ import annotations

import re
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from math import ceil
from time import time
from typing import Any, cast

from fastapi import FastAPI, Request
from limits import RateLimitItemPerSecond
from limits.aio.storage import MemoryStorage
from limits.aio.strategies import MovingWindowRateLimiter
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.bootstrap import App
from bot.settings import Rate, Settings
from bot.web.problems import Problem, problem_response

CONTENT_SECURITY_POLICY = (
    "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)
LARGEST_BODY = 16 * 1024
PROXY_HEADERS = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-IP")
"""What a proxy in between adds: whoever comes with one of these does not come straight from this machine."""
A_YEAR = "max-age=31536000"
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def of(request: Request) -> App:
    """The application that this process built at its start, or its preview in what belongs to that."""
    return cast(App, getattr(request.state, "bantam", request.app.state.bantam))


def client_address(request: Request, settings: Settings) -> str:
    """The visitor's address: the last hop of X-Forwarded-For that is no trusted proxy of ours.

    A hop that is no address is where what can be known ends: the proxy that wrote it down is taken instead.
    """
    address = _address(request.client.host if request.client else "")
    hops = request.headers.getlist("X-Forwarded-For")
    for hop in reversed([_address(hop) for hop in ",".join(hops).split(",")]):
        if hop is None or address is None or not _trusted(address, settings):
            break
        address = hop
    return str(address or "unknown")


def _address(text: str) -> IPv4Address | IPv6Address | None:
    """The address in a hop: some proxies write `192.0.2.1:4711` or `[2001:db8::1]:4711`."""
    text = text.strip()
    if match := re.fullmatch(r"\[([^\]]+)\](?::\d+)?|([\d.]+):\d+", text):
        text = match[1] or match[2]
    try:
        found = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(found, "ipv4_mapped", None) or found


def _trusted(address: IPv4Address | IPv6Address, settings: Settings) -> bool:
    return any(address in network for network in settings.trusted_proxies)


def source_of(request: Request, settings: Settings) -> str:
    """What is counted as one source: an address, or the /64 that an IPv6 visitor has to choose from."""
    address = _address(client_address(request, settings))
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, 64), strict=False))
    return str(address or "unknown")


def exempt(request: Request) -> bool:
    """In the demo, who comes straight from this machine may ask as much as they like (tests, benchmarks)."""
    settings = of(request).settings
    if not settings.demo or any(name in request.headers for name in PROXY_HEADERS):
        return False
    address = _address(request.client.host if request.client else "")
    return address is not None and address.is_loopback and not _trusted(address, settings)


def talk_limit(request: Request) -> Rate | None:
    """How many messages one conversation may send; None is no limit. Counted in SQL, over all processes."""
    return None if exempt(request) else of(request).settings.limits.conversation


async def counted(request: Request, what: str, rate: Rate) -> int:
    """Count a request of this source, in memory, per process.

    Gives 0, or in how many seconds the next one is welcome.
    """
    limiter: MovingWindowRateLimiter = request.app.state.limiter
    item, source = RateLimitItemPerSecond(rate.count, rate.seconds), source_of(request, of(request).settings)
    if await limiter.hit(item, what, source):
        return 0
    window = await limiter.get_window_stats(item, what, source)
    return max(1, ceil(window.reset_time - time()))


async def limit_address(request: Request) -> None:
    """Refuse an address that asks too often."""
    if exempt(request) or request.method == "GET":
        return
    wait = await counted(request, "ask", of(request).settings.limits.address)
    if wait:
        raise Problem(
            429,
            "Too many requests",
            "Too much came from your address in a short time. Wait a moment, then go on.",
            headers={"Retry-After": str(wait)},
        )


PERSONAL = ("/api/", "/console", "/preview")
"""What begins so is for one person, unless it says otherwise: no proxy and no browser keeps it."""


class SecurityHeaders:
    """Adds the headers to every answer that does not set its own; over `https` everybody is kept to it."""

    def __init__(self, app: ASGIApp, *, https: bool) -> None:
        self._app = app
        self._https = https
        self._headers = {**HEADERS, **({"Strict-Transport-Security": A_YEAR} if https else {})}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if self._https:  # the proxy speaks http to us; links to ourselves must not lead out of TLS
            scope["scheme"] = "https"
        personal = scope.get("path", "").startswith(PERSONAL)
        ours = {**self._headers, "Cache-Control": "no-store"} if personal else self._headers

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=cast("dict[str, Any]", message))
                for name, value in ours.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class BodyLimit:
    """Refuses a larger body before anything reads it; one of unknown length, when it has grown too large."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        if length.isdigit() and int(length) > LARGEST_BODY:
            await problem_response(_too_large())(scope, receive, send)
            return
        received = 0

        async def counted() -> Message:
            nonlocal received
            message = await receive()
            received += len(message.get("body", b""))
            if received > LARGEST_BODY:
                raise HTTPException(413, _too_large().detail)
            return message

        await self._app(scope, counted, send)


def _too_large() -> Problem:
    return Problem(413, "Too large", f"Send at most {LARGEST_BODY // 1024} kB, and 1000 characters of text.")


def install(app: FastAPI, *, public_url: str = "") -> None:
    """`public_url` is the setting: over https every answer says that there is no other way (RFC 6797)."""
    app.state.limiter = MovingWindowRateLimiter(MemoryStorage())
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders, https=public_url.startswith("https:"))
