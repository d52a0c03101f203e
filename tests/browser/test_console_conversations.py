"""A visitor in the widget and a rep in the console, each in a browser of their own, on the real processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.demo.sign_ins import sign_ins
from bot.settings import load_settings
from tests.browser.axe import findings
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_walk import ANSWER, answer, keep_picture, open_chat
from tests.browser.widget_page import menu, said, say
from tests.processes import ROOT, Processes


@contextmanager
def browsing(browser: Browser, faults: list[str], **more: object) -> Iterator[Page]:
    """A page of somebody's own; a fault of a script or of the content security policy fails the test."""
    context: BrowserContext = browser.new_context(  # type: ignore[arg-type]
        **{"viewport": DESKTOP, "locale": "en-GB", "timezone_id": "Europe/Berlin", **more}
    )
    context.set_default_timeout(ANSWER)
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Security Policy" in line.text else None)
    yield page
    context.close()


@pytest.fixture
def faults() -> Iterator[list[str]]:
    found: list[str] = []
    yield found
    assert found == []


@pytest.fixture
def visitor(browser: Browser, product: Processes, faults: list[str]) -> Iterator[Page]:
    with browsing(browser, faults) as page:
        open_chat(page, product)
        yield page


@pytest.fixture
def rep(browser: Browser, product: Processes, faults: list[str]) -> Iterator[Page]:
    """Dana, at the list of conversations; off duty when the test is over."""
    with browsing(browser, faults) as page:
        sign_in(page, product, "dana")
        yield page
        page.goto(f"{product.url}/console/conversations")
        if page.get_by_role("switch").get_attribute("aria-checked") == "true":
            page.get_by_role("switch").click()


def sign_in(page: Page, product: Processes, who: str) -> None:
    settings = load_settings(ROOT, product.environment)
    one = next(one for one in sign_ins(settings) if who in (one.role, one.email.partition("@")[0]))
    page.goto(f"{product.url}/console/conversations")
    page.get_by_label("E-mail").fill(one.email)
    page.get_by_label("Password").fill(one.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Conversations")).to_be_visible()


def on_duty(page: Page) -> None:
    page.get_by_role("switch", name="I take chats").click()
    expect(page.get_by_role("switch", name="I take chats")).to_be_checked()


def open_last(page: Page) -> None:
    """The conversation that is spoken in just now, or in which somebody waits."""
    page.locator("tbody .cover").first.click()
    expect(page.get_by_role("log")).to_be_visible()


def test_a_rep_joins_a_visitor_who_waits_talks_and_hands_back(visitor: Page, rep: Page) -> None:
    on_duty(rep)
    answer(visitor, "We need dashboards for the management team", "budget")
    say(visitor, "I want to talk to a human")
    expect(said(visitor).last).to_contain_text("Dana Köhler, who is here now")
    row = rep.get_by_role("row").filter(has_text="Waiting")  # the list is live
    expect(row.first).to_contain_text("Here now")
    expect(rep.locator(".rail-list .rail-count")).to_have_text("1", timeout=60_000)
    keep_picture(rep, "conversations")
    open_last(rep)
    expect(rep.get_by_role("region", name="What they said")).to_contain_text("dashboards")
    rep.get_by_role("button", name="Join").click()
    expect(said(visitor).last).to_have_text("Dana Köhler has joined. You're talking to a person now.")

    box = rep.get_by_role("textbox", name="Write to the visitor")
    expect(box).to_be_focused()
    box.fill("Hello,")
    box.press("Shift+Enter")
    box.press_sequentially("how can I help?")
    box.press("Enter")
    expect(box).to_have_value("")
    expect(said(visitor).last).to_contain_text("how can I help?")
    expect(rep.get_by_role("log")).to_contain_text("how can I help?")
    say(visitor, "<b>Do you</b> speak French?")
    expect(rep.get_by_role("log")).to_contain_text("<b>Do you</b> speak French?")
    box.press_sequentially("half a sen")  # what is being written stays while news come
    say(visitor, "Or German?")
    expect(rep.get_by_role("log")).to_contain_text("Or German?")
    expect(box).to_have_value("half a sen")
    assert findings(rep, "html") == []
    keep_picture(rep, "conversation")
    keep_picture(visitor, "visitor-with-a-rep")

    rep.get_by_role("button", name="Hand back to the bot").click()
    expect(rep.get_by_role("log")).to_contain_text("Dana Köhler has left")
    expect(said(visitor).last).to_contain_text("budget")
    answer(visitor, "80k EUR a year", "signs off")
    expect(rep.get_by_role("region", name="What they said")).to_contain_text("80,000")
    expect(rep.get_by_role("button", name="Join")).to_be_visible()


def test_who_comes_second_and_who_is_left_are_told(
    visitor: Page, rep: Page, browser: Browser, product: Processes, faults: list[str]
) -> None:
    answer(visitor, "We must pass our ISO 27001 audit", "budget")
    expect(rep.get_by_role("row").filter(has_text="Here now").first).to_be_visible()
    with browsing(browser, faults) as colleague:
        sign_in(colleague, product, "admin")
        open_last(colleague)
        colleague.route("**/news?*", lambda route: route.abort())  # a page that has not heard yet
        open_last(rep)
        rep.get_by_role("button", name="Join").click()
        expect(rep.get_by_role("button", name="Send")).to_be_visible()
        colleague.get_by_role("button", name="Join").click()
        expect(colleague.get_by_role("alert").first).to_contain_text("Dana Köhler has joined already.")
    menu(visitor, "Delete my data")
    visitor.get_by_role("button", name="Delete it all").click()
    expect(rep.get_by_role("alert")).to_contain_text("The visitor has deleted this chat")
    expect(rep.get_by_role("button", name="Send")).to_have_count(0)


def test_without_scripts_the_forms_do_it_all(
    visitor: Page, browser: Browser, product: Processes, faults: list[str]
) -> None:
    answer(visitor, "connect Salesforce and SAP", "budget")
    with browsing(browser, faults, java_script_enabled=False) as page:
        sign_in(page, product, "dana")
        open_last(page)
        page.get_by_role("button", name="Join").click()
        page.get_by_role("textbox", name="Write to the visitor").fill("Plainly: hello.")
        page.get_by_role("button", name="Send").click()
        expect(page.get_by_role("log")).to_contain_text("Plainly: hello.")
        expect(said(visitor).last).to_contain_text("Plainly: hello.")
        page.get_by_role("button", name="Hand back to the bot").click()
        expect(page.get_by_text("The bot answers.")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_both_pages_fit_every_screen_and_have_no_finding(
    visitor: Page, browser: Browser, product: Processes, faults: list[str], size: object, scheme: str
) -> None:
    answer(visitor, "We need dashboards", "budget")
    with browsing(browser, faults, viewport=size, color_scheme=scheme) as page:
        sign_in(page, product, "dana")
        name = f"{'phone' if size == PHONE else 'desktop'}-{scheme}"
        assert findings(page, "html") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        keep_picture(page, f"conversations-{name}")
        open_last(page)
        keep_picture(page, f"conversation-bot-{name}")
        page.get_by_role("button", name="Join").click()
        expect(page.get_by_role("button", name="Send")).to_be_visible()
        assert findings(page, "html") == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        keep_picture(page, f"conversation-{name}")
        page.get_by_role("button", name="Hand back to the bot").click()
        expect(page.get_by_role("button", name="Join")).to_be_visible()
