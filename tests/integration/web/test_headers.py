"""Who may ask from a foreign page, and what every answer carries."""

from __future__ import annotations

import re

import httpx
import pytest

from bot.web.guard import HEADERS
from tests.integration.web.conftest import START, Gateway, Gateways
from tests.integration.web.routes import endpoints, kind_of

SHOP, EVIL = "https://shop.example", "https://evil.example"
ALLOWED = {"ALLOWED_ORIGINS": f"{SHOP},https://www.shop.example:8443"}
PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "authorization,content-type,last-event-id",
}


def cors(answer: httpx.Response) -> dict[str, str]:
    return {name: value for name, value in answer.headers.items() if name.startswith("access-control-")}


@pytest.mark.parametrize(
    "origin",
    [EVIL, "null", "", "http://shop.example", f"{SHOP}:444", f"{SHOP}.evil.example", "https://evilshop.example",
     "https://sub.shop.example", f"{SHOP}/", "file://", "chrome-extension://x", f"{SHOP} {EVIL}", "*"],
)  # fmt: skip
async def test_a_page_that_is_not_listed_may_not_read_an_answer(gateways: Gateways, origin: str) -> None:
    async with gateways(**ALLOWED) as gateway:
        for method, path in (
            ("POST", "/api/chat/start"),
            ("GET", "/api/chat/history"),
            ("GET", "/api/leads"),
        ):
            answer = await gateway.http.request(method, path, headers={"Origin": origin}, json=START)
            assert "access-control-allow-origin" not in answer.headers, path
        asked = await gateway.http.options("/api/chat/say", headers={"Origin": origin, **PREFLIGHT})
        assert asked.status_code == 400
        assert "access-control-allow-origin" not in asked.headers


async def test_a_listed_page_may_send_its_token_and_never_a_cookie(gateways: Gateways) -> None:
    async with gateways(**ALLOWED) as gateway:
        asked = await gateway.http.options("/api/chat/say", headers={"Origin": SHOP, **PREFLIGHT})
        assert asked.status_code == 200
        allowed = cors(asked)
        assert allowed["access-control-allow-origin"] == SHOP
        assert {"authorization", "content-type", "last-event-id"} <= {
            name.strip().lower() for name in allowed["access-control-allow-headers"].split(",")
        }
        begun = await gateway.http.post("/api/chat/start", json=START, headers={"Origin": SHOP})
        assert begun.headers["access-control-allow-origin"] == SHOP
        assert "Retry-After" in begun.headers["access-control-expose-headers"]
        assert "Origin" in begun.headers["vary"]
        for answer in (asked, begun):
            assert "access-control-allow-credentials" not in answer.headers
        unknown = {**PREFLIGHT, "Access-Control-Request-Headers": "x-csrf-token"}
        assert (
            await gateway.http.options("/preview", headers={"Origin": SHOP, **unknown})
        ).status_code == 400


async def test_a_refusal_can_be_read_by_a_listed_page_too(gateways: Gateways) -> None:
    async with gateways(**ALLOWED, LIMITS="start=1/hour") as gateway:
        headers = {"Origin": SHOP}
        for status in (201, 429):
            answer = await gateway.http.post("/api/chat/start", json=START, headers=headers)
            assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, SHOP)
        for content in (b"x" * 20_000, b"{"):
            answer = await gateway.http.post("/api/chat/say", content=content, headers=headers)
            assert answer.status_code in (401, 413, 422)
            assert answer.headers["access-control-allow-origin"] == SHOP


async def test_with_no_page_listed_none_is_allowed(gateway: Gateway) -> None:
    answer = await gateway.http.post("/api/chat/start", json=START, headers={"Origin": SHOP})
    assert (answer.status_code, cors(answer)) == (201, {})


async def test_every_answer_of_every_endpoint_has_its_headers_and_what_is_personal_is_kept_nowhere(
    gateways: Gateways,
) -> None:
    async with gateways(LIMITS="address=100000/second") as gateway:
        guest = await gateway.visitor()
        for method, path in [*endpoints(gateway.web), ("GET", "/nowhere"), ("POST", "/widget.js")]:
            if path.endswith("/stream"):
                continue  # once it is let in it never ends
            url = re.sub(r"\{[^}]+\}", "x", path)
            for headers in ({}, guest.headers, {"Accept": "text/html"}):
                answer = await gateway.http.request(method, url, headers=headers, json=START)
                missing = [name for name in HEADERS if name not in answer.headers]
                assert not missing, f"{method} {url} {answer.status_code}: {missing}"
                assert "frame-ancestors" in answer.headers["Content-Security-Policy"]
                assert "unsafe" not in answer.headers["Content-Security-Policy"]
                if path != "/nowhere" and kind_of(path) != "anybody":
                    kept = answer.headers.get("Cache-Control", "")
                    assert "no-store" in kept, f"{method} {url} {answer.status_code}: {kept!r}"
        started = await gateway.start()
        assert started.headers["Cache-Control"] == "no-store"


async def test_a_body_that_is_too_large_is_refused_with_or_without_its_length(gateways: Gateways) -> None:
    async with gateways() as gateway:
        guest = await gateway.visitor()
        long = b'{"id": "a", "text": "' + b"x" * 17_000 + b'"}'

        async def in_pieces():  # type: ignore[no-untyped-def]
            for start in range(0, len(long), 1000):
                yield long[start : start + 1000]

        for content in (long, in_pieces()):
            headers = {**guest.headers, "Content-Type": "application/json"}
            answer = await gateway.http.post("/api/chat/say", content=content, headers=headers)
            assert answer.status_code == 413
            assert "16 kB" in answer.json()["detail"]
            assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert [m for m in await guest.history() if m["from"] == "visitor"] == []


async def test_over_https_every_answer_keeps_browsers_to_it(gateways: Gateways) -> None:
    async with gateways(PUBLIC_URL="https://chat.example") as gateway:
        for path in ("/widget.js", "/console/sign-in", "/api/chat/history", "/nothing"):
            answer = await gateway.http.get(path)
            assert answer.headers["strict-transport-security"] == "max-age=31536000", path
    async with gateways() as gateway:
        assert "strict-transport-security" not in (await gateway.http.get("/widget.js")).headers
