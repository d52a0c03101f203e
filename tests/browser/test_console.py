"""The console in a real browser: signing in, finding a lead, reading its story, on a screen and a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect

from tests.browser.axe import findings
from tests.browser.conftest import DESKTOP, PHONE, Scheme
from tests.browser.consoles import Demo, demo_console

PAGES = (
    "", "/leads", "/conversations", "/meetings", "/meetings?show=past", "/meetings/availability?rep=dana",
    "/meetings/time-off?rep=dana", "/sequences", "/mail", "/reports", "/settings",
    "/settings/calendars?rep=dana",
)  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    with demo_console(tmp_path_factory.mktemp("console")) as demo:
        yield demo


@pytest.fixture
def demo(served: Demo) -> Iterator[Demo]:
    served.faults.clear()
    yield served
    assert served.faults == []


def test_a_lead_is_found_and_its_page_tells_the_story(
    demo: Demo, context: BrowserContext, tmp_path: Path
) -> None:
    page = demo.signed_in(context)
    page.get_by_role("link", name="Leads", exact=True).click()
    page.get_by_placeholder("Name, e-mail or company").fill("northlight")
    page.keyboard.press("Enter")
    row = page.get_by_role("row").filter(has_text="Priya Raman")
    expect(row).to_contain_text("Northlight Logistics")
    row.click(position={"x": 500, "y": 20})  # anywhere in the row
    expect(page.get_by_role("heading", name="Priya Raman")).to_be_visible()
    said = page.get_by_role("region", name="What they said")
    expect(said).to_contain_text("€55,000 a year")
    expect(said).to_contain_text("more like 55k")
    expect(said).to_contain_text("before: €40,000 a year")
    points = page.locator(".bars li:not(.bars-total) .number").all_inner_texts()
    assert sum(int(told) for told in points) == int(page.locator(".bars-total .number").inner_text())
    expect(page.get_by_role("region", name="Why Dana Köhler")).to_contain_text("Dana Köhler is the only one")
    expect(page.get_by_role("region", name="What next")).to_contain_text(
        re.compile("Confirmed|Not marked yet")  # as the hour is: the demo counts from now
    )
    expect(page.get_by_role("region", name="What they agreed to")).to_contain_text("May we use these details")
    expect(page.get_by_role("region", name="Transcript")).to_contain_text("all by hand in Excel")


def test_filters_apply_when_they_are_chosen_and_can_be_cleared(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context)
    page.goto(f"{demo.address}/console/leads")
    page.get_by_label("Stage").select_option("nurture")
    expect(page).to_have_url(f"{demo.address}/console/leads?q=&stage=nurture&owner=")
    expect(page.locator("tbody .pill").first).to_have_text("In nurture")
    page.get_by_role("link", name="Clear").click()
    expect(page).to_have_url(f"{demo.address}/console/leads")


def test_the_console_can_be_used_by_keyboard_alone(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context)
    page.goto(f"{demo.address}/console/leads")
    page.keyboard.press("Tab")
    expect(page.get_by_text("Skip to the page")).to_be_focused()
    page.keyboard.press("/")
    expect(page.get_by_placeholder("Name, e-mail or company")).to_be_focused()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("j")
    second = page.locator("tbody .cover").nth(1)
    expect(second).to_be_focused()
    name = second.inner_text()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def test_a_task_is_done_and_taken_back(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context)
    tasks = page.get_by_role("region", name="Open tasks")
    expect(tasks).to_contain_text("Olivia Santos")
    waiting = tasks.get_by_role("listitem").filter(has_text="Olivia Santos")
    waiting.get_by_role("button", name="Done").click()
    expect(tasks).not_to_contain_text("Olivia Santos")
    page.get_by_role("button", name="Undo").click()
    expect(page.get_by_role("region", name="Open tasks")).to_contain_text("Olivia Santos")


def test_a_mail_is_shown_as_people_get_it(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context)
    page.goto(f"{demo.address}/console/mail?to=priya.raman@northlight-logistics.example")
    page.get_by_role("row").filter(has_text="Invite").locator(".cover").first.click()
    frame = page.frame_locator("iframe")
    expect(frame.locator("body")).to_contain_text("Dana Köhler")
    with page.expect_download() as download:
        page.get_by_role("link", name="Invite (.ics)").click()
    assert Path(download.value.path()).read_text().startswith("BEGIN:VCALENDAR")


def test_an_error_says_what_to_do(demo: Demo, context: BrowserContext) -> None:
    page = demo.signed_in(context, "marketer")
    page.goto(f"{demo.address}/console/meetings")
    expect(page.get_by_role("heading", name="Not for your role")).to_be_visible()
    page.get_by_role("link", name="Go to Today").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Ida")
    page.goto(f"{demo.address}/console/leads/lead_none")
    expect(page.get_by_text("The list shows the leads that you may see")).to_be_visible()
    page.goto(f"{demo.address}/console/nothing/here")
    expect(page.get_by_text("There is nothing at this address")).to_be_visible()


def test_an_admin_adds_a_colleague_who_signs_in_with_what_was_shown(
    demo: Demo, browser: Browser, context: BrowserContext
) -> None:
    page = demo.signed_in(context)
    page.goto(f"{demo.address}/console/settings")
    staff = page.get_by_role("region", name="Who signs in")
    staff.get_by_label("E-mail of a new colleague").fill("nora.lind@tidewater.example")
    staff.get_by_label("Role").first.select_option("marketer")
    staff.get_by_role("button", name="Add").click()
    expect(staff.get_by_role("status")).to_contain_text("The password of nora.lind@tidewater.example")
    shown = staff.get_by_label("The new password").input_value()
    expect(staff).to_contain_text("Nora Lind")
    assert findings(page, "html") == []
    with_her = browser.new_context(viewport=PHONE)
    hers = demo.page(with_her)
    hers.goto(f"{demo.address}/console")
    hers.get_by_label("E-mail").fill("nora.lind@tidewater.example")
    hers.get_by_label("Password").fill(shown)
    hers.get_by_role("button", name="Sign in").click()
    expect(hers.get_by_role("heading", level=1)).to_contain_text("Nora")
    with_her.close()
    page.goto(f"{demo.address}/console/settings")
    expect(page.get_by_label("The new password")).to_have_count(0)


def test_keys_move_through_the_list_of_conversations_after_it_has_drawn_itself_anew(
    demo: Demo, context: BrowserContext
) -> None:
    page = demo.signed_in(context)
    with page.expect_response("**/console/conversations/rows"):
        page.goto(f"{demo.address}/console/conversations")
    with page.expect_response("**/console/conversations/rows"):  # the one before is drawn by then
        pass
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tbody .cover").nth(1)).to_be_focused()
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Conversations")
    expect(page.get_by_role("link", name="Back")).to_be_visible()


def test_words_that_were_not_sent_are_there_again_after_signing_in(
    demo: Demo, context: BrowserContext
) -> None:
    page = demo.signed_in(context)
    page.goto(f"{demo.address}/console/conversations")
    page.locator("tbody .cover").first.click()
    page.get_by_role("button", name="Join").click()
    box = page.get_by_role("textbox", name="Write to the visitor")
    box.fill("Shall we say Tuesday?")
    context.clear_cookies()
    box.press("Enter")
    one = demo.who("admin")
    page.get_by_label("E-mail").fill(one.email)
    page.get_by_label("Password").fill(one.password)
    page.get_by_role("button", name="Sign in").click()
    expect(box).to_have_value("Shall we say Tuesday?")
    expect(page.get_by_role("log")).not_to_contain_text("Shall we say Tuesday?")
    box.press("Enter")
    expect(box).to_have_value("")
    expect(page.get_by_role("log")).to_contain_text("Shall we say Tuesday?")
    page.reload()
    expect(box).to_have_value("")


def test_a_message_that_the_server_did_not_take_is_said_to_be_unsent(
    demo: Demo, context: BrowserContext
) -> None:
    page = demo.signed_in(context)
    page.goto(f"{demo.address}/console/conversations")
    page.locator("tbody .cover").nth(3).click()
    page.get_by_role("button", name="Join").click()
    box = page.get_by_role("textbox", name="Write to the visitor")
    page.route("**/write", lambda route: route.abort())
    box.fill("Shall we say Friday?")
    with page.expect_response("**/news?*"):
        box.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("Not sent")
    with page.expect_response("**/news?*"):
        expect(box).to_have_value("Shall we say Friday?")
    expect(page.get_by_role("alert")).to_contain_text("Not sent")  # news that come do not hide it
    page.unroute("**/write")
    box.press("Enter")
    expect(page.get_by_role("log")).to_contain_text("Shall we say Friday?")
    expect(page.get_by_role("alert")).to_be_hidden()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_page_is_wider_than_its_screen(
    demo: Demo, browser: Browser, size: ViewportSize, scheme: Scheme
) -> None:
    context = browser.new_context(viewport=size, color_scheme=scheme)
    page = demo.signed_in(context)
    for path in PAGES:
        page.goto(f"{demo.address}/console{path}")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
        assert findings(page, "html") == [], path
    page.goto(f"{demo.address}/console/leads?q=priya")
    page.locator(".cover").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Priya Raman")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.goto(f"{demo.address}/console/meetings")
    page.locator("tbody .cover").first.click()
    page.wait_for_url("**/meetings/*")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_role("link", name="Move it").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Move the meeting")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    context.close()


def test_on_a_phone_the_rail_is_a_bar_below_and_the_rest_is_under_more(demo: Demo, browser: Browser) -> None:
    context = browser.new_context(viewport=PHONE)
    page = demo.signed_in(context)
    page.wait_for_load_state()  # its style sheets too
    rail = page.locator(".rail").bounding_box()
    assert rail is not None
    assert rail["y"] > PHONE["height"] - 90
    page.get_by_text("More").click()
    page.locator(".rail-sheet").get_by_role("link", name="Reports").click()
    expect(page.get_by_role("heading", name="From hello to a meeting")).to_be_visible()
    page.get_by_text("More").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"{demo.address}/console/leads")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    context.close()
