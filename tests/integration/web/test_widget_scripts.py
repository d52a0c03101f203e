"""The widget's scripts as the server sends them: how many bytes, for how long, with whose greetings."""

from __future__ import annotations

import gzip
import shutil
from pathlib import Path

import pytest

from bot.bootstrap import App
from bot.settings import ROOT
from bot.widget import version, words
from tests.integration.web.conftest import Gateway

BEFORE_A_CHAT = 9_500
"""Bytes that every page pays for, as sent: ten languages' words and Tidewater's greetings included."""
WITH_A_CHAT = 23_000
"""Bytes with what opening a chat loads, in the language that takes most."""


async def sent(gateway: Gateway, path: str) -> int:
    """How many bytes come for it."""
    async with gateway.http.stream("GET", path, headers={"Accept-Encoding": "gzip"}) as answer:
        assert answer.status_code == 200, path
        assert answer.headers["Content-Encoding"] == "gzip"
        return len(b"".join([piece async for piece in answer.aiter_raw()]))


async def test_a_page_pays_for_few_bytes_before_a_chat_and_with_one(gateway: Gateway) -> None:
    launcher = await sent(gateway, "/widget.js")
    assert launcher <= BEFORE_A_CHAT
    largest = max([await sent(gateway, f"/widget/{language}.js?v={version()}") for language in words()])
    assert launcher + largest <= WITH_A_CHAT


@pytest.mark.parametrize("path", ["/widget.js", "/widget/en.js", "/widget/en-cards.js"])
async def test_who_takes_no_gzip_gets_the_same_script(gateway: Gateway, path: str) -> None:
    plain = await gateway.http.get(path, headers={"Accept-Encoding": "identity"})
    assert "Content-Encoding" not in plain.headers
    small = await gateway.http.get(path)
    assert (small.headers["Vary"], plain.headers["Vary"]) == ("Accept-Encoding", "Accept-Encoding")
    assert small.text == plain.text
    assert small.headers["Content-Type"] == "text/javascript; charset=utf-8"


async def test_it_is_pressed_as_small_as_gzip_can(gateway: Gateway) -> None:
    whole = (await gateway.http.get("/widget/en.js")).content
    assert await sent(gateway, "/widget/en.js") == len(gzip.compress(whole, 9, mtime=0))


async def test_a_browser_keeps_the_chat_for_as_long_as_it_is_the_same(gateway: Gateway) -> None:
    kept = {
        path: (await gateway.http.get(path)).headers["Cache-Control"]
        for path in ("/widget.js", f"/widget/en.js?v={version()}", "/widget/en.js?v=another")
    }
    assert list(kept.values()) == [
        "public, max-age=60", "public, max-age=31536000, immutable", "public, max-age=60",
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["xx", "xx-cards", "en-cards-cards", "element", ".."])
async def test_a_script_that_there_is_not_is_not_found(gateway: Gateway, name: str) -> None:
    answer = await gateway.http.get(f"/widget/{name}.js")
    assert answer.status_code == 404


async def test_a_new_playbook_greets_anew(gateway: Gateway, tmp_path: Path) -> None:
    assert "utter" not in (await gateway.http.get("/widget.js")).text
    assert "Not sure which plan fits?" in (await gateway.http.get("/widget.js")).text
    shutil.copytree(ROOT / "playbook", tmp_path / "new/playbook")
    site = tmp_path / "new/playbook/site.yml"
    before, _, _ = site.read_text("utf-8").partition("greetings:")
    greeting = "{when: {page: /x9*}, greet: utter_greeting_campaign}"
    site.write_text(f"{before}greetings:\n  - {greeting}\n", "utf-8")
    marketer = App(gateway.app.settings, root=tmp_path / "new")
    assert await marketer.import_playbook()
    await marketer.close()
    await gateway.app.keep_up()  # what a running process does every five seconds
    now = (await gateway.http.get("/widget.js")).text
    assert '"/x9*"' in now
    assert "Not sure which plan fits?" not in now
