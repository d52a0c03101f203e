"""The manage page in a real browser: by keyboard, on a phone, in two tabs, without scripts."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from tests.browser.conftest import DESKTOP, PHONE
from tests.browser.meeting_site import NOW, TEN, MeetingSite, meeting_site
from tests.unit.book.team import DANA

LONG = replace(
    DANA,
    name="Wolfeschlegelsteinhausenbergerdorff-Featherstonehaugh von und zu Hohenlohe",
    email="a.very.long.address.of.a.rep.with.many.names@a-long-company-name-without-end.example",
    location="https://meet.tidewater.example/" + "x" * 120,
)
FAINT = """() => {
  const channels = (colour) => colour.match(/[\\d.]+/g).map(Number);
  const light = (colour) => {
    const [r, g, b] = channels(colour).map((c) => c / 255)
      .map((c) => (c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (channels(colour)[3] !== 0) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const faint = [];
  while (texts.nextNode()) {
    const element = texts.currentNode.parentElement;
    if (!texts.currentNode.data.trim() || !element.checkVisibility()) continue;
    const both = [light(getComputedStyle(element).color), light(behind(element))].map((one) => one + 0.05);
    if (Math.max(...both) / Math.min(...both) < 4.5) faint.push(texts.currentNode.data.trim());
  }
  return faint;
}"""
"""The texts on the page with less contrast than 4.5:1 (WCAG 2.2, 1.4.3)."""

SMALL = """() => [...document.querySelectorAll("a, button, select, summary, input[type=radio]")]
  .filter((one) => one.checkVisibility() && !one.closest("p.foot"))
  .filter((one) => one.getBoundingClientRect().height < 24)
  .map((one) => one.outerHTML)"""
"""What is too small to be hit, but for links in a sentence (WCAG 2.2, 2.5.8)."""


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[MeetingSite]:
    with meeting_site(tmp_path_factory.mktemp("manage")) as site:
        yield site


@pytest.fixture
def site(served: MeetingSite) -> MeetingSite:
    """Dana alone, with nothing booked, at noon on Sunday 1 March in UTC."""
    served.clear()
    served.team(DANA)
    served.clock.move(NOW - served.clock.now())
    return served


@pytest.fixture
def faults() -> Iterator[list[str]]:
    """What the scripts or the content security policy complain of: nothing."""
    found: list[str] = []
    yield found
    assert found == []


def opened(context: BrowserContext, url: str, faults: list[str]) -> Page:
    page = context.new_page()
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("dialog", lambda dialog: faults.append(dialog.message))
    page.on("console", lambda line: faults.append(line.text) if "Security Policy" in line.text else None)
    page.goto(url)
    return page


def tab_to(page: Page, target: Locator) -> None:
    """Press Tab until it has the focus, which must be seen wherever it comes by."""
    for _ in range(20):
        page.keyboard.press("Tab")
        ring = page.evaluate(
            """() => {
              const at = document.activeElement;
              return getComputedStyle(at.type === "radio" ? at.nextElementSibling : at).outlineStyle;
            }"""
        )
        assert ring != "none", page.evaluate("document.activeElement.outerHTML")
        if target.evaluate("(one) => one === document.activeElement"):
            return
    raise AssertionError(f"Tab does not reach {target}")


def test_a_meeting_is_moved_by_keyboard_alone(
    site: MeetingSite, context: BrowserContext, faults: list[str]
) -> None:
    page = opened(context, site.book(), faults)
    tab_to(page, page.get_by_role("link", name="Move it"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Move your meeting with Dana Köhler")
    times = page.get_by_role("radio")
    tab_to(page, times.first)
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(times.nth(2)).to_be_checked()
    wanted = times.nth(2).get_attribute("value")
    tab_to(page, page.get_by_role("button", name="Move it to this time"))
    page.keyboard.press("Enter")
    told = page.get_by_role("status")
    expect(told).to_have_text("It’s moved. You and Dana both get a mail with the new time.")
    expect(told).to_be_focused()
    [meeting] = site.meetings()
    assert meeting.start_at.isoformat() == wanted
    tab_to(page, page.get_by_role("link", name="Move it"))


def test_a_meeting_is_cancelled_on_a_phone_and_another_time_is_picked(
    site: MeetingSite, browser: Browser, faults: list[str]
) -> None:
    phone = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = opened(phone, site.book(), faults)
    page.get_by_role("link", name="Cancel it").tap()
    page.get_by_role("link", name="No, keep it").tap()
    assert [meeting.status for meeting in site.meetings()] == ["confirmed"]
    page.get_by_role("link", name="Cancel it").tap()
    page.get_by_role("button", name="Yes, cancel it").tap()
    expect(page.get_by_role("status")).to_contain_text("It’s cancelled.")
    assert [meeting.status for meeting in site.meetings()] == ["cancelled"]
    expect(page.get_by_text("May we send you a few useful e-mails about this?")).to_be_visible()
    page.get_by_role("link", name="Pick another time").tap()
    page.get_by_role("group", name="Tuesday 3 March").get_by_role("radio").first.tap()
    page.get_by_role("button", name="Book this time").tap()
    expect(page.get_by_role("status")).to_have_text("It’s booked. The invite is on its way to you.")
    assert sorted(meeting.status for meeting in site.meetings()) == ["cancelled", "confirmed"]
    phone.close()


def test_useful_mail_is_a_button_that_says_what_comes_of_it(
    site: MeetingSite, context: BrowserContext, faults: list[str]
) -> None:
    page = opened(context, site.book() + "/cancel", faults)
    page.get_by_role("button", name="Yes, cancel it").click()
    offer = page.get_by_role("region", name="Not the right time?")
    expect(offer.get_by_role("link", name="How we treat your details")).to_have_attribute("href", "/privacy")
    offer.get_by_role("button", name="Yes, send me those").click()
    expect(page.get_by_role("status")).to_contain_text("now and then")
    expect(offer).to_have_count(0)


def test_of_two_tabs_that_want_one_time_the_second_sees_the_next(
    site: MeetingSite, context: BrowserContext, faults: list[str]
) -> None:
    tabs = [
        opened(context, site.book(start) + "/move?week=2026-03-02", faults)
        for start in (TEN, TEN + timedelta(hours=2))
    ]
    for tab in tabs:
        tab.get_by_role("group", name="Wednesday 4 March").get_by_label("08:30").check()
    assert len({tab.locator("input:checked").get_attribute("value") for tab in tabs}) == 1
    tabs[0].get_by_role("button", name="Move it to this time").click()
    expect(tabs[0].get_by_role("status")).to_contain_text("It’s moved.")
    tabs[1].get_by_role("button", name="Move it to this time").click()
    expect(tabs[1].get_by_role("alert")).to_contain_text("That time has just gone to somebody else.")
    expect(tabs[1].get_by_role("alert")).to_be_focused()
    tabs[1].get_by_role("radio").first.check()
    tabs[1].get_by_role("button", name="Move it to this time").click()
    expect(tabs[1].get_by_role("status")).to_contain_text("It’s moved.")
    assert len({meeting.start_at for meeting in site.meetings()}) == 2


def test_without_scripts_everything_works(site: MeetingSite, browser: Browser) -> None:
    plain = browser.new_context(viewport=DESKTOP, java_script_enabled=False)
    page = plain.new_page()
    page.goto(site.book() + "/move")
    page.get_by_text("Change the time zone").click()
    page.get_by_label("Show times in").select_option("Asia/Kathmandu")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(page.get_by_text("Kathmandu time, UTC+5:45").first).to_be_visible()
    page.get_by_role("link", name="More times").click()
    page.get_by_role("link", name="Later times").click()
    page.get_by_role("group", name="Monday 9 March").get_by_label("14:15").check()
    page.get_by_role("button", name="Move it to this time").click()
    expect(page.get_by_role("status")).to_contain_text("It’s moved.")
    expect(page.get_by_text("14:15 to 14:45")).to_be_visible()
    [meeting] = site.meetings()
    assert meeting.visitor_timezone == "Asia/Kathmandu"
    assert f"{meeting.start_at:%d %H:%M}" == "09 08:30"
    plain.close()


def test_the_device_offers_its_own_zone(site: MeetingSite, browser: Browser, faults: list[str]) -> None:
    device = browser.new_context(timezone_id="Pacific/Chatham")
    page = opened(device, site.book(), faults)
    page.get_by_text("Change the time zone").click()
    page.get_by_role("button", name="Use this device’s zone: Chatham").click()
    expect(page.get_by_text("Chatham time, UTC+13:45").first).to_be_visible()
    page.get_by_text("Change the time zone").click()
    expect(page.get_by_role("button", name="Use this device’s zone")).to_have_count(0)
    device.close()


def test_the_bar_with_the_button_covers_nothing_that_has_the_focus(
    site: MeetingSite, browser: Browser, faults: list[str]
) -> None:
    phone = browser.new_context(viewport=PHONE)
    page = opened(phone, site.book() + "/move?week=2026-03-02", faults)
    page.get_by_role("radio").first.focus()
    for _ in range(30):
        page.keyboard.press("ArrowDown")
        at = page.locator(":focus").bounding_box()
        bar = page.locator(".submit").bounding_box()
        assert at
        assert bar
        assert at["y"] + at["height"] <= bar["y"]
    phone.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_every_state_fits_reads_well_and_can_be_hit(
    site: MeetingSite, browser: Browser, faults: list[str], width: int, scheme: Literal["light", "dark"]
) -> None:
    site.team(LONG)
    context = browser.new_context(viewport={"width": width, "height": 844}, color_scheme=scheme)
    url, other = site.book(), site.book(TEN + timedelta(hours=4))
    page = opened(context, url, faults)
    steps = ("", "?result=moved", "/cancel", "/move", "/move?week=2026-03-02", "x")
    for step in (*steps, "no times", "cancelled"):
        if step == "no times":
            site.team(replace(LONG, hours=((),) * 7, location="+49 40 123456"))
        if step == "cancelled":
            page.goto(other + "/cancel")
            page.get_by_role("button", name="Yes, cancel it").click()
        else:
            page.goto(url + ("/move" if step == "no times" else step))
        for details in page.locator("summary").all():
            details.click()
        assert page.evaluate("document.documentElement.scrollWidth") <= width, step
        assert page.evaluate(FAINT) == [], step
        assert page.evaluate(SMALL) == [], step
        assert page.get_by_role("heading", level=1).count() == 1
        for control in page.locator("button:visible, select:visible, a:visible, input[type=radio]").all():
            name = control.evaluate(
                "(one) => one.innerText || [...(one.labels ?? [])].map((l) => l.innerText).join()"
            )
            assert name.strip(), step
    context.close()


def test_names_run_no_script(site: MeetingSite, context: BrowserContext, faults: list[str]) -> None:
    evil = '"><script>alert(1)</script><img src=x onerror=alert(2)><svg onload=alert(3)>'
    site.team(replace(DANA, name=evil, location='tel"><script>alert(4)</script>'))
    url = site.book()
    for step in ("", "/cancel", "/move", "/move?week=2026-03-02", '?zone="><script>alert(5)</script>'):
        page = opened(context, url + step, faults)
        expect(page.get_by_role("heading", level=1)).to_contain_text("<script>alert(1)</script>")
        assert page.locator("main img, main svg, main script").count() == 0


def test_nothing_moves_for_who_wants_no_motion(
    site: MeetingSite, browser: Browser, faults: list[str]
) -> None:
    still = browser.new_context(reduced_motion="reduce")
    page = opened(still, site.book() + "/move", faults)
    durations = page.evaluate(
        "[...document.querySelectorAll('*')].map((one) => getComputedStyle(one).transitionDuration)"
    )
    assert {each for all_of in durations for each in all_of.split(", ")} == {"0s"}
    still.close()
