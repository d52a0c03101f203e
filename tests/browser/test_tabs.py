"""Several tabs of one visitor: what is said in one is there in the others, and nothing is said twice."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Visit
from tests.browser.fake_answers import bot
from tests.browser.fake_server import FakeServer
from tests.browser.widget_page import chat_with, memory_of, menu, said, say

THANKS = "Thanks, noted. Who decides about that?"


@pytest.fixture
def tabs(visit: Visit) -> tuple[Page, Page]:
    """Two tabs of one chat, both open."""
    one = visit("/")
    chat_with(one)
    two = visit("/pricing/")
    expect(said(two)).to_have_count(2)
    return one, two


def told(fake: FakeServer) -> list[str]:
    return [each["text"] for each in fake.conversation.messages if each["from"] == "visitor"]


def test_a_message_is_in_every_tab_before_the_server_has_it(
    fake: FakeServer, context: BrowserContext, tabs: tuple[Page, Page]
) -> None:
    one, two = tabs
    one.route("**/api/chat/say", lambda route: None)  # on its way for good
    say(one, "From the first tab")
    expect(said(two).last).to_have_text("From the first tab")
    expect(two.locator("bantam-chat .typing.on")).to_be_attached()
    assert told(fake) == []


def test_the_answer_comes_to_every_tab_and_nothing_stands_there_twice(
    fake: FakeServer, tabs: tuple[Page, Page]
) -> None:
    say(tabs[0], "From the first tab")
    for tab in tabs:
        expect(said(tab).last).to_have_text(THANKS)
        expect(tab.locator("bantam-chat .typing.on")).to_have_count(0)
        assert said(tab).all_inner_texts()[2:] == ["From the first tab", THANKS]
    assert len(fake.bodies("/api/chat/say")) == 1


def test_two_tabs_that_speak_at_once_are_both_heard_once(fake: FakeServer, tabs: tuple[Page, Page]) -> None:
    one, two = tabs
    fake.delay = 0.5
    say(one, "say: one")
    say(two, "say: two")
    fake.delay = 0
    for tab in tabs:
        expect(said(tab)).to_have_count(6)
    assert sorted(told(fake)) == ["say: one", "say: two"]
    order = [each["text"] for each in fake.conversation.messages]
    for tab in tabs:
        expect(said(tab)).to_have_text(order)


def test_a_message_of_a_tab_that_was_closed_goes_out_from_the_other(
    fake: FakeServer, tabs: tuple[Page, Page]
) -> None:
    one, two = tabs
    one.route("**/api/chat/say", lambda route: None)
    say(one, "Said and gone")
    expect(said(two).last).to_have_text("Said and gone")
    one.close()
    expect(said(two).last).to_have_text(THANKS, timeout=20_000)
    assert told(fake) == ["Said and gone"]
    two.reload()
    expect(said(two)).to_have_count(4)
    assert told(fake) == ["Said and gone"]


def test_a_message_that_is_taken_back_in_one_tab_leaves_the_other(
    fake: FakeServer, tabs: tuple[Page, Page]
) -> None:
    one, two = tabs
    fake.fail_next("say", 422, detail="Please write less.")
    say(one, "A long story")
    expect(two.get_by_role("alert")).to_contain_text("Please write less.")
    one.get_by_role("button", name="Edit").click()
    expect(said(two)).to_have_count(2)


def test_a_choice_that_is_taken_in_one_tab_is_offered_in_no_other(tabs: tuple[Page, Page]) -> None:
    one, two = tabs
    one.get_by_role("button", name="Reporting").click()
    expect(two.get_by_role("button", name="Reporting")).to_have_count(0)
    expect(two.get_by_role("button", name="I decide")).to_be_visible()


def test_start_over_is_followed_by_every_tab(fake: FakeServer, tabs: tuple[Page, Page]) -> None:
    one, two = tabs
    say(one, "We need reports")
    expect(said(two)).to_have_count(4)
    menu(one, "Start over")
    one.get_by_role("button", name="Start over").click()
    expect(said(two)).to_have_count(2)
    say(two, "say: heard")
    expect(said(one).last).to_have_text("heard")
    assert len(fake.conversations) == 2


def test_delete_my_data_is_followed_by_every_tab_and_a_new_chat_too(
    fake: FakeServer, tabs: tuple[Page, Page]
) -> None:
    one, two = tabs
    menu(one, "Delete my data")
    one.get_by_role("button", name="Delete it all").click()
    for tab in tabs:
        expect(tab.get_by_text("Deleted: this chat, what you told us")).to_be_visible()
        assert memory_of(tab) is None
    two.get_by_role("button", name="Start a new chat").click()
    for tab in tabs:
        expect(said(tab)).to_have_count(2)
    assert list(fake.conversations) == ["token0"]  # the first is gone, and one chat was started for both


def test_whether_the_chat_is_open_is_each_tabs_own(fake: FakeServer, tabs: tuple[Page, Page]) -> None:
    one, two = tabs
    one.keyboard.press("Escape")
    expect(two.get_by_role("dialog", name="Tidewater")).to_be_visible()
    two.reload()
    expect(two.get_by_role("dialog", name="Tidewater")).to_be_visible()
    one.reload()
    expect(one.get_by_role("button", name="Open chat")).to_be_visible()
    expect(one.get_by_role("dialog", name="Tidewater")).to_be_hidden()
    fake.add(fake.conversation, bot("News."))
    expect(said(two).last).to_have_text("News.")


def test_a_page_from_the_browsers_cache_shows_what_was_said_meanwhile(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    page.evaluate("window.same = true")
    page.get_by_role("link", name="Pricing").first.click()
    page.wait_for_url("**/pricing/")
    expect(said(page)).to_have_count(2)
    menu(page, "Start over")
    page.get_by_role("button", name="Start over").click()
    say(page, "say: on the second page")
    expect(said(page).last).to_have_text("on the second page")
    page.go_back()
    expect(said(page).last).to_have_text("on the second page")
    expect(said(page)).to_have_count(4)
