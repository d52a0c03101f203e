"""The widget when something goes wrong or goes on elsewhere: network, limits, other tabs, page changes."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Visit
from tests.browser.fake_answers import NOTICE, bot
from tests.browser.fake_server import FakeServer
from tests.browser.widget_page import chat_with, said, say


def test_a_closed_chat_stays_closed_and_counts_what_is_new(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    page.keyboard.press("Escape")
    fake.add(fake.conversation, bot("A word from a colleague."))
    expect(page.get_by_role("button", name="Open chat, 1 new")).to_be_visible()
    page.reload()
    page.get_by_role("button", name="Open chat, 1 new").click()
    expect(said(page).last).to_have_text("A word from a colleague.")


@pytest.mark.parametrize("status", [0, 502, 503])
def test_a_lost_answer_is_asked_for_with_the_same_id(fake: FakeServer, visit: Visit, status: int) -> None:
    page = visit("/")
    chat_with(page)
    fake.fail_next("say", status, after=True)
    say(page, "We need reports")
    expect(said(page)).to_have_count(4)
    page.wait_for_timeout(2_500)
    ids = {body["id"] for body in fake.bodies("/api/chat/say")}
    assert len(ids) == 1
    assert len(fake.conversation.messages) == 4
    expect(said(page)).to_have_count(4)


def test_too_fast_waits_as_long_as_the_server_asks(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    fake.fail_next("say", 429, headers={"Retry-After": "2"})
    say(page, "We need reports")
    expect(page.locator("bantam-chat .note")).to_have_text("That was quick. Sending again in 2 s.")
    expect(said(page)).to_have_count(4)
    expect(page.locator("bantam-chat .note")).to_have_count(0)


def test_a_refused_message_says_why_and_can_be_edited(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    fake.fail_next("say", 422, detail="Please write at most 1,000 characters.")
    say(page, "A long story")
    expect(page.get_by_role("alert")).to_contain_text("Not sent. Please write at most 1,000 characters.")
    page.get_by_role("button", name="Edit").click()
    expect(page.get_by_role("textbox", name="Write a message")).to_have_value("A long story")
    expect(said(page)).to_have_count(2)


def test_an_unknown_token_starts_a_new_chat_and_keeps_the_message(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    fake.conversations.clear()
    say(page, "We need reports")
    expect(said(page)).to_have_count(4)
    assert fake.conversation.messages[2]["text"] == "We need reports"
    expect(page.get_by_text("Your earlier chat has ended")).to_be_visible()


def test_a_pending_turn_shows_a_notice_and_answers_by_itself(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    fake.pending = True
    say(page, "We need reports")
    expect(said(page).last).to_have_text(NOTICE)
    fake.add(fake.conversation, bot("Here I am again. Who decides?", choices=("I decide",)))
    expect(said(page).last).to_have_text("Here I am again. Who decides?")
    expect(page.get_by_role("button", name="I decide")).to_be_visible()


def test_without_a_stream_history_is_polled(fake: FakeServer, visit: Visit) -> None:
    fake.stream = "refused"
    page = visit("/")
    chat_with(page)
    fake.add(fake.conversation, bot("Polled."))
    expect(said(page).last).to_have_text("Polled.")


def test_offline_keeps_the_message_and_sends_it_when_the_visitor_is_back(
    fake: FakeServer, context: BrowserContext, visit: Visit
) -> None:
    page = visit("/")
    chat_with(page)
    context.set_offline(True)
    say(page, "From the tunnel")
    expect(page.get_by_text("You are offline. I send this when you are back.")).to_be_visible()
    context.set_offline(False)
    expect(said(page)).to_have_count(4)
    assert [one["text"] for one in fake.conversation.messages].count("From the tunnel") == 1


def test_a_page_change_in_the_middle_of_an_answer_loses_nothing(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    fake.delay = 1
    say(page, "We need reports")
    say(page, "And soon")
    page.goto(fake.address + "/pricing/")
    fake.delay = 0
    expect(said(page)).to_have_count(6)
    texts = [one["text"] for one in fake.conversation.messages if one["from"] == "visitor"]
    assert texts == ["We need reports", "And soon"]


def test_what_was_said_before_the_chat_began_is_said_on_the_next_page(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    page.route("**/api/chat/start", lambda route: None)
    page.get_by_role("button", name="Open chat").click()
    say(page, "Quick question")
    expect(said(page)).to_have_text(["Quick question"])
    page.unroute("**/api/chat/start")
    page.goto(fake.address + "/pricing/")
    expect(page.get_by_role("dialog", name="Tidewater")).to_be_visible()
    expect(said(page)).to_have_count(4)
    assert [one["text"] for one in fake.conversation.messages].count("Quick question") == 1


def test_a_reload_without_the_server_keeps_the_message_and_sends_it_once_it_is_back(
    fake: FakeServer, visit: Visit
) -> None:
    page = visit("/")
    chat_with(page)
    page.route("**/api/chat/*", lambda route: route.abort())
    say(page, "From the tunnel")
    expect(said(page).last).to_have_text("From the tunnel")
    page.reload()
    expect(said(page).last).to_have_text("From the tunnel")
    page.unroute("**/api/chat/*")
    expect(said(page)).to_have_count(4, timeout=20_000)
    assert [one["text"] for one in fake.conversation.messages].count("From the tunnel") == 1


def test_of_two_tabs_that_begin_at_once_one_chat_remains_and_hears_both(
    fake: FakeServer, visit: Visit
) -> None:
    one = visit("/")
    fake.delay = 1
    one.get_by_role("button", name="Open chat").click()
    say(one, "From the first tab")
    two = visit("/pricing/")
    say(two, "From the second tab")
    fake.delay = 0
    expect(said(one)).to_have_count(6, timeout=20_000)
    expect(said(two)).to_have_count(6)
    heard = [each["text"] for talk in fake.conversations.values() for each in talk.messages]
    assert (heard.count("From the first tab"), heard.count("From the second tab")) == (1, 1)


def test_two_tabs_stay_in_step(fake: FakeServer, context: BrowserContext, visit: Visit) -> None:
    one = visit("/")
    chat_with(one)
    two = visit("/pricing/")
    expect(said(two)).to_have_count(2)
    say(two, "From the second tab")
    expect(said(one)).to_have_count(4)
    two.get_by_role("button", name="More").click()
    two.get_by_role("menuitem", name="Start over").click()
    two.get_by_role("button", name="Start over").click()
    expect(said(one)).to_have_count(2)


def test_blocked_storage_still_lets_the_visitor_chat(visit: Visit, context: BrowserContext) -> None:
    context.add_init_script(
        "Object.defineProperty(window, 'localStorage', {get() { throw new Error('blocked') }})"
    )
    page = visit("/")
    chat_with(page)
    say(page, "We need reports")
    expect(said(page)).to_have_count(4)


def test_an_unreachable_server_is_said_kindly_and_tried_again(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    fake.fail_next("start", 0)
    page.get_by_role("button", name="Open chat").click()
    expect(page.get_by_text("I cannot reach the chat just now.")).to_be_visible()
    page.get_by_role("button", name="Try again").click()
    expect(said(page)).to_have_count(2)
