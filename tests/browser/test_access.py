"""The widget for everybody: WCAG 2.2 AA by axe in every state, and what no program finds by looking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from bot import widget
from tests.browser.axe import STILL, findings
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.browser.fake_server import FakeServer
from tests.browser.widget_page import chat_with, menu, said, say

LOOKS: dict[str, dict[str, Any]] = {
    "light": {"viewport": DESKTOP},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "phone": {"viewport": PHONE, "has_touch": True, "is_mobile": True},
    "narrow and dark": {"viewport": {"width": 320, "height": 480}, "color_scheme": "dark"},
    "more contrast": {"viewport": DESKTOP, "contrast": "more"},
    "forced colours": {"viewport": DESKTOP, "forced_colors": "active"},
}
REP: dict[str, Any] = {
    "from": "rep", "name": "Dana K\u00f6hler", "text": "Dana here: [our page](https://example.com), **now**.",
    "choices": [], "card": None, "asks": None,
}  # fmt: skip


@pytest.fixture(params=LOOKS)
def look(browser: Browser, request: pytest.FixtureRequest) -> Iterator[BrowserContext]:
    context = browser.new_context(locale="en-GB", timezone_id="Europe/London", **LOOKS[request.param])
    context.set_default_timeout(8_000)
    yield context
    context.close()


def tell(page: Page, text: str) -> None:
    """Says it and waits for the answer, with its card."""
    before = said(page).count()
    say(page, text)
    expect(said(page)).to_have_count(before + 2)


def test_axe_finds_nothing_in_any_state_of_a_chat(
    fake: FakeServer, visit: Visit, look: BrowserContext
) -> None:
    page = visit("/", look)
    seen: dict[str, list[str]] = {}

    def check(state: str) -> None:
        seen[state] = findings(page)

    expect(page.locator("bantam-chat .greeting")).to_be_visible()
    check("greeting")
    chat_with(page)
    check("choices")
    tell(page, "times")
    expect(page.locator("bantam-chat .slot").first).to_be_visible()
    check("slots")
    tell(page, "summary")
    page.get_by_role("button", name="Change Budget").click()
    check("a card being edited")
    page.get_by_role("textbox", name="Budget").press("Escape")
    tell(page, "booked")
    tell(page, "moved")
    tell(page, "cancelled")
    check("meetings")
    page.get_by_role("button", name="More").click()
    check("menu")
    page.get_by_role("menuitem", name="Delete my data").click()
    check("dialog")
    page.get_by_role("button", name="Keep it").click()
    fake.add(fake.conversation, REP)
    expect(page.get_by_role("heading", name="Dana K\u00f6hler")).to_be_visible()
    check("a person")
    fake.fail_next("say", 422, detail="That is not allowed here.")
    say(page, "Something odd")
    expect(page.locator("bantam-chat .note.failed")).to_be_visible()
    check("failed")
    menu(page, "Delete my data")
    page.get_by_role("button", name="Delete it all").click()
    expect(page.get_by_role("button", name="Start a new chat")).to_be_visible()
    check("erased")
    assert {state: found for state, found in seen.items() if found} == {}


def test_axe_finds_nothing_while_somebody_types_or_the_network_is_away(
    fake: FakeServer, visit: Visit, look: BrowserContext
) -> None:
    page = visit("/", look)
    chat_with(page)
    fake.delay = 3
    say(page, "We need reports")
    expect(page.locator("bantam-chat .typing.on")).to_be_attached()
    assert findings(page) == []
    expect(said(page)).to_have_count(4)
    fake.delay = 0
    look.set_offline(True)
    say(page, "And dashboards")
    expect(page.get_by_text("You are offline")).to_be_visible()
    assert findings(page) == []
    look.set_offline(False)


def test_axe_finds_nothing_where_the_chat_cannot_be_reached(
    fake: FakeServer, visit: Visit, look: BrowserContext
) -> None:
    page = visit("/", look)
    fake.fail_next("start", 503, detail="We are away for a moment.")
    page.get_by_role("button", name="Open chat").click()
    expect(page.get_by_role("button", name="Try again")).to_be_visible()
    assert findings(page) == []


@pytest.mark.parametrize("language", ["ar", "ja"])
def test_axe_finds_nothing_in_another_language(visit: Visit, language: str) -> None:
    words = widget.words()[language]
    page = visit("/")
    page.evaluate("(language) => document.querySelector('bantam-chat').lang = language", language)
    page.get_by_role("button", name=words["launcher"]["launch"]).click()
    expect(said(page)).to_have_count(2)
    page.get_by_role("textbox", name=words["launcher"]["input"]).fill("summary")
    page.keyboard.press("Enter")
    expect(page.locator("bantam-chat .lines")).to_be_visible()
    assert findings(page) == []


def test_axe_finds_nothing_on_a_page_of_its_own(visit: Visit, look: BrowserContext) -> None:
    page = visit("/chat", look)
    expect(said(page)).to_have_count(2)
    assert findings(page, "body") == []


FOCUSED = """() => {
    let one = document.activeElement;
    while (one.shadowRoot && one.shadowRoot.activeElement) one = one.shadowRoot.activeElement;
    return one.getAttribute("aria-label") || one.textContent.trim() || one.className;
}"""
RING = """() => {
    let one = document.activeElement;
    while (one.shadowRoot && one.shadowRoot.activeElement) one = one.shadowRoot.activeElement;
    const ring = getComputedStyle(one.matches("textarea") ? one.closest(".box") : one);
    return ring.outlineStyle === "solid" ? parseFloat(ring.outlineWidth) : 0;
}"""


def tab_through(page: Page, stops: int, key: str = "Tab") -> list[str]:
    """The names of what has the focus, one after the other; each shows a ring of two pixels."""
    names = []
    for _ in range(stops):
        page.keyboard.press(key)
        names.append(str(page.evaluate(FOCUSED)))
        assert page.evaluate(RING) >= 2, f"no ring around {names[-1]}"
    return names


def test_everything_is_reached_with_the_keyboard_in_the_order_in_which_it_is_read(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    tell(page, "times")
    expect(page.locator("bantam-chat .slot").first).to_be_visible()
    page.keyboard.press("Shift+Tab")
    page.locator("bantam-chat").get_by_role("button", name="More").focus()
    around = tab_through(page, 7)
    assert around[:2] == ["Close chat", "Messages"]
    assert around[2:5] == page.locator("bantam-chat .slot").evaluate_all(
        "(all) => all.map((one) => one.getAttribute('aria-label'))"
    )
    assert around[5:] == ["Write a message", "Send"]


def test_no_key_is_caught_but_in_the_question_before_a_deletion(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    assert "Close chat" in tab_through(page, 2)  # Send, then the launcher, which closes it
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.tagName") != "BANTAM-CHAT"
    page.get_by_role("button", name="More").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    dialog = page.get_by_role("alertdialog")
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    held = tab_through(page, 2) + tab_through(page, 2, "Shift+Tab")
    assert set(held) == {"Delete it all", "Keep it"}
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="More")).to_be_focused()


def test_the_focus_returns_to_where_it_came_from(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    tell(page, "summary")
    change = page.get_by_role("button", name="Change Budget")
    change.focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("textbox", name="Budget")).to_be_focused()
    page.keyboard.press("Escape")
    expect(change).to_be_focused()
    page.get_by_role("button", name="More").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="More")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Open chat")).to_be_focused()


ROOT = 'document.querySelector("bantam-chat").shadowRoot'
SMALL = (
    f"() => [...{ROOT}.querySelectorAll('button, input:not([aria-hidden])')]"
    """
    .filter((one) => one.checkVisibility({ visibilityProperty: true }))
    .map((one) => [one.getBoundingClientRect(), one])
    .filter(([box]) => box.width < 24 || box.height < 24)
    .map(([box, one]) => `${one.outerHTML.slice(0, 80)} ${box.width} x ${box.height}`)"""
)


def test_whatever_is_pressed_is_24_pixels_wide_and_high(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    expect(page.locator("bantam-chat .greeting")).to_be_visible()
    assert page.evaluate(SMALL) == []
    chat_with(page)
    tell(page, "times")
    tell(page, "summary")
    page.get_by_role("button", name="Change Budget").click()
    fake.fail_next("say", 422, detail="That is not allowed here.")
    say(page, "Something odd")
    expect(page.locator("bantam-chat .note.failed")).to_be_visible()
    assert page.evaluate(SMALL) == []


# What is new in a live region is read; what is hidden from readers is not.
HEARD = """(log) => {
    window.heard = [];
    const text = (node) => {
        const copy = node.cloneNode(true);
        copy.querySelectorAll("[aria-hidden]").forEach((one) => one.remove());
        return copy.textContent;
    };
    const hear = ({ addedNodes }) => heard.push(...Array.from(addedNodes, text));
    const listen = (changes) => changes.forEach(hear);
    new MutationObserver(listen).observe(log, { childList: true });
}"""


def test_a_screen_reader_hears_each_message_once_and_who_said_it(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    log = page.get_by_role("log", name="Messages")
    expect(log).to_have_attribute("aria-live", "polite")
    log.evaluate(HEARD)
    tell(page, "We need reports")
    fake.add(fake.conversation, REP)
    expect(said(page)).to_have_count(5)
    assert page.evaluate("heard") == [
        "You: We need reports",
        "Assistant: Thanks, noted. Who decides about that?",
        "Dana K\u00f6hler: Dana here: our page, now.",
    ]


def test_a_time_is_read_with_its_day_and_zone(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    tell(page, "times")
    first = page.locator("bantam-chat .slot").first
    expect(first).to_have_accessible_name("Thursday 11 March, 10:00, Central European Standard Time (Berlin)")


ENLARGED = """() => {
    const style = new CSSStyleSheet();
    style.replaceSync(`* { line-height: 1.5 !important; letter-spacing: 0.12em !important;
        word-spacing: 0.16em !important; } p { margin-bottom: 2em !important; }`);
    const { shadowRoot } = document.querySelector("bantam-chat");
    shadowRoot.adoptedStyleSheets = [...shadowRoot.adoptedStyleSheets, style];
}"""
CUT = (
    f"() => [...{ROOT}.querySelectorAll('.panel *')]"
    """
    .filter((one) => !one.matches(".unseen, textarea"))
    .filter((one) => one.scrollWidth > one.clientWidth + 1 && getComputedStyle(one).overflowX !== "visible")
    .map((one) => one.outerHTML.slice(0, 100))"""
)


@pytest.mark.parametrize("size", [(640, 400), (320, 256)], ids=["200 %", "400 %"])
def test_nothing_is_lost_with_wider_spaces_and_magnified(
    browser: Browser, visit: Visit, size: tuple[int, int]
) -> None:
    context = browser.new_context(viewport={"width": size[0], "height": size[1]}, locale="en-GB")
    page = visit("/", context)
    page.evaluate(ENLARGED)
    chat_with(page)
    tell(page, "times")
    tell(page, "summary")
    tell(page, "booked")
    assert page.evaluate(CUT) == []
    page.evaluate(STILL)
    for name in ("Close chat", "Send"):
        box = page.get_by_role("button", name=name).first.bounding_box()
        assert box
        assert box["y"] >= 0
        assert box["y"] + box["height"] <= size[1]
    menu(page, "Delete my data")
    button = page.get_by_role("button", name="Delete it all")
    button.scroll_into_view_if_needed()
    button.click()
    expect(page.get_by_role("button", name="Start a new chat")).to_be_visible()
    context.close()


def test_nothing_moves_for_who_wants_no_motion(browser: Browser, visit: Visit) -> None:
    context = browser.new_context(viewport=DESKTOP, locale="en-GB", reduced_motion="reduce")
    page = visit("/", context)
    chat_with(page)
    moving = page.evaluate("""() => document.querySelector("bantam-chat").shadowRoot.getAnimations()
        .filter((one) => one.effect.getComputedTiming().duration > 1).length""")
    assert moving == 0
    context.close()


def test_a_keyboard_on_the_screen_leaves_the_input_in_sight(browser: Browser, visit: Visit) -> None:
    phone = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True, locale="en-GB")
    page = visit("/", phone)
    field = chat_with(page)
    page.evaluate("""() => {
        Object.defineProperty(visualViewport, "height", { value: 480, configurable: true });
        visualViewport.dispatchEvent(new Event("resize"));
    }""")
    box = field.bounding_box()
    assert box
    assert box["y"] + box["height"] <= 480
    phone.close()
