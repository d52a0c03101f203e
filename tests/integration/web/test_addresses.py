"""Whose address counts, and how much one address may ask."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi import Request

from bot.clock import FixedClock
from bot.settings import load_settings
from bot.web.guard import client_address, exempt, source_of
from tests.integration.web.conftest import Gateways

PROXIES = "10.0.0.0/8,2001:db8:ffff::/48"
VISITOR = "203.0.113.9"


def asked(peer: str | None, *forwarded: str, **more: str) -> Request:
    lines = [("x-forwarded-for", line) for line in forwarded] + list(more.items())
    headers = [(name.replace("_", "-").encode(), value.encode()) for name, value in lines]
    client = (peer, 50000) if peer is not None else None
    return Request({"type": "http", "method": "POST", "path": "/", "headers": headers, "client": client})


@pytest.mark.parametrize(
    ("peer", "forwarded", "address"),
    [
        (VISITOR, [], VISITOR),
        (VISITOR, ["198.51.100.1"], VISITOR),  # nobody that we know wrote that
        (VISITOR, ["127.0.0.1"], VISITOR),
        ("10.0.0.5", [], "10.0.0.5"),
        ("10.0.0.5", [VISITOR], VISITOR),
        ("10.0.0.5", [f"198.51.100.1, {VISITOR}"], VISITOR),  # what the visitor wrote stands before
        ("10.0.0.5", [f"198.51.100.1, {VISITOR}, 10.0.0.6"], VISITOR),
        ("10.0.0.5", ["198.51.100.1", VISITOR], VISITOR),  # the header twice is one list (RFC 9110, 5.3)
        ("10.0.0.5", [f"10.0.0.9, {VISITOR}"], VISITOR),
        ("10.0.0.5", ["10.0.0.9, 10.0.0.6"], "10.0.0.9"),
        ("10.0.0.5", [f"{VISITOR}:4711"], VISITOR),
        ("10.0.0.5", ["[2001:db8::1]:4711"], "2001:db8::1"),
        ("10.0.0.5", ["2001:db8::1"], "2001:db8::1"),
        ("2001:db8:ffff::2", [VISITOR], VISITOR),
        ("::ffff:10.0.0.5", [VISITOR], VISITOR),
        ("10.0.0.5", [f"::ffff:{VISITOR}"], VISITOR),
        ("10.0.0.5", ["unknown"], "10.0.0.5"),
        ("10.0.0.5", ["<script>, 10.0.0.6"], "10.0.0.6"),
        ("10.0.0.5", [f"{VISITOR},"], "10.0.0.5"),
        ("10.0.0.5", ["fe80::1%eth0"], "fe80::1"),
        ("10.0.0.5", [", ".join(["198.51.100.1"] * 500 + [VISITOR])], VISITOR),
        ("10.0.0.5", ["1" * 5000], "10.0.0.5"),
        ("testclient", [], "unknown"),
        (None, [VISITOR], "unknown"),
    ],
)
def test_an_address_is_what_the_first_proxy_of_ours_saw(
    tmp_path: Path, peer: str | None, forwarded: list[str], address: str
) -> None:
    settings = load_settings(tmp_path, {"DEMO": "1", "TRUSTED_PROXIES": PROXIES})
    assert client_address(asked(peer, *forwarded), settings) == address


def test_without_a_trusted_proxy_no_header_counts(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"DEMO": "1"})
    assert client_address(asked("10.0.0.5", VISITOR), settings) == "10.0.0.5"


def test_the_addresses_that_one_ipv6_visitor_may_choose_from_are_one_source(tmp_path: Path) -> None:
    settings = load_settings(tmp_path, {"DEMO": "1"})
    ours, same = asked("2001:db8:0:1::5"), asked("2001:db8:0:1:ffff::9")
    assert source_of(ours, settings) == source_of(same, settings) == "2001:db8:0:1::/64"
    assert source_of(asked("2001:db8:0:2::5"), settings) != source_of(ours, settings)
    assert source_of(asked("::ffff:192.0.2.1"), settings) == source_of(asked("192.0.2.1"), settings)


def is_exempt(tmp_path: Path, request: Request, **settings: str) -> bool:
    found = load_settings(tmp_path, {"DEMO": "1", "SECRET_KEY": "k" * 32, **settings})
    request.scope["app"] = SimpleNamespace(state=SimpleNamespace(bantam=SimpleNamespace(settings=found)))
    return exempt(request)


def test_in_the_demo_this_machine_is_exempt_and_nobody_behind_a_proxy_is(tmp_path: Path) -> None:
    for peer in ("127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"):
        assert is_exempt(tmp_path, asked(peer))
        assert not is_exempt(tmp_path, asked(peer), DEMO="0")
        assert not is_exempt(tmp_path, asked(peer, VISITOR))
        assert not is_exempt(tmp_path, asked(peer, "127.0.0.1"))
        for header in ("forwarded", "via", "x_real_ip", "x_forwarded_host", "x_forwarded_proto"):
            assert not is_exempt(tmp_path, asked(peer, **{header: "127.0.0.1"})), header
        # Who names this machine as a proxy of theirs has one here, whatever headers it adds.
        assert not is_exempt(tmp_path, asked(peer), TRUSTED_PROXIES="127.0.0.0/8,::1")
    for peer in (VISITOR, "testclient", None):
        assert not is_exempt(tmp_path, asked(peer))


async def test_an_address_may_ask_so_much_over_all_its_chats_and_is_told_when_to_go_on(
    gateways: Gateways,
) -> None:
    async with gateways(LIMITS="address=6/hour") as gateway:
        one, other = await gateway.visitor(), await gateway.visitor()
        for number in range(2):
            await one.say(f"m{number}", text="hello")
            await other.say(f"m{number}", text="hello")
        refused = await other.post("say", id="m9", text="hello")
        assert refused.status_code == 429
        assert refused.headers["Content-Type"] == "application/problem+json"
        assert 1 <= int(refused.headers["Retry-After"]) <= 3600
        assert "Wait" in refused.json()["detail"]
        assert [m["text"] for m in await other.history() if m["from"] == "visitor"] == ["hello"] * 2
        async with gateway.browser("198.51.100.4") as elsewhere:
            assert (await gateway.start(elsewhere)).status_code == 201


async def test_by_default_a_chat_may_say_twenty_things_a_minute_and_an_address_ask_sixty(
    gateways: Gateways,
) -> None:
    async with gateways() as gateway:
        guest = await gateway.visitor()
        gateway.app.clock = clock = FixedClock(gateway.app.clock.now() + timedelta(minutes=1))
        answers = [await guest.post("say", id=f"m{number}", text="hello") for number in range(20)]
        assert [answer.status_code for answer in answers] == [200] * 20
        clock.move(timedelta(seconds=48))
        refused = await guest.post("say", id="m20", text="hello")
        assert (refused.status_code, refused.headers["Retry-After"]) == (429, "12")
        assert "Wait" in refused.json()["detail"]
        assert (await guest.post("say", id="m0", text="hello")).status_code == 200  # the same answer again
        clock.move(timedelta(seconds=12))
        assert (await guest.post("say", id="m20", text="hello")).status_code == 200
        others = [await guest.post("visit", page={"url": "https://shop.example/"}) for _ in range(37)]
        assert [answer.status_code for answer in others] == [204] * 36 + [429]


async def test_behind_a_proxy_each_visitor_has_a_limit_of_their_own(gateways: Gateways) -> None:
    settings = {"LIMITS": "address=2/hour", "TRUSTED_PROXIES": "127.0.0.1"}
    async with gateways("127.0.0.1", **settings) as gateway:

        async def start(visitor: str) -> int:
            async with gateway.browser("127.0.0.1", X_Forwarded_For=visitor) as http:
                return (await gateway.start(http)).status_code

        assert [await start(VISITOR) for _ in range(3)] == [201, 201, 429]
        assert await start(f"198.51.100.77, {VISITOR}") == 429
        assert await start("198.51.100.4") == 201
