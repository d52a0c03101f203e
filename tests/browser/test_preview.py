"""A marketer tries what they changed, in a real browser, against the real processes."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from bot.demo.sign_ins import sign_ins
from bot.settings import load_settings
from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.test_walk import ANSWER, answer, keep_picture
from tests.browser.widget_page import said
from tests.processes import ROOT, Processes
from tests.visitor import Staff


@pytest.fixture
def page(browser: Browser, product: Processes) -> Iterator[Page]:
    """The preview, to a marketer who came by its address and signed in on the way."""
    context = browser.new_context(viewport=DESKTOP, locale="en-GB", timezone_id="Europe/Berlin")
    context.set_default_timeout(ANSWER)
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if "Security Policy" in line.text else None)
    settings = load_settings(ROOT, product.environment)
    who = next(one for one in sign_ins(settings) if one.role == "marketer")
    page.goto(f"{product.url}/preview")
    page.get_by_label("E-mail").fill(who.email)
    page.get_by_label("Password").fill(who.password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    yield page
    context.close()
    assert faults == []


def test_a_marketer_chats_and_sees_what_would_have_happened_and_nothing_does(
    page: Page, product: Processes
) -> None:
    expect(said(page)).to_have_count(2)
    expect(page.get_by_role("textbox", name="Write a message")).to_be_focused()
    answer(page, "We need dashboards for the management team", "budget")
    answer(page, "80k EUR a year", "signs off")
    answer(page, "I sign off on it", "up and running")
    answer(page, "within 3 months", "name")
    answer(page, "Pia Prev", "e-mail")
    answer(page, "pia.prev@prevworks.example", "May we use these details")
    page.get_by_role("button", name="Yes, that's fine").click()
    page.get_by_role("group", name="Pick a time").locator(".slot").first.click()
    expect(page.get_by_role("group", name="Your meeting")).to_be_visible()
    told = page.get_by_role("region", name="What would have happened")
    expect(told).to_contain_text("Meeting with Dana Köhler")
    mails = page.get_by_role("region", name="Mails that would leave")
    expect(mails).to_contain_text("to pia.prev@prevworks.example")
    expect(page.get_by_role("region", name="Why this score")).to_contain_text("80k EUR a year")
    keep_picture(page, "preview")
    product.bantam("tick")
    staff = Staff(product.url, product.bantam("token", "create", "preview in a browser").strip())
    assert staff.get("/api/leads", email="pia.prev@prevworks.example")["total"] == 0
    assert staff.get("/api/mail", to="pia.prev@prevworks.example")["mail"] == []
    page.get_by_role("button", name="Start over").first.click()
    expect(said(page)).to_have_count(2)
    expect(told).to_contain_text("Still open")


def test_what_the_preview_says_is_no_chat_of_the_website(page: Page, product: Processes) -> None:
    answer(page, "We must pass our ISO 27001 audit", "budget")
    assert page.evaluate("localStorage.length") == 0
    page.goto(product.url)
    page.get_by_role("button", name="Open chat").click()
    expect(said(page)).to_have_count(2)


def test_on_a_phone_the_chat_fills_the_screen_and_the_outcome_stands_below_it(
    page: Page, product: Processes
) -> None:
    page.set_viewport_size(PHONE)
    page.emulate_media(color_scheme="dark")
    page.goto(f"{product.url}/preview")
    page.get_by_role("link", name="Open the chat").click()
    answer(page, "connect Salesforce and SAP", "budget")
    box = page.get_by_role("dialog").bounding_box()
    assert box
    assert (box["width"], box["height"]) == (PHONE["width"], PHONE["height"])
    page.get_by_role("button", name="Close chat").click()
    expect(page.get_by_role("region", name="Why this score")).to_contain_text("Need stated")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    keep_picture(page, "preview-phone-dark")
