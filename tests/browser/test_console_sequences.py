"""Sequences in a real browser: from the list to a step's mail and a test of it, by mouse, keyboard, phone."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.consoles import Demo, demo_console

PATHS = ("", "?show=next", "/not-now?period=all", "/not-now/steps/1")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo_console(tmp_path_factory.mktemp("sequences")) as demo:
        yield demo


@pytest.fixture
def demo(served: Demo) -> Iterator[Demo]:
    served.faults.clear()
    yield served
    assert served.faults == []


def test_a_marketer_looks_at_a_step_and_sends_themselves_a_test(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context, "marketer")
    page.get_by_role("link", name="Sequences", exact=True).click()
    page.get_by_role("link", name="Not now").click()
    row = page.get_by_role("row").filter(has_text="Your notes from our chat")
    expect(row).to_contain_text("2 minutes after enrolling")
    row.click(position={"x": 20, "y": 60})  # anywhere in the row
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("Hi Sam")
    page.get_by_label("A lead's e-mail").fill("lucas@atelier-vallon.example")
    page.get_by_role("button", name="Show").click()
    expect(page.frame_locator("iframe").locator("body")).to_contain_text("Hi Lucas")
    page.get_by_role("button", name="Send me a test").click()
    expect(page.locator(".toast")).to_contain_text(f"on its way to {demo.who('marketer').email}")
    page.get_by_role("link", name="See it in the mail log").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("[Test] Your notes from our chat")


def test_the_next_sends_are_walked_through_by_keyboard(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context)
    page.goto(f"{demo.address}/console/sequences?show=next")
    expect(page.locator("tbody tr").first).to_contain_text(re.compile(r"step \d of \d"))
    page.keyboard.press("j")
    first = page.locator("tbody .cover").first
    expect(first).to_be_focused()
    name = first.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.get_by_role("region", name="What next")).to_contain_text(re.compile(r"step \d of \d"))


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_about_sequences_is_wider_than_its_screen(demo: Demo, browser: Browser, scheme: str) -> None:
    for size in (DESKTOP, PHONE):
        context = browser.new_context(viewport=size, color_scheme=scheme)  # type: ignore[arg-type]
        page = demo.signed_in(context)
        for path in PATHS:
            page.goto(f"{demo.address}/console/sequences{path}")
            wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
            assert wider <= 0, (path, size)
        context.close()
