"""What a page load costs a visitor who does not chat, over the real web process: one script, nothing kept."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, expect

from bot.bootstrap import build
from bot.settings import ROOT, Settings, load_settings
from bot.store.migrate import upgrade
from bot.web.app import create_app
from tests.browser.company_pages import CompanyPages, page

LONG = "<div style='height: 3000px'>Long</div><a href='/other'>Other</a>"
KEPT = """async () => ({
    local: { ...localStorage }, session: { ...sessionStorage }, cookie: document.cookie,
    databases: await indexedDB.databases(), caches: isSecureContext ? await caches.keys() : [],
    workers: isSecureContext ? (await navigator.serviceWorker.getRegistrations()).length : 0,
})"""
NOTHING = {"local": {}, "session": {}, "cookie": "", "databases": [], "caches": [], "workers": 0}


@pytest.fixture(scope="module")
def company() -> Iterator[CompanyPages]:
    site = CompanyPages()
    yield site
    site.close()


@pytest.fixture(scope="module")
def bantam(tmp_path_factory: pytest.TempPathFactory, company: CompanyPages) -> Iterator[str]:
    """The web process alone, with Tidewater's playbook, for the company's website. Its address."""
    folder = str(tmp_path_factory.mktemp("web"))
    settings = load_settings(ROOT, {"DEMO": "1", "DATA_DIR": folder, "ALLOWED_ORIGINS": company.address})
    with ThreadPoolExecutor() as aside:  # this thread has Playwright's event loop
        aside.submit(upgrade, settings.database_url).result()
        aside.submit(lambda: asyncio.run(_import(settings))).result()
    server = uvicorn.Server(uvicorn.Config(create_app(settings), port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join()


async def _import(settings: Settings) -> None:
    app = build(settings)
    await app.import_playbook()
    await app.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[tuple[Page, list[str]]]:
    """A page of a visitor who was never here, and the address of each request that it makes."""
    context = browser.new_context(locale="en-GB")
    opened = context.new_page()
    asked: list[str] = []
    context.on("request", lambda request: asked.append(request.url))
    yield opened, asked
    context.close()


def embedding(bantam: str, body: str = LONG) -> str:
    return page(f"{body}<bantam-chat></bantam-chat><script src='{bantam}/widget.js' defer></script>")


def test_before_the_visitor_interacts_nothing_is_kept_and_nothing_asked_but_the_script(
    visitor: tuple[Page, list[str]], company: CompanyPages, bantam: str
) -> None:
    opened, asked = visitor
    company.put("/other", embedding(bantam))
    opened.clock.install()
    opened.goto(company.put("/pricing/", embedding(bantam)) + "?utm_campaign=three-weeks")
    launcher = opened.get_by_role("button", name="Open chat")
    expect(launcher).to_be_visible()
    opened.mouse.wheel(0, 2000)
    launcher.hover()
    opened.clock.run_for(40_000)
    expect(opened.get_by_role("button", name="Not sure which plan fits?")).to_be_hidden()
    expect(opened.get_by_role("button", name="Here for the first answer")).to_be_visible()
    opened.get_by_role("link", name="Other").click()
    opened.wait_for_url("**/other")
    expect(launcher).to_be_visible()
    assert opened.evaluate(KEPT) == NOTHING
    assert opened.context.cookies() == []
    ours = [url.removeprefix(bantam) for url in asked if url.startswith(bantam)]
    assert set(ours) == {"/widget.js"}
    others = [url for url in asked if not url.startswith((bantam, company.address))]
    assert others == []


def test_a_listed_website_on_another_origin_has_a_chat(
    visitor: tuple[Page, list[str]], company: CompanyPages, bantam: str
) -> None:
    opened, asked = visitor
    opened.goto(company.put("/", embedding(bantam)))
    opened.get_by_role("button", name="Open chat").click()
    expect(opened.locator("bantam-chat .bubble").first).to_be_visible()
    assert bantam + "/api/chat/start" in asked
    assert opened.context.cookies() == []


def test_a_website_that_is_not_listed_is_told_so(visitor: tuple[Page, list[str]], bantam: str) -> None:
    opened, _ = visitor
    unlisted = CompanyPages()
    opened.goto(unlisted.put("/", embedding(bantam)))
    opened.get_by_role("button", name="Open chat").click()
    expect(opened.get_by_text("I cannot reach the chat just now.")).to_be_visible()
    unlisted.close()
