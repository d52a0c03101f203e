"""What nobody planned for: blocked or full storage, wrong clocks, odd text, long chats, odd messages."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.conftest import Visit
from tests.browser.fake_answers import MEETING, UNDERSTOOD, bot, slots_card, visitor
from tests.browser.fake_server import Conversation, FakeServer
from tests.browser.widget_page import chat_with, said, say

BLOCKED = """for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, { get() { throw new Error("blocked"); } });"""
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError') };"


@pytest.mark.parametrize("what", [BLOCKED, FULL], ids=["blocked", "full"])
def test_without_storage_the_chat_lasts_as_long_as_the_page(
    visit: Visit, context: BrowserContext, what: str
) -> None:
    context.add_init_script(what)
    page = visit("/")
    chat_with(page)
    say(page, "We need reports")
    expect(said(page)).to_have_count(4)
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Open chat").click()
    say(page, "say: still the same chat")
    expect(said(page).last).to_have_text("still the same chat")
    expect(said(page)).to_have_count(6)


@pytest.mark.parametrize(
    "kept",
    [
        "{",
        "5",
        "null",
        '"text"',
        "[1, 2]",
        '{"token": {}}',
        '{"token": "two\\nlines"}',
        '{"token": "gone", "outbox": 5, "seen": {}, "open": "yes"}',
        '{"token": "gone", "outbox": [null, 5, {"id": 5}, {"id": "a b", "text": "x"}, {"id": "c"}]}',
        '{"version": 9, "conversations": [{"token": "gone"}]}',
    ],
)
def test_whatever_stands_in_the_memory_the_visitor_can_chat(visit: Visit, kept: str) -> None:
    page = visit("/")
    page.evaluate("(kept) => localStorage.setItem('bantam-chat', kept)", kept)
    page.reload()
    button = page.get_by_role("button", name="Open chat")
    if button.is_visible():
        button.click()
    expect(said(page)).to_have_count(2)
    say(page, "We need reports")
    expect(said(page)).to_have_count(4)
    page.wait_for_function("() => JSON.parse(localStorage.getItem('bantam-chat')).outbox.length === 0")


@pytest.mark.parametrize("hours", [-25, 25])
def test_a_device_with_a_wrong_clock_says_today_of_what_is_said_now(
    fake: FakeServer, visit: Visit, context: BrowserContext, hours: int
) -> None:
    context.add_init_script(f"""(() => {{
        const ahead = {hours} * 3600_000, Real = Date;
        window.Date = class extends Real {{
            constructor(...given) {{ super(...(given.length ? given : [Real.now() + ahead])); }}
            static now() {{ return Real.now() + ahead; }}
        }};
    }})()""")
    page = visit("/")
    chat_with(page)
    say(page, "We need reports")
    expect(said(page)).to_have_count(4)
    expect(page.locator("bantam-chat .divider")).to_have_count(1)
    expect(page.locator("bantam-chat .divider")).to_contain_text("Today")


def test_a_pasted_book_is_cut_with_a_hint_and_never_within_a_character(
    fake: FakeServer, visit: Visit
) -> None:
    page = visit("/")
    field = chat_with(page)
    field.fill("\U0001f600" * 1200)
    expect(page.get_by_text("That was too long. It is cut to 1,000 characters.")).to_be_visible()
    page.keyboard.press("Enter")
    expect(said(page)).to_have_count(4)
    assert fake.bodies("/api/chat/say")[0]["text"] == "\U0001f600" * 1000
    field.fill("a" * 990)
    expect(page.get_by_text("Characters left: 10")).to_be_visible()


@pytest.mark.parametrize(
    ("text", "big"),
    [
        ("\U0001f44d", True),
        ("\U0001f44d\U0001f3fd \u2764\ufe0f", True),
        ("\U0001f469\u200d\U0001f4bb", True),
        ("\U0001f44d" * 4, False),
        ("\U0001f44d fine", False),
        ("12", False),
    ],
)
def test_a_few_emoji_alone_are_large(visit: Visit, text: str, big: bool) -> None:
    page = visit("/")
    chat_with(page)
    say(page, text)
    expect(said(page).nth(2)).to_have_class("bubble big" if big else "bubble")


def test_right_to_left_text_runs_its_own_way(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    say(page, "\u05e9\u05dc\u05d5\u05dd, 50 EUR")
    expect(said(page).nth(2)).to_have_css("direction", "rtl")
    expect(said(page).nth(1)).to_have_css("direction", "ltr")


def test_long_words_and_addresses_break_within_the_window(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    chat_with(page)
    say(page, "say: https://a.example/" + "path" * 100 + " " + "w" * 300)
    expect(said(page)).to_have_count(4)
    assert page.locator("bantam-chat .scroller").evaluate("(node) => node.scrollWidth <= node.clientWidth")


def test_a_chat_of_500_messages_opens_quickly(
    fake: FakeServer, visit: Visit, context: BrowserContext
) -> None:
    conversation = fake.links["abc"] = Conversation()
    for number in range(250):
        fake.add(conversation, visitor(f"Question {number}"))
        fake.add(conversation, bot(f"**Answer** {number}: [more](https://a.example/{number})"))
    # What took longest of all: a formatter of dates is made for each kind, not for each message.
    context.add_init_script("""(() => {
        const Real = Intl.DateTimeFormat;
        window.made = 0;
        Intl.DateTimeFormat = function (...given) { made += 1; return new Real(...given); };
    })()""")
    page = visit("/#carry-on=abc")
    expect(said(page)).to_have_count(501)
    assert page.evaluate("made") < 20
    expect(said(page).last).to_be_in_viewport()


ODD: list[dict[str, Any]] = [
    {"card": {"type": "hologram", "slots": 5}},
    {"card": {"type": "constructor"}},
    {"card": {"type": "slots", "slots": [None, 5, {"id": "x"}], "timezone": None}},
    {"card": {"type": "slots", "slots": None}},
    {"card": {"type": "understood", "lines": [None, {"fact": None, "label": None, "value": None}]}},
    {"card": {"type": "understood", "lines": None}},
    {"card": {"type": "meeting", "id": None, "start": None, "end": "soon", "manage_url": "http://["}},
    {"card": {**MEETING, "timezone": "Mars/Olympus", "with": None, "location": None, "manage_url": None}},
    {"card": 5},
    {"from": "hologram"},
    {"from": None, "asks": 7},
    {"choices": None},
    {"choices": [None, 5, {"id": None, "title": "x"}, {"id": "a"}]},
    {"at": None},
    {"at": "yesterday"},
    {"text": None, "card": UNDERSTOOD},
    {"text": 5},
]


def test_messages_of_any_shape_leave_the_chat_whole(fake: FakeServer, visit: Visit) -> None:
    conversation = fake.links["abc"] = Conversation()
    fake.add(conversation, bot("Before."))
    for odd in ODD:
        fake.add(conversation, bot("odd", card=None))
        conversation.messages[-1].update(odd)
    page = visit("/#carry-on=abc")
    expect(said(page).first).to_have_text("Before.")
    expect(said(page).last).to_have_text("Welcome back, let's carry on.")
    assert said(page).filter(has_text=re.compile("^odd$")).count() == len(ODD) - 2
    say(page, "We need reports")
    expect(said(page).last).to_have_text("Thanks, noted. Who decides about that?")


def test_a_card_of_yesterdays_times_stays_readable(fake: FakeServer, visit: Visit) -> None:
    conversation = fake.links["abc"] = Conversation()
    fake.add(conversation, bot("Which suits you?", card=slots_card()))
    yesterday = datetime.now(UTC) - timedelta(days=1)
    conversation.messages[0]["at"] = yesterday.isoformat()
    page = visit("/#carry-on=abc")
    expect(page.locator("bantam-chat .divider").first).to_contain_text("Yesterday")
    expect(page.locator("bantam-chat .divider").last).to_contain_text("Today")


def test_a_program_that_fills_in_every_field_is_told_apart_and_a_person_meets_no_trap(
    fake: FakeServer, visit: Visit
) -> None:
    page = visit("/")
    chat_with(page)
    say(page, "We need reports")
    expect(said(page)).to_have_count(4)
    page.locator("bantam-chat input[name=website]").evaluate(
        "field => { field.value = 'https://spam.example' }"
    )
    say(page, "Buy links")
    page.wait_for_function(
        "() => document.querySelector('bantam-chat').chat.chat.transcript.messages.length > 4"
    )
    sent = [body for verb, path, body in fake.requests if verb == "POST" and path.endswith("/say")]
    assert [body.get("website") for body in sent] == [None, "https://spam.example"]
