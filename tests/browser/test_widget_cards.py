"""What the widget shows: times, what was understood, meetings, and text that stays text."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.conftest import Visit
from tests.browser.fake_answers import MEETING, bot
from tests.browser.fake_server import FakeServer
from tests.browser.widget_page import chat_with, said, say


def test_times_are_grouped_by_day_in_the_zone_that_is_written_out(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    say(page, "times")
    card = page.get_by_role("group", name="Pick a time")
    expect(card.locator(".day-name")).to_have_text(["Thursday 11 March", "Friday 12 March"])
    expect(card.locator(".slot")).to_have_text(["10:00", "11:30", "13:00"])
    expect(card).to_contain_text("Times in Central European Standard Time (Berlin)")
    card.get_by_role("button", name="Friday 12 March, 13:00").click()
    expect(said(page).nth(-2)).to_have_text("Fri 12 Mar, 13:00")
    assert fake.bodies("/api/chat/say")[-1]["choice"] == "choice_slot2"
    for slot in card.locator(".slot").all():
        expect(slot).to_be_disabled()


def test_a_meeting_shows_when_where_with_whom_and_how_to_change_it(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    say(page, "booked")
    card = page.get_by_role("group", name="Your meeting")
    zone = "Central European Standard Time (Berlin)"
    for text in ("Thursday 11 March", "10:00 \u2013 10:30", zone, "Dana K\u00f6hler"):
        expect(card).to_contain_text(text)
    for name, address in (("Video call", "location"), ("Manage this meeting", "manage_url")):
        expect(card.get_by_role("link", name=name)).to_have_attribute("href", str(MEETING[address]))


def test_a_meeting_that_moves_says_from_when_and_the_card_before_is_crossed_out(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    for words in ("booked", "move", "moved"):
        say(page, words)
    expect(page.get_by_role("group", name="Pick a new time").locator(".slot")).to_have_count(3)
    moved = page.get_by_role("group", name="Meeting moved")
    for text in ("Friday 12 March", "14:00 \u2013 14:30", "Before", "Thursday 11 March, 10:00"):
        expect(moved).to_contain_text(text)
    expect(moved.get_by_role("link", name="Manage this meeting")).to_be_visible()
    before = page.get_by_role("group", name="Changed since then")
    expect(before.locator(".when")).to_have_css("text-decoration-line", "line-through")
    expect(before.get_by_role("link")).to_have_count(0)


def test_a_cancelled_meeting_offers_nothing_to_click(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    for words in ("moved", "cancelled"):
        say(page, words)
    cancelled = page.get_by_role("group", name="Meeting cancelled")
    expect(cancelled.locator(".hours")).to_have_css("text-decoration-line", "line-through")
    expect(cancelled.get_by_role("link")).to_have_count(0)
    expect(page.get_by_role("group", name="Changed since then")).to_have_count(1)
    expect(page.get_by_role("link", name="Manage this meeting")).to_have_count(0)


def test_a_line_of_what_was_understood_is_corrected_in_place(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    say(page, "summary")
    page.get_by_role("button", name="Change Budget").click()
    field = page.get_by_role("textbox", name="Budget")
    expect(field).to_be_focused()
    fake.fail_next("fact", 422, detail="That is no amount. Write it like 80,000 EUR.")
    field.fill("a lot")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_have_text("That is no amount. Write it like 80,000 EUR.")
    field.fill("80k EUR")
    page.get_by_role("button", name="Save").click()
    expect(said(page).last).to_have_text("Changed: 80k EUR.")
    assert {"fact": "budget", "text": "80k EUR"}.items() <= fake.bodies("/api/chat/fact")[-1].items()
    expect(page.get_by_role("group", name="What I understood")).to_contain_text("80k EUR")


def test_escape_leaves_a_line_as_it_was_and_the_chat_open(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    say(page, "summary")
    page.get_by_role("button", name="Change Budget").click()
    page.keyboard.press("Escape")
    expect(page.get_by_role("group", name="What I understood")).to_contain_text("50,000 EUR a year")
    expect(page.get_by_role("button", name="Change Budget")).to_be_focused()


@pytest.mark.parametrize(
    "text",
    [
        "<img src=x onerror=window.hit=1>",
        "<script>window.hit=1</script>",
        "[x](javascript:window.hit=1)",
        "[x](data:text/html,<script>window.hit=1</script>)",
        "**<svg onload=window.hit=1>**",
        '[x](https://a.example/"onmouseover="window.hit=1)',
        "javascript:window.hit=1",
    ],
)
def test_markup_stays_text(visit: Visit, text: str) -> None:
    page = visit("/")
    chat_with(page)
    say(page, "say: " + text)
    expect(said(page)).to_have_count(4)
    answer = said(page).last
    assert answer.locator("img, script, svg, iframe").count() == 0
    for link in answer.locator("a").all():
        assert (link.get_attribute("href") or "").startswith("https://a.example/")
        assert link.evaluate("node => node.getAttributeNames().join()") == "href,target,rel"
    assert page.evaluate("window.hit") is None


def test_bold_links_and_line_breaks_are_shown(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    links = "[pricing](https://a.example/p?a=1&b=2), https://b.example/x. [Mail](mailto:m@b.example)"
    fake.add(fake.conversation, bot("**Three** plans:\n" + links))
    expect(said(page)).to_have_count(3)
    answer = said(page).last
    assert answer.inner_text() == "Three plans:\npricing, https://b.example/x. Mail"
    assert answer.locator("b").inner_text() == "Three"
    hrefs = [link.get_attribute("href") for link in answer.locator("a").all()]
    assert hrefs == ["https://a.example/p?a=1&b=2", "https://b.example/x", "mailto:m@b.example"]
