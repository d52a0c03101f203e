"""A link in a mail takes a chat up again in the widget, on a page of its own and on any page that has it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot.clock import SystemClock
from bot.leads.links import Links, carry_on_url
from bot.settings import ROOT, load_settings
from tests.browser.conftest import PHONE, Visit
from tests.browser.fake_answers import bot, visitor
from tests.browser.fake_server import Conversation, FakeServer
from tests.browser.widget_page import chat_with, memory_of, said, say
from tests.processes import Processes
from tests.visitor import Visitor

BACK = "Welcome back, let's carry on."


@pytest.fixture
def earlier(fake: FakeServer) -> Conversation:
    """A conversation that began on another device; the link `abc` leads to it."""
    conversation = Conversation()
    fake.conversations["token of the desk"] = fake.links["abc"] = conversation
    fake.add(conversation, bot("What would you like to do with your data?"))
    fake.add(conversation, visitor("reports"))
    return conversation


def shown(page: Page) -> list[str]:
    return said(page).all_inner_texts()


@pytest.mark.parametrize("path", ["/chat", "/", "/pricing/"])
def test_the_chat_opens_with_all_that_was_said_and_goes_on(
    fake: FakeServer, visit: Visit, earlier: Conversation, path: str
) -> None:
    page = visit(f"{path}#carry-on=abc")
    expect(said(page)).to_have_count(3)
    assert shown(page) == ["What would you like to do with your data?", "reports", BACK]
    say(page, "We need them weekly")
    expect(said(page)).to_have_count(5)
    assert earlier.messages[3]["text"] == "We need them weekly"
    assert "/api/chat/start" not in fake.paths()


def test_the_link_leaves_the_address_bar_and_is_told_to_nobody_else(
    fake: FakeServer, visit: Visit, earlier: Conversation
) -> None:
    page = visit("/chat?from=mail#carry-on=abc")
    expect(said(page)).to_have_count(3)
    assert page.url == f"{fake.address}/chat?from=mail"
    [body] = fake.bodies("/api/chat/resume")
    assert body["link"] == "abc"
    assert body["page"]["url"] == page.url
    assert body["timezone"] == "Europe/London"
    assert "abc" not in str(memory_of(page))
    page.reload()
    expect(said(page)).to_have_count(3)
    assert len(fake.bodies("/api/chat/resume")) == 1


def test_a_chat_of_this_browser_gives_way_to_it_in_every_tab(
    fake: FakeServer, visit: Visit, earlier: Conversation
) -> None:
    page = visit("/")
    chat_with(page)
    say(page, "What does it cost?")
    expect(said(page)).to_have_count(4)
    mail = visit("/chat#carry-on=abc")
    expect(said(mail)).to_have_count(3)
    expect(said(page)).to_have_count(3)
    assert shown(page) == shown(mail)


def test_a_link_that_is_followed_on_an_open_page_works_too(visit: Visit, earlier: Conversation) -> None:
    page = visit("/chat")
    expect(said(page)).to_have_count(2)
    page.evaluate("location.hash = '#carry-on=abc'")
    expect(said(page).last).to_have_text(BACK)
    assert shown(page)[1] == "reports"


def test_what_another_device_says_comes_here_too(
    fake: FakeServer, visit: Visit, earlier: Conversation
) -> None:
    page = visit("/chat#carry-on=abc")
    expect(said(page)).to_have_count(3)
    fake.add(earlier, bot("Said on the desk."))
    expect(said(page).last).to_have_text("Said on the desk.")


def test_a_link_that_is_too_old_says_so_and_offers_a_new_chat(fake: FakeServer, visit: Visit) -> None:
    page = visit("/chat#carry-on=old")
    expect(page.get_by_role("status").filter(has_text="This link is too old.")).to_be_visible()
    assert fake.paths() == ["/api/chat/resume"]
    page.get_by_role("button", name="Start a new chat").click()
    expect(said(page)).to_have_count(2)
    say(page, "hello")
    expect(said(page)).to_have_count(4)


def test_a_link_that_is_too_old_leaves_a_running_chat_as_it_is(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    say(page, "We need reports")
    expect(said(page)).to_have_count(4)
    mail = visit("/chat#carry-on=old")
    expect(said(mail)).to_have_count(4)
    expect(mail.locator("bantam-chat .notice")).to_have_text("This link is too old. Start a new chat.")
    say(mail, "Which plan has them?")
    expect(said(mail)).to_have_count(6)


def test_when_the_server_is_away_the_link_is_tried_again(
    fake: FakeServer, visit: Visit, earlier: Conversation
) -> None:
    fake.fail_next("resume", 503)
    page = visit("/chat#carry-on=abc")
    page.get_by_role("button", name="Try again").click()
    expect(said(page)).to_have_count(3)


def test_the_page_of_the_chat_is_always_open_and_has_nothing_to_close(visit: Visit) -> None:
    page = visit("/chat")
    expect(said(page)).to_have_count(2)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Tidewater")).to_be_visible()
    expect(page.get_by_role("button", name="Close chat")).to_have_count(0)
    expect(page.get_by_role("button", name="Open chat")).to_have_count(0)
    expect(page.get_by_role("link", name="How we treat your details")).to_be_visible()


@pytest.mark.parametrize("width", [320, 390, 600, 1280])
def test_the_page_of_the_chat_fits(browser: Browser, visit: Visit, earlier: Conversation, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": PHONE["height"]})
    page = visit("/chat#carry-on=abc", context)
    expect(said(page)).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.evaluate("document.documentElement.scrollHeight") <= PHONE["height"]
    field = page.get_by_role("textbox", name="Write a message").bounding_box()
    assert field
    assert field["y"] + field["height"] <= PHONE["height"]
    context.close()


def test_the_real_chat_is_taken_up_from_the_real_page(product: Processes, context: BrowserContext) -> None:
    context.set_default_timeout(20_000)
    desk = Visitor(product.url)
    desk.say("we need dashboards")
    settings = load_settings(ROOT, product.environment)
    now = SystemClock(settings.clock_offset).now()
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    page.goto(carry_on_url(Links(settings.secret_key), product.url, desk.conversation, now))
    expect(said(page).last).to_have_text("Back to the budget: roughly how much, if you know?", timeout=20_000)
    assert shown(page)[2:4] == ["we need dashboards", desk.last["text"]]
    say(page, "60k EUR a year")
    expect(said(page).last).to_contain_text("signs off", timeout=20_000)
    assert [m["text"] for m in desk.history() if m["from"] == "visitor"][-1] == "60k EUR a year"
    assert page.url == f"{product.url}/chat"
    assert faults == []
