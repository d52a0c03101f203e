"""The widget alone, in Chromium, against a small server that speaks its interface (fake_server.py)."""

from __future__ import annotations

import gzip

from playwright.sync_api import Browser, expect

from bot import widget
from tests.browser.conftest import PHONE, Visit
from tests.browser.fake_server import FakeServer
from tests.browser.widget_page import chat_with, memory_of, said, say


def test_nothing_is_stored_or_asked_before_the_visitor_interacts(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    expect(page.get_by_role("button", name="Open chat")).to_be_visible()
    page.mouse.wheel(0, 900)
    page.get_by_role("link", name="Pricing").first.click()
    page.wait_for_url("**/pricing/")
    assert fake.paths("POST") == fake.paths("GET") == []
    assert page.evaluate("localStorage.length + sessionStorage.length + document.cookie.length") == 0


def test_opening_starts_the_chat_and_moves_the_focus_into_the_input(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    expect(chat_with(page)).to_be_focused()
    started = fake.bodies("/api/chat/start")[0]
    assert started["page"]["url"] == fake.address + "/"
    assert started["timezone"] == "Europe/London"
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog", name="Tidewater")).to_be_hidden()
    expect(page.get_by_role("button", name="Open chat")).to_be_focused()


def test_a_message_is_echoed_at_once_and_shown_once(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    fake.delay = 2
    say(page, "We need reports")
    expect(said(page).nth(2)).to_have_text("We need reports", timeout=1_500)
    expect(page.locator("bantam-chat .typing.on")).to_be_attached()
    expect(said(page)).to_have_count(4)
    page.wait_for_timeout(600)  # the stream brings the same messages again
    assert said(page).all_inner_texts()[2:] == ["We need reports", "Thanks, noted. Who decides about that?"]
    expect(page.locator("bantam-chat .typing.on")).to_have_count(0)


def test_choices_stand_under_the_last_message_and_travel_as_ids(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    page.get_by_role("button", name="Reporting").click()
    expect(page.get_by_role("button", name="I decide")).to_be_visible()
    expect(page.get_by_role("button", name="Reporting")).to_have_count(0)
    assert fake.bodies("/api/chat/say")[0]["choice"] == "choice_2_1"
    assert said(page).all_inner_texts()[2] == "Reporting"


def test_a_reload_and_another_page_carry_the_open_chat_on(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    say(page, "We need reports")
    expect(said(page)).to_have_count(4)
    page.reload()
    expect(said(page)).to_have_count(4)
    page.get_by_role("link", name="Pricing").first.click()
    page.wait_for_url("**/pricing/")
    expect(page.get_by_role("dialog", name="Tidewater")).to_be_visible()
    expect(said(page)).to_have_count(4)
    assert fake.paths().count("/api/chat/start") == 1
    assert fake.bodies("/api/chat/visit")[-1]["page"]["url"] == fake.address + "/pricing/"


def test_start_over_asks_and_begins_a_new_chat(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    say(page, "We need reports")
    expect(said(page)).to_have_count(4)
    page.get_by_role("button", name="More").click()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("alertdialog", name="Start over?")
    expect(dialog.get_by_role("button", name="Carry on")).to_be_focused()
    dialog.get_by_role("button", name="Start over").click()
    expect(said(page)).to_have_count(2)
    assert fake.paths().count("/api/chat/reset") == 1


def test_delete_my_data_asks_first_and_leaves_nothing(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Delete my data").click()
    page.keyboard.press("Escape")
    assert "/api/chat/erase" not in fake.paths()
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name="Delete my data").click()
    fake.fail_next("erase", 503, detail="Not now. Please try again in a minute.")
    page.get_by_role("button", name="Delete it all").click()
    expect(page.get_by_role("alert")).to_have_text("Not now. Please try again in a minute.")
    page.get_by_role("button", name="Delete it all").click()
    expect(
        page.get_by_text("Deleted: this chat, what you told us, and any meeting you booked. We kept nothing.")
    ).to_be_visible()
    assert memory_of(page) is None
    assert fake.conversations == {}
    page.get_by_role("button", name="Start a new chat").click()
    expect(said(page)).to_have_count(2)


def test_the_page_can_ask_and_listen_and_link_to_the_chat(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    page.evaluate("""() => {
        window.heard = [];
        for (const name of ["bantam-open", "bantam-message", "bantam-close"])
            addEventListener(name, () => heard.includes(name) || heard.push(name));
    }""")
    page.get_by_role("link", name="Talk to us").first.click()
    expect(page.get_by_role("dialog", name="Tidewater")).to_be_visible()
    page.evaluate("document.querySelector('bantam-chat').ask('What does it cost?')")
    expect(said(page)).to_have_count(4)
    page.evaluate("document.querySelector('bantam-chat').close()")
    assert page.evaluate("heard") == ["bantam-open", "bantam-message", "bantam-close"]
    assert fake.bodies("/api/chat/say")[0]["text"] == "What does it cost?"


def test_the_input_is_shaped_by_what_the_bot_asks_for(visit: Visit) -> None:
    page = visit("/")
    field = chat_with(page)
    say(page, "mail")
    expect(field).to_have_attribute("inputmode", "email")
    expect(field).to_have_attribute("autocomplete", "email")


def test_a_phone_shows_the_chat_full_screen_and_never_over_a_new_page(
    fake: FakeServer, browser: Browser, visit: Visit
) -> None:
    phone = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = visit("/", phone)
    page.get_by_role("button", name="Open chat").tap()
    expect(said(page)).to_have_count(2)
    page.wait_for_timeout(300)
    panel = page.get_by_role("dialog", name="Tidewater")
    assert panel.bounding_box() == {"x": 0, "y": 0, **PHONE}
    page.goto(fake.address + "/pricing/")
    expect(page.get_by_role("button", name="Open chat")).to_be_visible()
    expect(panel).to_be_hidden()
    phone.close()


def test_a_page_without_any_attribute_or_style_works_too(visit: Visit) -> None:
    page = visit("/plain")
    chat_with(page)
    expect(page.get_by_role("dialog", name="Chat with us")).to_be_visible()


def test_what_a_page_loads_before_a_chat_opens_is_small() -> None:
    assert len(gzip.compress(widget.launcher_script().encode())) < 15_000
