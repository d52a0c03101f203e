"""The widget's manners: what hurried hands, small windows and input methods meet."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.browser.fake_answers import bot
from tests.browser.fake_server import FakeServer
from tests.browser.widget_page import chat_with, menu, said, say, tell


@pytest.fixture
def phone(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="en-GB")
    context.set_default_timeout(8_000)
    yield context
    context.close()


def inside(page: Page) -> bool:
    """Whether the focus is somewhere in the chat."""
    return bool(page.evaluate("!!document.querySelector('bantam-chat').shadowRoot.activeElement"))


def test_a_double_click_opens_the_chat_and_leaves_it_open(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    page.get_by_role("button", name="Close chat").first.click()
    page.get_by_role("button", name="Open chat").dblclick()
    expect(page.get_by_role("dialog", name="Tidewater")).to_be_visible()
    page.locator("bantam-chat .launcher").click()
    expect(page.get_by_role("dialog", name="Tidewater")).to_be_hidden()


def test_the_enter_that_ends_a_word_in_safaris_input_method_sends_nothing(
    fake: FakeServer, visit: Visit
) -> None:
    page = visit("/")
    field = chat_with(page)
    field.fill("\u65e5\u672c")
    field.evaluate("""field => field.dispatchEvent(new KeyboardEvent("keydown", {
        key: "Enter", keyCode: 229, isComposing: false, bubbles: true, cancelable: true }))""")
    expect(field).to_have_value("\u65e5\u672c")
    page.keyboard.press("Enter")
    expect(said(page)).to_have_count(4)
    assert len(fake.bodies("/api/chat/say")) == 1


def test_the_escape_that_leaves_an_input_methods_word_leaves_the_chat_open(visit: Visit) -> None:
    page = visit("/")
    field = chat_with(page)
    field.evaluate("""field => field.dispatchEvent(new KeyboardEvent("keydown", {
        key: "Escape", isComposing: true, bubbles: true, cancelable: true }))""")
    expect(page.get_by_role("button", name="Close chat").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Open chat")).to_be_visible()


def test_what_an_input_method_makes_too_long_is_cut_when_its_word_ends(
    visit: Visit, context: BrowserContext
) -> None:
    page = visit("/")
    field = chat_with(page)
    field.fill("a" * 999)
    ime = context.new_cdp_session(page)
    ime.send(
        "Input.imeSetComposition", {"selectionStart": 3, "selectionEnd": 3, "text": "\u306b\u307b\u3093"}
    )
    ime.send("Input.insertText", {"text": "\u65e5\u672c\u8a9e"})
    expect(field).to_have_value("a" * 999 + "\u65e5")
    expect(page.get_by_text("It is cut to 1,000 characters.")).to_be_visible()


def test_a_refused_message_that_is_taken_back_leaves_what_was_begun_meanwhile(
    fake: FakeServer, visit: Visit
) -> None:
    page = visit("/")
    field = chat_with(page)
    fake.fail_next("say", 422, detail="That is not allowed here.")
    say(page, "Something odd")
    field.fill("and a second thought")
    page.get_by_role("button", name="Edit").click()
    expect(field).to_have_value("Something odd\nand a second thought")


def test_who_tries_again_by_keyboard_stays_in_the_chat(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    fake.fail_next("say", 429, headers={"Retry-After": "90"})
    say(page, "We need reports")
    page.get_by_role("button", name="Try again").press("Enter")
    expect(said(page)).to_have_count(4)
    assert inside(page)


def test_who_is_on_a_choice_that_goes_stays_in_the_chat(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    page.get_by_role("button", name="Analytics").focus()
    fake.add(fake.conversation, bot("A word from a colleague."))
    expect(page.get_by_role("button", name="Analytics")).to_have_count(0)
    assert inside(page)


def test_an_address_of_mail_opens_no_empty_tab_and_brackets_belong_to_an_address(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    tell(page, "say: [Mail](mailto:m@b.example) or [that](https://a.example/Foo_(bar)).")
    expect(page.get_by_role("link", name="Mail")).not_to_have_attribute("target", "_blank")
    expect(page.get_by_role("link", name="that")).to_have_attribute("href", "https://a.example/Foo_(bar)")
    expect(said(page).last).to_have_text("Mail or that.")


def test_a_few_flags_alone_are_large(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    say(page, "\U0001f1e9\U0001f1ea \U0001f1eb\U0001f1f7")
    expect(said(page).nth(2)).to_have_class("bubble big")


def test_a_pinch_magnifies_the_chat_and_does_not_shrink_it(visit: Visit, phone: BrowserContext) -> None:
    page = visit("/", phone)
    chat_with(page)
    phone.new_cdp_session(page).send("Emulation.setPageScaleFactor", {"pageScaleFactor": 2})
    page.wait_for_function("visualViewport.scale === 2")
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
    height = page.locator("bantam-chat .panel").evaluate("(node) => node.offsetHeight")
    assert height == PHONE["height"]


def test_on_a_small_screen_the_focus_never_goes_below_the_chat(visit: Visit, phone: BrowserContext) -> None:
    page = visit("/", phone)
    chat_with(page)
    expect(page.get_by_role("dialog", name="Tidewater")).to_have_attribute("aria-modal", "true")
    for key in ("Tab", "Shift+Tab"):
        for _ in range(10):
            page.keyboard.press(key)
            assert inside(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Open chat")).to_be_focused()


def test_beside_a_page_the_chat_says_that_it_is_not_all_there_is(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    expect(page.get_by_role("dialog", name="Tidewater")).to_have_attribute("aria-modal", "false")


@pytest.mark.parametrize("size", [(640, 400), (844, 390), (320, 420)])
def test_a_low_window_uses_all_its_height_and_begins_with_the_greeting(
    browser: Browser, visit: Visit, size: tuple[int, int]
) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-GB")
    page = visit("/", context)
    chat_with(page)
    box = page.get_by_role("dialog", name="Tidewater").bounding_box()
    assert box
    assert round(box["height"]) == (size[1] if size[0] < 480 else size[1] - 40)
    expect(said(page).first).to_be_in_viewport(ratio=1)
    context.close()


def test_what_goes_on_below_has_a_way_that_leads_there(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    down = page.get_by_role("button", name="New message")
    expect(down).to_be_hidden()
    tell(page, "say: " + "A long answer. " * 60)
    expect(down).to_be_visible()
    fake.add(fake.conversation, bot("The end."))
    expect(said(page).last).to_have_text("The end.")
    down.click()
    expect(said(page).last).to_be_in_viewport(ratio=1)
    expect(down).to_be_hidden()


@pytest.mark.parametrize("path", ["/", "/plain"])
def test_while_the_chat_loads_it_shows_without_motion_too(browser: Browser, visit: Visit, path: str) -> None:
    context = browser.new_context(viewport=DESKTOP, locale="en-GB", reduced_motion="reduce")
    context.route("**/widget/en.js*", lambda route: None)
    page = visit(path, context)
    page.get_by_role("button", name="Open chat").click()
    expect(page.locator("bantam-chat .launcher .chat")).to_have_css("opacity", "0.5")
    context.close()


def test_delete_my_data_leaves_nothing_in_other_tabs_either(fake: FakeServer, visit: Visit) -> None:
    page, other = visit("/"), visit("/pricing/")
    chat_with(page)
    other.reload()
    expect(said(other)).to_have_count(2)
    menu(page, "Delete my data")
    page.get_by_role("button", name="Delete it all").click()
    expect(other.get_by_role("button", name="Start a new chat")).to_be_visible()
    for tab in (page, other):
        assert tab.evaluate("[{ ...localStorage }, { ...sessionStorage }]") == [{}, {}]


def test_a_chat_that_does_not_load_says_what_to_do(visit: Visit, context: BrowserContext) -> None:
    page = visit("/")
    page.route("**/widget/en.js*", lambda route: route.abort())
    page.get_by_role("button", name="Open chat").click()
    again = page.get_by_role("button", name="I cannot reach the chat just now. Try again")
    expect(again).to_be_visible()
    page.unroute("**/widget/en.js*")
    again.click()
    expect(said(page)).to_have_count(2)


def test_who_cannot_start_over_is_told_so_and_keeps_the_chat(
    fake: FakeServer, visit: Visit, context: BrowserContext
) -> None:
    page = visit("/")
    chat_with(page)
    tell(page, "We need reports")
    menu(page, "Start over")
    context.set_offline(True)
    again = page.get_by_role("alertdialog").get_by_role("button", name="Start over")
    again.click()
    expect(page.get_by_role("alert")).to_have_text("I cannot reach the chat just now.")
    expect(said(page)).to_have_count(4)
    context.set_offline(False)
    again.click()
    expect(said(page)).to_have_count(2)
    tell(page, "We need dashboards")
    expect(said(page).nth(2)).to_have_text("We need dashboards")
