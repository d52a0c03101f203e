"""Meetings in the console in a real browser: moving them, marking them, days off, a day drawn."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.conftest import PHONE
from tests.browser.consoles import Demo, demo_console


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo_console(tmp_path_factory.mktemp("meetings")) as demo:
        yield demo


@pytest.fixture
def demo(served: Demo) -> Iterator[Demo]:
    served.faults.clear()
    yield served
    assert served.faults == []


def open_meeting(demo: Demo, page: Page) -> str:
    """The page of the first meeting that is ahead; its lead's name."""
    page.goto(f"{demo.address}/console/meetings")
    first = page.locator("tbody tr").filter(has_text="Confirmed").locator(".cover").first
    name = first.inner_text()
    first.click()
    expect(page.get_by_role("heading", level=1)).to_contain_text(name)
    return name


def test_a_meeting_is_moved_by_keyboard_alone(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context)
    open_meeting(demo, page)
    page.get_by_role("link", name="Move it").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Move the meeting")
    times = page.locator(".day-times:not(.other) input[type=radio]")
    times.first.focus()
    page.keyboard.press("Space")
    page.keyboard.press("ArrowRight")
    expect(times.nth(1)).to_be_checked()
    wanted = times.nth(1).get_attribute("value")
    page.keyboard.press("Enter")
    expect(page.locator(".toast")).to_contain_text("The meeting is moved.")
    expect(page.get_by_role("region", name="What happened")).to_contain_text("It was on")
    assert wanted is not None
    start = page.locator(f'time[datetime="{wanted}"]').first
    expect(start).to_be_attached()


def test_on_a_phone_another_time_is_typed_and_what_is_wrong_is_said(demo: Demo, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE)
    page = demo.signed_in(context)
    open_meeting(demo, page)
    page.get_by_role("link", name="Move it").click()
    past = datetime.now(UTC) - timedelta(days=3)
    page.get_by_label("Date").fill(f"{past:%Y-%m-%d}")
    page.get_by_label("Time", exact=True).fill("21:30")
    expect(page.locator('input[value="other"]')).to_be_checked()
    page.get_by_role("button", name="Move it").click()
    expect(page.get_by_role("alert")).to_contain_text("That time is over")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    ahead = datetime.now(UTC) + timedelta(days=9)
    page.get_by_label("Date").fill(f"{ahead:%Y-%m-%d}")
    page.get_by_role("button", name="Move it").click()
    expect(page.locator(".toast")).to_contain_text("The meeting is moved.")
    context.close()


def test_an_admin_hands_a_meeting_over(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context)
    open_meeting(demo, page)
    page.get_by_role("link", name="Move it").click()
    reps = page.get_by_label("With")
    other = reps.locator("option:not(:checked)").first.inner_text()
    reps.select_option(label=other)
    hand_over = page.get_by_role("button", name=f"Hand it to {other.split()[0]}")
    expect(hand_over).to_be_visible()
    page.locator(".time-pick").first.click()
    hand_over.click()
    expect(page.locator(".toast")).to_contain_text("The meeting is handed over.")
    expect(page.get_by_role("heading", level=1)).to_contain_text(f"and {other}")


def test_cancelling_asks_first(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context)
    open_meeting(demo, page)
    page.get_by_text("Cancel it").click()
    sure = page.get_by_role("button", name="Cancel the meeting")
    expect(sure).to_be_visible()
    page.keyboard.press("Escape")
    expect(sure).to_be_hidden()
    page.get_by_text("Cancel it").click()
    sure.click()
    expect(page.locator(".toast")).to_contain_text("The meeting is cancelled.")
    expect(page.get_by_role("region", name="Mails about it")).to_contain_text("ancelled")


def test_a_meeting_is_marked_with_one_click_and_a_wrong_mark_taken_back(
    demo: Demo, context: BrowserContext
) -> None:
    page = demo.signed_in(context)
    asked = page.get_by_role("region", name="Did it take place?")
    nobody = asked.get_by_role("button", name="Nobody came to the meeting with").first
    who = (nobody.get_attribute("aria-label") or "").removeprefix("Nobody came to the meeting with ")
    nobody.click()
    expect(page.locator(".toast")).to_contain_text(f"Nobody came: {who}")
    page.get_by_role("button", name="No, it took place").click()
    expect(page.locator(".toast")).to_contain_text(f"Took place: {who}")
    page.get_by_role("button", name="Good lead", exact=True).click()
    page.goto(f"{demo.address}/console/meetings?show=past")
    expect(page.get_by_role("row").filter(has_text=who)).to_contain_text("Good lead")


def test_days_off_are_added_and_removed(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context)
    page.goto(f"{demo.address}/console/meetings/time-off?rep=elena")
    first = datetime.now(UTC) + timedelta(days=30)
    page.get_by_label("First day").fill(f"{first + timedelta(days=2):%Y-%m-%d}")
    page.get_by_label("Last day").fill(f"{first:%Y-%m-%d}")
    page.get_by_label("Why").fill("A wedding")
    page.get_by_role("button", name="Add days off").click()
    expect(page.get_by_role("alert")).to_contain_text("Exchange the two")
    page.get_by_label("First day").fill(f"{first:%Y-%m-%d}")
    page.get_by_role("button", name="Add days off").click()
    away = page.get_by_role("region", name="Days off of Elena Torres")
    expect(away).to_contain_text("A wedding")
    away.get_by_text("Remove", exact=True).click()
    page.get_by_role("button", name="Remove it").click()
    expect(page.locator(".toast")).to_contain_text("The days are offered again")
    expect(away).not_to_contain_text("A wedding")


def test_a_day_is_drawn_and_steps_lead_on(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context)
    page.goto(f"{demo.address}/console/meetings/availability?rep=dana&day={_weekday():%Y-%m-%d}")
    expect(page.locator(".day-label", has_text="Break")).to_be_visible()
    expect(page.get_by_role("region", name="Hour by hour")).to_contain_text("12:30–13:15")
    page.get_by_role("link", name="The day after").click()
    expect(page).to_have_url(re.compile(f"day={_weekday() + timedelta(days=1):%Y-%m-%d}"))
    page.get_by_label("Rep").select_option(label="Mei Tan")
    expect(page.get_by_text("Times in Asia/Singapore")).to_be_visible()


def _weekday() -> datetime:
    """A Monday in ten days or a little more, when Dana works."""
    day = datetime.now(UTC) + timedelta(days=8)
    return day + timedelta(days=-day.weekday() % 7)


def test_a_feeds_address_is_copied(demo: Demo, context: BrowserContext) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = demo.signed_in(context, "rep")
    page.goto(f"{demo.address}/console/settings/calendars")
    page.get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert (
        page.evaluate("navigator.clipboard.readText()")
        == page.get_by_label("address of your feed").input_value()
    )
