"""Who may ask how much, and the headers that every answer carries."""

from __future__ import annotations

from ipaddress import ip_address
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
    """The visitor's address: the last hop of X-Forwarded-For that is no trusted proxy of ours."""
    address = request.client.host if request.client else "127.0.0.1"
    hops = [hop.strip() for hop in request.headers.get("X-Forwarded-For", "").split(",") if hop.strip()]
    while hops and _trusted(address, settings):
        address = hops.pop()
    return address


def _trusted(address: str, settings: Settings) -> bool:
    try:
        return any(ip_address(address) in network for network in settings.trusted_proxies)
    except ValueError:
        return False


def exempt(request: Request) -> bool:
    """In the demo, who comes straight from this machine may ask as much as they like (tests, benchmarks)."""
    settings = of(request).settings
    if not settings.demo or request.headers.get("X-Forwarded-For"):
        return False
    try:
        return ip_address(request.client.host if request.client else "").is_loopback
    except ValueError:
        return False


def talk_limit(request: Request) -> Rate | None:
    """How many messages one conversation may send; None is no limit. Counted in SQL, over all processes."""
    return None if exempt(request) else of(request).settings.limits.conversation


async def limit_address(request: Request) -> None:
    """Refuse an address that asks too often. Counted in memory, per process."""
    app = of(request)
    if exempt(request) or request.method == "GET":
        return
    rate = app.settings.limits.address
    limiter: MovingWindowRateLimiter = request.app.state.limiter
    if not await limiter.hit(
        RateLimitItemPerSecond(rate.count, rate.seconds), client_address(request, app.settings)
    ):
        raise Problem(
            429,
            "Too many requests",
            "Too much came from your address in a short time. Wait a moment, then go on.",
            headers={"Retry-After": str(rate.seconds)},
        )


class SecurityHeaders:
    """Adds the headers to every answer that does not set its own."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=cast("dict[str, Any]", message))
                for name, value in HEADERS.items():
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


def install(app: FastAPI) -> None:
    app.state.limiter = MovingWindowRateLimiter(MemoryStorage())
    app.add_middleware(BodyLimit)
    app.add_middleware(SecurityHeaders)
