"""What a visitor sees of a chat that goes on: echoes, choices, streams, people of the team, nudges."""

from __future__ import annotations

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Visit
from tests.browser.fake_answers import bot, rep
from tests.browser.fake_server import FakeServer
from tests.browser.widget_page import chat_with, menu, said, say

THANKS = "Thanks, noted. Who decides about that?"


def test_what_a_visitor_says_is_there_in_the_next_frame(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page).fill("We need reports")
    page.route("**/api/chat/say", lambda route: None)
    shown = page.evaluate("""() => {
        const root = document.querySelector("bantam-chat").shadowRoot;
        root.querySelector("button.send").click();
        return new Promise((resolve) => requestAnimationFrame(() => {
            resolve([...root.querySelectorAll(".bubble")].pop().textContent);
        }));
    }""")
    assert shown == "We need reports"


def test_a_choice_that_is_clicked_twice_is_said_once(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    page.get_by_role("button", name="Reporting").dblclick()
    expect(said(page)).to_have_count(4)
    assert len(fake.bodies("/api/chat/say")) == 1


def test_a_choice_that_is_offered_no_more_goes_away_and_the_words_say_what_to_do(
    fake: FakeServer, visit: Visit
) -> None:
    page = visit("/")
    chat_with(page)
    fake.expired.add("Reporting")
    page.get_by_role("button", name="Reporting").click()
    expect(page.get_by_text("Pick one of the choices that are shown, or write.")).to_be_visible()
    expect(page.get_by_role("button", name="Reporting")).to_have_count(0)
    expect(said(page)).to_have_count(2)
    page.get_by_role("button", name="Migration").click()
    expect(said(page).last).to_have_text(THANKS)


def test_a_time_that_is_offered_no_more_cannot_be_picked_and_others_can(
    fake: FakeServer, visit: Visit
) -> None:
    page = visit("/")
    chat_with(page)
    say(page, "times")
    slots = page.locator("bantam-chat .slot")
    fake.expired.add("Fri 12 Mar, 13:00")
    slots.last.click()
    expect(slots.last).to_be_disabled()
    expect(slots.first).to_be_enabled()
    slots.first.click()
    expect(page.get_by_role("group", name="Your meeting")).to_be_visible()


def test_what_was_agreed_to_stays_in_the_chat_word_for_word(fake: FakeServer, visit: Visit) -> None:
    wording = "May we use these details to set up a meeting and write to you about it?"
    page = visit("/")
    chat_with(page)
    fake.add(fake.conversation, bot(wording, ("Yes, that's fine", "No, thanks"), asks="consent"))
    page.get_by_role("button", name="Yes, that's fine").click()
    expect(said(page)).to_have_count(5)
    page.reload()
    expect(said(page)).to_have_count(5)
    assert said(page).all_inner_texts()[2:4] == [wording, "Yes, that's fine"]


@pytest.mark.parametrize("how", ["held back", "cut", "refused"])
def test_where_the_stream_does_not_work_messages_come_all_the_same(
    fake: FakeServer, visit: Visit, how: str
) -> None:
    fake.stream = how
    page = visit("/")
    chat_with(page)
    fake.add(fake.conversation, bot("First."))
    expect(said(page).last).to_have_text("First.", timeout=20_000)
    fake.add(fake.conversation, bot("Second."))
    expect(said(page).last).to_have_text("Second.", timeout=20_000)
    expect(said(page)).to_have_count(4)
    fake.stream = "flows"
    fake.add(fake.conversation, bot("Third."))
    expect(said(page).last).to_have_text("Third.", timeout=20_000)


def test_a_person_is_named_above_their_words_and_in_the_head_until_the_bot_is_back(
    fake: FakeServer, visit: Visit
) -> None:
    page = visit("/")
    chat_with(page)
    heading, about = page.locator("bantam-chat h2").first, page.locator("bantam-chat .names p")
    fake.add(fake.conversation, bot("Ida Brandt has joined. You're talking to a person now."))
    fake.add(fake.conversation, rep("Hello, Ida here."))
    expect(page.locator("bantam-chat .sender")).to_have_text(["Ida Brandt"])
    expect(heading).to_have_text("Ida Brandt")
    expect(about).to_have_text("Our team")
    expect(page.locator("bantam-chat .avatar")).to_have_text("IB")
    page.reload()
    expect(heading).to_have_text("Ida Brandt")
    fake.add(fake.conversation, bot("Ida Brandt has left. You're talking to the bot again."))
    expect(heading).to_have_text("Tidewater")
    expect(about).to_have_text("Automated assistant")
    expect(page.locator("bantam-chat .avatar")).to_have_text("")


def test_nobody_seems_to_write_while_a_person_has_not_answered(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    fake.person = True
    fake.add(fake.conversation, rep("Hello, Ida here."))
    expect(said(page)).to_have_count(3)
    fake.delay = 1
    with page.expect_response("**/api/chat/say"):
        say(page, "The one in Bremen")
        expect(said(page)).to_have_count(4)
        expect(page.locator("bantam-chat .typing.on")).to_have_count(0)
    fake.add(fake.conversation, rep("Then you know Jonas."))
    expect(said(page).last).to_have_text("Then you know Jonas.")


def test_two_people_are_told_apart(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    for message in (rep("One."), rep("Two."), rep("Three.", "Jonas Weber"), rep("Four.", None)):
        fake.add(fake.conversation, message)
    expect(page.locator("bantam-chat .sender")).to_have_text(["Ida Brandt", "Jonas Weber", "Our team"])


def test_a_link_to_carry_on_with_is_copied_and_leaves_the_chat_where_it_is(
    fake: FakeServer, visit: Visit, context: BrowserContext
) -> None:
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = visit("/")
    chat_with(page)
    link = f"{fake.address}/chat#carry-on=abc"
    fake.add(fake.conversation, bot(f"For later: [this link]({link}).", ("Analytics",), asks="need"))
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == link
    expect(page.get_by_role("link", name="this link")).to_have_attribute("target", "_blank")
    expect(page.get_by_role("button", name="Analytics")).to_be_visible()


def test_where_nothing_may_be_copied_the_link_is_shown_to_be_copied_by_hand(
    fake: FakeServer, visit: Visit, context: BrowserContext
) -> None:
    context.add_init_script("Object.defineProperty(navigator, 'clipboard', { value: undefined })")
    page = visit("/")
    chat_with(page)
    link = f"{fake.address}/chat#carry-on=abc"
    fake.add(fake.conversation, bot(f"For later: [this link]({link})."))
    page.get_by_role("button", name="Copy link").click()
    expect(page.get_by_role("textbox", name="Copy link")).to_have_value(link)


def test_an_address_that_must_work_for_it_gets_its_chat(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    challenge = {
        "algorithm": "SHA-256",
        "challenge": "05bab4c8f13c4c3be6f84db9f1b6f3d2f1d4a4d3c5d2e0ed1b1ef2e6a3c1bd0a",
        "maxNumber": 50,
        "salt": "salt",
        "signature": "s",
    }
    challenge["challenge"] = page.evaluate("""async () => {
        const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode("salt" + 41));
        return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
    }""")
    fake.fail_next("start", 429, headers={"Retry-After": "60"}, members={"challenge": challenge})
    chat_with(page)
    first, second = fake.bodies("/api/chat/start")
    assert "proof" not in first
    proof = page.evaluate("(proof) => JSON.parse(atob(proof))", second["proof"])
    assert proof == {**{k: v for k, v in challenge.items() if k != "maxNumber"}, "number": 41}


def test_who_starts_over_hears_no_answer_to_what_was_said_before(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    fake.delay = 2
    with page.expect_response("**/api/chat/say"):
        say(page, "say: too late")
        while "/api/chat/say" not in fake.paths():
            page.wait_for_timeout(20)
        page.wait_for_timeout(200)  # it is being held back by now
        fake.delay = 0
        menu(page, "Start over")
        page.get_by_role("button", name="Start over").click()
    say(page, "say: now")
    expect(said(page).last).to_have_text("now")
    expect(said(page)).to_have_count(4)
    assert said(page).filter(has_text="too late").count() == 0


def test_a_chat_that_could_not_be_reached_comes_by_itself(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    fake.fail_next("start", 0)
    page.get_by_role("button", name="Open chat").click()
    expect(page.get_by_text("I cannot reach the chat just now.")).to_be_visible()
    expect(said(page)).to_have_count(2, timeout=20_000)
    expect(page.get_by_role("button", name="Try again")).to_have_count(0)


def test_unread_messages_leave_the_title_of_the_page_alone(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    title = page.title()
    chat_with(page)
    page.keyboard.press("Escape")
    for number in range(12):
        fake.add(fake.conversation, bot(f"News {number}."))
    expect(page.locator("bantam-chat .badge")).to_have_text("9+")
    assert page.title() == title


def test_the_exact_time_shows_beside_a_message_under_the_pointer_and_to_the_keyboard(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    times = page.locator("bantam-chat .at")
    expect(times.first).to_have_css("opacity", "0")
    said(page).first.hover()
    expect(times.first).to_have_css("opacity", "1")
    expect(times.last).to_have_css("opacity", "0")
    page.get_by_role("textbox", name="Write a message").focus()
    for _ in range(4):  # back over the choices to what was said
        page.keyboard.press("Shift+Tab")
    expect(times.last).to_have_css("opacity", "1")
