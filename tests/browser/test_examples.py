"""The demo site's page of examples: what is chosen happens to its chat, and stands in the lines to copy."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.axe import findings
from tests.browser.conftest import Scheme, Visit
from tests.browser.widget_page import said


def test_what_is_chosen_happens_and_stands_in_the_lines(visit: Visit) -> None:
    page = visit("/examples/")
    page.get_by_label("Violet").check()
    page.get_by_label("On the left").check()
    page.get_by_label("With words").check()
    code = page.locator("#code")
    expect(code).to_contain_text("--bantam-accent: light-dark(#5b3cc4, #b7a5ff);")
    expect(code).to_contain_text('side="left" launcher="Ask us"')
    launcher = page.get_by_role("button", name="Ask us")
    expect(launcher).to_have_css("background-color", "rgb(91, 60, 196)")
    page.reload()
    expect(page.get_by_label("Violet")).to_be_checked()
    expect(launcher).to_be_visible()


@pytest.mark.parametrize("accent", ["Violet", "Berry", "Blue"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_accent_stands_out_in_both_schemes(visit: Visit, accent: str, scheme: Scheme) -> None:
    page = visit("/examples/")
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.get_by_label(accent).check()
    page.get_by_role("button", name="Ask what it costs").click()
    expect(said(page)).to_have_count(4)
    assert findings(page) == []


def test_buttons_of_the_page_are_written_as_its_links_are(visit: Visit) -> None:
    page = visit("/examples/")
    for name in ("Open the chat", "Ask what it costs"):
        expect(page.get_by_role("button", name=name)).to_have_css("font-size", "16px")


def test_a_chat_in_the_page_and_buttons_of_the_page(visit: Visit) -> None:
    page = visit("/examples/")
    page.get_by_label("In the page").check()
    expect(page.locator("#stage bantam-chat .ask")).to_be_visible()
    page.get_by_role("button", name="Ask what it costs").click()
    expect(said(page)).to_have_count(4)
    expect(page.locator("#heard")).to_contain_text("bantam-open")
    page.get_by_label("On the right").check()
    expect(page.get_by_role("dialog", name="Tidewater")).to_be_visible()
    expect(said(page)).to_have_count(4)


def test_a_language_is_chosen(visit: Visit) -> None:
    page = visit("/examples/")
    page.get_by_label("Language").select_option("de")
    page.wait_for_url("**/?language=de")
    expect(page.locator("bantam-chat .root")).to_have_attribute("lang", "de")
