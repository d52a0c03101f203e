"""What a visitor does in the widget, in one place for all tests."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page, expect


def chat_with(page: Page) -> Locator:
    page.get_by_role("button", name="Open chat").click()
    expect(said(page)).to_have_count(2)
    return page.get_by_role("textbox", name="Write a message")


def say(page: Page, text: str) -> None:
    page.get_by_role("textbox", name="Write a message").fill(text)
    page.keyboard.press("Enter")


def said(page: Page) -> Locator:
    return page.locator("bantam-chat .bubble")


def memory_of(page: Page) -> Any:
    return page.evaluate("JSON.parse(localStorage.getItem('bantam-chat'))")


def menu(page: Page, item: str) -> None:
    page.get_by_role("button", name="More").click()
    page.get_by_role("menuitem", name=item).click()


def tell(page: Page, text: str) -> None:
    """Says it and waits for the answer, with its card."""
    before = said(page).count()
    say(page, text)
    expect(said(page)).to_have_count(before + 2)
