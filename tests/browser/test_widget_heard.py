"""What a screen reader reads out of its own accord: everything once, nothing twice, and no chatter."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.browser.conftest import Visit
from tests.browser.fake_server import FakeServer
from tests.browser.widget_page import chat_with, said, say, tell

ROOT = "document.querySelector('bantam-chat').shadowRoot"
# What a screen reader makes of the log: what is added is read, unless that place is no live region.
HEARD = f"""() => {{
    window.heard = [];
    const text = (node) => {{
        const copy = node.cloneNode(true);
        copy.querySelectorAll && copy.querySelectorAll("[aria-hidden]").forEach((one) => one.remove());
        return copy.textContent;
    }};
    const place = (node) => (node.closest ? node : node.parentElement);
    const live = (node) => place(node)?.closest("[aria-live], [role=status], [role=alert], [role=log]");
    const hear = (node) => {{
        const region = live(node);
        if (region && region.ariaLive !== "off") return heard.push(text(node));
        for (const one of node.querySelectorAll?.("[aria-live=polite], [role=status], [role=alert]") || [])
            heard.push(text(one));
    }};
    new MutationObserver((all) => all.forEach(({{ addedNodes }}) => addedNodes.forEach(hear)))
        .observe({ROOT}, {{ childList: true, subtree: true }});
}}"""


def heard(page: Page) -> list[str]:
    return [text for text in page.evaluate("heard") if text]


def test_why_a_message_has_not_gone_out_is_read_without_the_message(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    page.evaluate(HEARD)
    fake.fail_next("say", 422, detail="That is not allowed here.")
    say(page, "Something odd")
    expect(page.get_by_role("alert")).to_be_visible()
    assert heard(page) == ["You: Something odd", "Not sent. That is not allowed here. Edit"]


def test_a_card_that_was_used_is_not_read_again(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    tell(page, "times")
    slot = page.locator("bantam-chat .slot").first
    expect(slot).to_be_visible()
    page.evaluate(HEARD)
    slot.click()
    expect(page.get_by_role("group", name="Your meeting")).to_be_visible()
    assert not [text for text in heard(page) if "Pick a time" in text]
    assert len([text for text in heard(page) if "You're booked" in text]) == 1


def test_the_cards_that_come_a_little_later_are_read_and_their_message_is_not_read_twice(
    visit: Visit,
) -> None:
    page = visit("/")
    chat_with(page)
    page.evaluate(HEARD)
    tell(page, "times")
    expect(page.locator("bantam-chat .slot").first).to_be_visible()
    assert len([text for text in heard(page) if "Which suits you?" in text]) == 1
    assert len([text for text in heard(page) if "Pick a time" in text]) == 1


def test_choices_are_read_with_the_question_and_a_quick_answer_comes_without_preamble(visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    page.evaluate(HEARD)
    tell(page, "We need reports")
    expect(page.get_by_role("button", name="I decide")).to_be_visible()
    assert heard(page) == [
        "You: We need reports",
        "Assistant: Thanks, noted. Who decides about that?",
        "I decide",
        "I advise",
        "I just gather information",
    ]


def test_that_an_answer_takes_its_time_is_read_once(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    page.evaluate(HEARD)
    fake.delay = 2.5
    say(page, "We need reports")
    expect(said(page)).to_have_count(4)
    assert heard(page).count("The assistant is writing") == 1


def test_characters_left_are_read_now_and_then_and_not_with_every_letter(visit: Visit) -> None:
    page = visit("/")
    field = chat_with(page)
    count = page.locator("bantam-chat .count")
    for length, live in ((925, "polite"), (926, "off"), (950, "polite"), (1_200, "polite")):
        field.fill("a" * length)
        expect(count).not_to_be_empty()
        expect(count).to_have_attribute("aria-live", live)
