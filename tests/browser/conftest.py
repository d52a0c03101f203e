"""Chromium, the widget's fake server, and a page that must end without a fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, sync_playwright

from tests.browser.company_pages import CompanyPages
from tests.browser.embedded import CHAT, COLLECT, Embed
from tests.browser.fake_server import FakeServer

DESKTOP: ViewportSize = {"width": 1280, "height": 860}
PHONE: ViewportSize = {"width": 390, "height": 844}
Scheme = Literal["light", "dark"]
Visit = Callable[..., Page]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def fake() -> Iterator[FakeServer]:
    server = FakeServer()
    yield server
    server.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=DESKTOP, locale="en-GB", timezone_id="Europe/London")
    context.set_default_timeout(8_000)
    yield context
    context.close()


@pytest.fixture
def visit(fake: FakeServer, context: BrowserContext) -> Iterator[Visit]:
    """Opens a page of the site; none may end with a fault of the script or of the content security policy."""
    faults: list[str] = []

    def visit(path: str = "/", on: BrowserContext = context) -> Page:
        page = on.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda line: faults.append(line.text) if "Security Policy" in line.text else None)
        page.goto(fake.address + path)
        return page

    yield visit
    assert faults == []


@pytest.fixture
def company(fake: FakeServer) -> Iterator[CompanyPages]:
    site = CompanyPages()
    fake.allowed_origins.add(site.address)
    yield site
    site.close()


@pytest.fixture
def embed(company: CompanyPages, context: BrowserContext, fake: FakeServer) -> Iterator[Embed]:
    """Opens a page of the company's website, {script} and {chat} filled in; it may have no fault."""
    faults: list[str] = []
    context.add_init_script(COLLECT)

    def embed(html: str, script: str = "", **headers: str) -> Page:
        tag = script or f'<script src="{fake.address}/widget.js" async></script>'
        opened = context.new_page()
        opened.on("pageerror", lambda error: faults.append(str(error)))
        opened.goto(company.put("/", html.replace("{script}", tag).replace("{chat}", CHAT), **headers))
        return opened

    yield embed
    assert faults == []
