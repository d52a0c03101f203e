"""The widget on a page of a company's: what its tests share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from playwright.sync_api import FloatRect, Locator, Page, expect

from tests.browser.widget_page import chat_with, said, say

Embed = Callable[..., Page]
CHAT = "<bantam-chat name=Tidewater></bantam-chat>"
COLLECT = """
window.violations = [];
addEventListener("securitypolicyviolation", (event) =>
  violations.push(event.violatedDirective + " " + event.blockedURI));
"""


def talks(opened: Page) -> None:
    """Open the chat, say something, get the answer with its card, which is a script of its own."""
    chat_with(opened)
    say(opened, "times")
    expect(said(opened)).to_have_count(4)
    expect(opened.get_by_role("group", name="Pick a time")).to_be_visible()


def place(locator: Locator) -> FloatRect:
    box = locator.bounding_box()
    assert box
    return box


def the(opened: Page, expression: str) -> Any:
    return opened.evaluate(
        f"(() => {{ const chat = document.querySelector('bantam-chat'); {expression} }})()"
    )
