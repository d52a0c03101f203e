"""The widget for everybody: WCAG 2.2 AA by axe in every state, and what no program finds by looking."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from bot import widget
from tests.browser.axe import STILL, findings
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.browser.fake_server import FakeServer
from tests.browser.widget_page import chat_with, menu, said, say, tell

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
