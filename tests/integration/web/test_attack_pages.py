"""What a browser says of itself when a chat begins: the page, its title, its language, its zone."""

from __future__ import annotations

import json
from typing import Any

import pytest
from sqlalchemy import select

from bot.store.tables.leads import leads
from tests.integration.web.conftest import Gateways

PAGES = [
    "https://[::1", "https://[x]/", "http://\u2100.example/", "https://a:99999999/", "//evil.example", "",
    "javascript:alert(1)", "data:text/html,x", "https://xn--/", "https://a.example/?utm_source=%00%ff%0d%0aBcc:x&utm_%00x=1",
    "https://a.example/?utm_source=%ED%A0%80&utm_campaign=<script>", "http://" + "a." * 900, "https://a.example/#carry-on=x",
    "https://a.example/?" + "&".join(f"utm_{n}=1" for n in range(200)), "\x01\x1f", "/\\evil.example",
]  # fmt: skip
ZONES = [
    "../../../etc/passwd", "/etc/localtime", "Europe", "posixrules", "zone.tab", "tzdata.zi",
    "Europe/Berlin\n", "..", "Europe/../Europe/Berlin", "é", "A" * 64, "UTC\u200b", "Factory", "\x01",
]  # fmt: skip
LOCALES = ["<script>", "en\nX: y", "=?utf-8?q?x?=", "{{7*7}}", "../../etc", "\u202e", "zz-ZZ", "\x01"]


def bodies() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = [
        {"page": {"url": url, "referrer": url, "title": f"{url[:100]}\r\nBcc: x@y.example"}} for url in PAGES
    ]
    found += [{"page": {"url": "https://a.example/"}, "timezone": zone} for zone in ZONES]
    return found + [{"page": {"url": "https://a.example/"}, "locale": locale} for locale in LOCALES]


async def test_a_chat_begins_and_goes_on_whatever_the_browser_says_of_itself(gateways: Gateways) -> None:
    limits = "conversation=100000/second,address=100000/second,start=100000/second"
    async with gateways(LIMITS=limits) as gateway:
        for body in bodies():
            begun = await gateway.http.post("/api/chat/start", json=body)
            assert begun.status_code == 201, body
            headers = {"Authorization": f"Bearer {begun.json()['token']}"}
            said = await gateway.http.post("/api/chat/say", json={"id": "1", "text": "hi"}, headers=headers)
            assert said.status_code == 200, body
            again = await gateway.http.post("/api/chat/reset", json={"page": body["page"]}, headers=headers)
            assert again.status_code == 201, body
        async with gateway.app.store.read() as uow:
            kept = list(await uow.connection.execute(select(leads)))
        assert len(kept) == len(bodies())


@pytest.mark.parametrize("part", ["page", "locale", "timezone", "id", "text"])
async def test_half_a_character_is_refused_with_a_word_and_kept_nowhere(
    gateways: Gateways, part: str
) -> None:
    async with gateways() as gateway:
        guest = await gateway.visitor()
        half = "a\ud800b"
        start = {
            "page": {"url": half if part == "page" else "https://a.example/"},
            "locale": "en",
            "timezone": "UTC",
        }
        path, body = ("say", {"id": "1", "text": "hi"}) if part in ("id", "text") else ("start", start)
        body = body if part == "page" else {**body, part: half}
        sent = {**guest.headers, "Content-Type": "application/json"}
        answer = await gateway.http.post(f"/api/chat/{path}", content=json.dumps(body), headers=sent)
        assert answer.status_code == 422


async def test_a_message_under_the_id_of_a_turn_of_ours_is_refused_and_not_lost(gateways: Gateways) -> None:
    async with gateways() as gateway:
        guest = await gateway.visitor()
        for own in ("start", "back/1", "mail/1", "resume/1"):
            answer = await guest.post("say", id=own, text="is anybody there?")
            assert answer.status_code in (409, 422), own
