"""The widget with the keyboard alone."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.widget_page import chat_with, tell

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
