"""The demo company's website as the web process serves it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from bot.settings import ROOT, load_settings
from bot.web.app import create_app
from bot.web.guard import CONTENT_SECURITY_POLICY
from bot.web.site import NOT_FOUND, pages

PAGES = [address for address in pages() if address != NOT_FOUND]


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[httpx.AsyncClient]:
    app = create_app(load_settings(ROOT, {"DEMO": "1", "DATA_DIR": str(tmp_path)}))
    app.state.bantam = None  # the site asks for nothing of the application
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bantam") as client:
        yield client


@pytest.mark.parametrize("address", PAGES)
async def test_a_page_comes_under_the_policy_and_not_again_while_it_is_the_same(
    site: httpx.AsyncClient, address: str
) -> None:
    first = await site.get(address)
    assert (first.status_code, first.text) == (200, pages()[address])
    assert first.headers["Content-Type"] == "text/html; charset=utf-8"
    assert first.headers["Content-Security-Policy"] == CONTENT_SECURITY_POLICY
    again = await site.get(address, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = await site.get(address, headers={"If-None-Match": '"another"'})
    assert other.status_code == 200
    since = await site.get(address, headers={"If-Modified-Since": first.headers["Last-Modified"]})
    assert since.status_code == 304


async def test_a_page_without_its_slash_is_found_with_it(site: httpx.AsyncClient) -> None:
    answer = await site.get("/examples?language=de")
    assert answer.status_code == 307
    assert answer.headers["Location"] == "http://bantam/examples/?language=de"


@pytest.mark.parametrize(
    "address", ["/nothing", "/nothing/", "/404/", "/templates/base.html", "/__init__.py"]
)
async def test_what_is_no_page_and_no_file_has_a_page_that_says_so(
    site: httpx.AsyncClient, address: str
) -> None:
    answer = await site.get(address)
    assert (answer.status_code, answer.text) == (404, pages()[NOT_FOUND])


async def test_a_page_takes_no_posts(site: httpx.AsyncClient) -> None:
    answer = await site.post("/pricing/")
    assert (answer.status_code, answer.headers["Allow"]) == (405, "GET, HEAD")
