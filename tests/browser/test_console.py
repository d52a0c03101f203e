"""The console in a real browser: signing in, finding a lead, reading its story, on a screen and a phone."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import pytest
import uvicorn
from fastapi import FastAPI
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from bot.bootstrap import build
from bot.demo.seed import seed
from bot.demo.sign_ins import SignIn, sign_ins
from bot.settings import ROOT, Settings, load_settings
from bot.store.migrate import upgrade
from bot.web import console, problems
from tests.browser.conftest import DESKTOP, PHONE

Scheme = Literal["light", "dark"]
PAGES = ("", "/leads", "/conversations", "/meetings", "/sequences", "/mail", "/reports", "/settings")


@dataclass
class Demo:
    address: str
    settings: Settings
    faults: list[str] = field(default_factory=list)

    def who(self, role: str) -> SignIn:
        return next(one for one in sign_ins(self.settings) if one.role == role)

    def page(self, context: BrowserContext) -> Page:
        """A page whose faults, those of the content security policy too, fail the test."""
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on(
            "console", lambda line: self.faults.append(line.text) if "Security Policy" in line.text else None
        )
        return page

    def signed_in(self, context: BrowserContext, role: str = "admin") -> Page:
        page, one = self.page(context), self.who(role)
        page.goto(f"{self.address}/console")
        page.get_by_label("E-mail").fill(one.email)
        page.get_by_label("Password").fill(one.password)
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", level=1)).to_contain_text(one.name.split()[0])
        return page


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """The demo company's console, served from this process."""
    settings = load_settings(ROOT, {"DEMO": "1", "DATA_DIR": str(tmp_path_factory.mktemp("console"))})
    with ThreadPoolExecutor() as aside:  # this thread has Playwright's event loop
        aside.submit(upgrade, settings.database_url).result()
        aside.submit(seed, settings).result()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        app.state.bantam = build(settings)
        yield
        await app.state.bantam.close()

    app = FastAPI(lifespan=lifespan)
    problems.install(app, page=console.error_page)
    app.include_router(console.router)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning"))
    thread = threading.Thread(target=server.run)
    thread.start()
    while not server.started:
        assert thread.is_alive()
    port = server.servers[0].sockets[0].getsockname()[1]
    yield Demo(f"http://127.0.0.1:{port}", settings)
    server.should_exit = True
    thread.join()


@pytest.fixture
def demo(served: Demo) -> Iterator[Demo]:
    served.faults.clear()
    yield served
    assert served.faults == []


def test_a_lead_is_found_and_its_page_tells_the_story(
    demo: Demo, context: BrowserContext, tmp_path: Path
) -> None:
    page = demo.signed_in(context)
    page.get_by_role("link", name="Leads", exact=True).click()
    page.get_by_placeholder("Name, e-mail or company").fill("northlight")
    page.keyboard.press("Enter")
    row = page.get_by_role("row").filter(has_text="Priya Raman")
    expect(row).to_contain_text("Northlight Logistics")
    row.click(position={"x": 500, "y": 20})  # anywhere in the row
    expect(page.get_by_role("heading", name="Priya Raman")).to_be_visible()
    said = page.get_by_role("region", name="What they said")
    expect(said).to_contain_text("€55,000 a year")
    expect(said).to_contain_text("more like 55k")
    expect(said).to_contain_text("before: €40,000 a year")
    points = page.locator(".bars li:not(.bars-total) .number").all_inner_texts()
    assert sum(int(told) for told in points) == int(page.locator(".bars-total .number").inner_text())
    expect(page.get_by_role("region", name="Why Dana Köhler")).to_contain_text("Dana Köhler is the only one")
    expect(page.get_by_role("region", name="What next")).to_contain_text("Confirmed")
    expect(page.get_by_role("region", name="What they agreed to")).to_contain_text("May we use these details")
    expect(page.get_by_role("region", name="Transcript")).to_contain_text("all by hand in Excel")


def test_filters_apply_when_they_are_chosen_and_can_be_cleared(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context)
    page.goto(f"{demo.address}/console/leads")
    page.get_by_label("Stage").select_option("nurture")
    expect(page).to_have_url(f"{demo.address}/console/leads?q=&stage=nurture&owner=")
    expect(page.locator("tbody .pill").first).to_have_text("In nurture")
    page.get_by_role("link", name="Clear").click()
    expect(page).to_have_url(f"{demo.address}/console/leads")


def test_the_console_can_be_used_by_keyboard_alone(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context)
    page.goto(f"{demo.address}/console/leads")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the page")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_placeholder("Name, e-mail or company")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("tbody .cover").nth(1)
    expect(second).to_be_focused()
    name = second.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_task_is_done_and_taken_back(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context)
    tasks = page.get_by_role("region", name="Open tasks")
    expect(tasks).to_contain_text("Olivia Santos")
    tasks.get_by_role("button", name="Done").click()
    expect(page.get_by_role("region", name="Open tasks")).to_contain_text("Nothing waits for a person")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("region", name="Open tasks")).to_contain_text("Olivia Santos")


def test_a_mail_is_shown_as_people_get_it(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context)
    page.goto(f"{demo.address}/console/mail?to=priya.raman@northlight-logistics.example")
    page.locator("tbody .cover").first.click()
    frame = page.frame_locator("iframe")
    expect(frame.locator("body")).to_contain_text("Dana Köhler")
    with page.expect_download() as download:
        page.get_by_role("link", name="Invite (.ics)").click()
    assert Path(download.value.path()).read_text().startswith("BEGIN:VCALENDAR")


def test_an_error_says_what_to_do(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context, "marketer")
    page.goto(f"{demo.address}/console/meetings")
    expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()
    page.get_by_role("link", name="Go to Today").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ida")
    page.goto(f"{demo.address}/console/leads/lead_none")
    expect(page.get_by_text("The list shows the leads that you may see")).to_be_visible()
    page.goto(f"{demo.address}/console/nothing/here")
    expect(page.get_by_text("There is nothing at this address")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_page_is_wider_than_its_screen(
    demo: Demo, browser: Browser, size: ViewportSize, scheme: Scheme
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = demo.signed_in(context)
    for path in PAGES:
        page.goto(f"{demo.address}/console{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    page.goto(f"{demo.address}/console/leads?q=priya")
    page.locator(".cover").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Priya Raman")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_on_a_phone_the_rail_is_a_bar_below_and_the_rest_is_under_more(demo: Demo, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE)
    page = demo.signed_in(context)
    rail = page.locator(".rail").bounding_box()
    assert rail is not None
    assert rail["y"] > PHONE["height"] - 90
    page.get_by_text("More").click()
    page.locator(".rail-sheet").get_by_role("link", name="Reports").click()
    expect(page.get_by_role("heading", name="From hello to a meeting")).to_be_visible()
    page.get_by_text("More").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"{demo.address}/console/leads")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()
