"""The whole way in a real browser, on the demo's website, against the real processes."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.widget_page import said, say
from tests.processes import ROOT, Processes
from tests.visitor import Staff

PICTURES = ROOT / "test-results" / "pictures"
ANSWER = 20_000  # milliseconds: what a busy machine may take


@pytest.fixture(scope="module")
def staff(product: Processes) -> Staff:
    return Staff(product.url, product.bantam("token", "create", "browser tests").strip())


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(viewport=DESKTOP, locale="en-GB", timezone_id="Europe/Berlin")
    context.set_default_timeout(ANSWER)
    yield context.new_page()
    context.close()


def open_chat(page: Page, product: Processes) -> None:
    page.goto(product.url)
    page.get_by_role("button", name="Open chat").click()
    expect(said(page)).to_have_count(2, timeout=ANSWER)


def answer(page: Page, text: str, then: str) -> None:
    """Say something and wait for a message of the bot with these words."""
    say(page, text)
    expect(said(page).last).to_contain_text(re.compile(then, re.IGNORECASE), timeout=ANSWER)


def keep_picture(page: Page, name: str) -> None:
    PICTURES.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=PICTURES / f"{name}.png")


def test_a_visitor_leaves_with_a_booked_meeting_and_an_invite(
    page: Page, product: Processes, staff: Staff
) -> None:
    open_chat(page, product)
    answer(page, "We need dashboards for the management team", "budget")
    answer(page, "80k EUR a year", "signs off")
    answer(page, "I sign off on it", "up and running")
    answer(page, "within 3 months", "name")
    answer(page, "Clara Finch", "e-mail")
    answer(page, "clara.finch@finchworks.example", "May we use these details")
    expect(page.get_by_role("group", name="What I understood")).to_contain_text("80,000")
    page.get_by_role("button", name="Yes, that's fine").click()
    times = page.get_by_role("group", name="Pick a time")
    expect(times).to_be_visible()
    keep_picture(page, "times")
    times.locator(".slot").first.click()
    expect(page.get_by_role("group", name="Your meeting")).to_be_visible()
    expect(said(page).last).to_contain_text("That's booked")
    keep_picture(page, "booked")
    mails = _mails(product, staff, "clara.finch@finchworks.example")
    assert [mail["kind"] for mail in mails] == ["invite"]
    [lead] = staff.get("/api/leads", email="clara.finch@finchworks.example")["leads"]
    assert lead["meeting"]["status"] == "confirmed"
    assert lead["stage"] == "meeting"


def test_no_budget_and_next_year_brings_the_first_useful_mail(
    page: Page, product: Processes, staff: Staff
) -> None:
    open_chat(page, product)
    answer(page, "connect Salesforce and SAP", "budget")
    answer(page, "no budget", "signs off")
    answer(page, "my boss decides", "up and running")
    answer(page, "next year", "name")
    answer(page, "Otis Hale", "e-mail")
    answer(page, "otis@halework.example", "useful e-mails")
    page.get_by_role("button", name="Yes, that's fine").click()
    expect(said(page).last).to_contain_text("otis@halework.example")
    keep_picture(page, "enrolled")
    [lead] = staff.get("/api/leads", email="otis@halework.example")["leads"]
    [enrolment] = lead["enrolments"]
    assert enrolment["status"] == "active"
    product.bantam("tick", "--at", enrolment["due_at"])
    [mail] = _mails(product, staff, "otis@halework.example")
    assert (mail["kind"], mail["state"]) == ("nurture", "accepted")


def test_a_visitor_who_reloads_in_the_middle_carries_on(page: Page, product: Processes) -> None:
    open_chat(page, product)
    answer(page, "We must pass our ISO 27001 audit", "budget")
    page.reload()
    expect(said(page).last).to_contain_text("budget")
    page.goto(f"{product.url}/pricing/")
    expect(said(page).last).to_contain_text("budget")
    answer(page, "40k EUR per year", "signs off")
    keep_picture(page, "after-a-reload")


def test_the_chat_fills_a_phone(browser: Browser, product: Processes) -> None:
    context = browser.new_context(viewport=PHONE, locale="en-GB", timezone_id="Europe/Berlin")
    phone = context.new_page()
    phone.set_default_timeout(ANSWER)
    open_chat(phone, product)
    box = phone.get_by_role("dialog").bounding_box()
    assert box
    assert (round(box["width"]), round(box["height"])) == (PHONE["width"], PHONE["height"])
    keep_picture(phone, "phone")
    context.close()


def _mails(product: Processes, staff: Staff, address: str) -> list[dict[str, str]]:
    product.bantam("tick")
    found: list[dict[str, str]] = staff.get("/api/mail", to=address)["mail"]
    return found
