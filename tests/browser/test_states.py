"""Every state of the widget, as a visitor may meet it: looked at by axe, and kept as pictures.

The pictures are in test-results/widget: STATE-WIDTH-light.png and -dark.png. Look at them after a change.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.axe import findings
from tests.browser.conftest import Visit
from tests.browser.fake_answers import GREETING, bot, rep, slots_card, visitor
from tests.browser.fake_server import Conversation, FakeServer
from tests.browser.widget_page import chat_with, menu, said, say
from tests.processes import ROOT

PICTURES = ROOT / "test-results" / "widget"
SIZES = ((1280, 860), (390, 844), (320, 640))
Step = Callable[[Page, FakeServer], Any]
LONG = (
    "We run three plants, and every month somebody spends two weeks on copying figures out of five systems "
    "into one sheet that nobody trusts.\n\nThe file is called "
    "Umsatzberichtszusammenfassungsvorlage_final_v17.xlsx and lies at https://files.tidewater.example/a/very/long/path/that/never/ends?with=parameters&and=more"
)


def types(text: str) -> Step:
    def step(page: Page, fake: FakeServer) -> None:
        before = said(page).count()
        say(page, text)
        expect(said(page).nth(before + 1)).to_be_attached()

    return step


def hears(*messages: dict[str, Any]) -> Step:
    def step(page: Page, fake: FakeServer) -> None:
        for message in messages:
            fake.add(fake.conversation, message)
        expect(said(page)).to_have_count(len([one for one in fake.conversation.messages if one["text"]]))

    return step


def clicks(name: str) -> Step:
    return lambda page, fake: page.get_by_role("button", name=name).first.click()


def fails(path: str, status: int, **rest: Any) -> Step:
    return lambda page, fake: fake.fail_next(path, status, **rest)


def never_answers(path: str) -> Step:
    return lambda page, fake: page.route(f"**/api/chat/{path}", lambda route: None)


def shows(words: str) -> Step:
    return lambda page, fake: expect(page.get_by_text(words).first).to_be_visible()


def without_chat(page: Page, fake: FakeServer) -> None:
    page.route("**/widget/*.js*", lambda route: route.abort())


def chat_on_its_way(page: Page, fake: FakeServer) -> None:
    page.route("**/widget/*.js*", lambda route: None)


def offline(page: Page, fake: FakeServer) -> None:
    page.context.set_offline(True)
    say(page, "From the tunnel")


def corrects(page: Page, fake: FakeServer) -> None:
    field = page.get_by_role("textbox", name="Budget")
    field.fill("a lot")
    page.keyboard.press("Enter")


def writes_much(page: Page, fake: FakeServer) -> None:
    page.get_by_role("textbox", name="Write a message").fill("We need reports. " * 80)


def says(text: str) -> Step:
    return lambda page, fake: say(page, text)


def opens(page: Page, fake: FakeServer) -> None:
    chat_with(page)


def is_closed(page: Page, fake: FakeServer) -> None:
    expect(page.get_by_role("button", name="Open chat")).to_be_visible()


def takes_a_time(page: Page, fake: FakeServer) -> None:
    page.locator("bantam-chat .slot").nth(2).click()
    expect(page.get_by_role("group", name="Your meeting")).to_be_visible()


SLOT_GONE = bot(
    "That time has just gone, sorry. These are still free; which one suits you?",
    card=slots_card(),
    asks="slot",
)
SLOTS = bot("Dana can take you through it. Which suits you?", ("More times",), slots_card(days=4), "slot")
NUDGE = bot(
    "If now is a bad time: [this link](https://tidewater.example/chat#carry-on=abc) takes you back here "
    "later, on any device.",
    ("Analytics", "Reporting", "Migration"),
    asks="need",
)
PERSON = [
    rep("Hello, Ida here. I saw that you look after three plants. Which one takes the two weeks?"),
    visitor("The one in Bremen"),
    rep("Then you know Jonas already."),
    rep("He can join us, if you like."),
]
STATES: dict[str, list[Step]] = {
    "closed": [is_closed],
    "opening": [chat_on_its_way, clicks("Open chat")],
    "script-unreachable": [without_chat, clicks("Open chat"), shows("I cannot reach the chat just now.")],
    "starting": [never_answers("start"), clicks("Open chat")],
    "open": [opens],
    "typing": [opens, never_answers("say"), says("We need reports for the management team")],
    "choices": [opens, types("We need reports")],
    "many-choices": [opens, hears(bot("Which one?", tuple(f"Choice number {n}" for n in range(1, 31))))],
    "long-text": [opens, types(LONG), hears(bot("**Three** plans: [pricing](https://a.example/p). " + LONG))],
    "emoji": [opens, types("\U0001f44d"), hears(bot("Mixed: \u05e9\u05dc\u05d5\u05dd, price 50 EUR"))],
    "consent": [
        opens,
        hears(
            bot(
                "May we use these details to set up a meeting and write to you about it?",
                ("Yes, that's fine", "No"),
            )
        ),
        clicks("Yes, that's fine"),
        shows("Thanks, noted."),
    ],
    "slots": [opens, hears(SLOTS)],
    "slots-taken": [opens, types("times"), hears(visitor("Fri 12 Mar, 13:00"), SLOT_GONE)],
    "understood": [opens, types("summary")],
    "correcting": [opens, types("summary"), clicks("Change Budget")],
    "correction-refused": [
        opens,
        types("summary"),
        clicks("Change Budget"),
        fails("fact", 422, detail="That is no amount. Write it like 80,000 EUR."),
        corrects,
        shows("That is no amount."),
    ],
    "meeting": [opens, types("times"), takes_a_time],
    "meeting-moved": [opens, types("booked"), types("moved")],
    "cancelled": [opens, types("moved"), types("cancelled")],
    "failed": [
        opens,
        fails("say", 422, detail="Please write at most 1,000 characters."),
        says("A long story"),
        shows("Not sent."),
    ],
    "choice-gone": [
        opens,
        lambda page, fake: fake.expired.add("Reporting"),
        clicks("Reporting"),
        shows("Pick one"),
    ],
    "offline": [opens, offline, shows("You are offline.")],
    "waiting": [opens, fails("say", 503), fails("say", 503), says("We need reports"), shows("Trying again.")],
    "too-fast": [
        opens,
        fails("say", 429, headers={"Retry-After": "30"}),
        says("We need reports"),
        shows("That was quick."),
    ],
    "unreachable": [fails("start", 0), clicks("Open chat"), shows("I cannot reach the chat just now.")],
    "menu": [opens, clicks("More")],
    "dialog": [opens, lambda page, fake: menu(page, "Delete my data"), shows("Delete your data?")],
    "erased": [
        opens,
        lambda page, fake: menu(page, "Delete my data"),
        clicks("Delete it all"),
        shows("We kept nothing."),
    ],
    "rep": [opens, hears(bot("Ida Brandt has joined. You're talking to a person now."), *PERSON)],
    "rep-left": [opens, hears(*PERSON[:1], bot("Ida Brandt has left. You're talking to the bot again."))],
    "nudge": [opens, hears(NUDGE)],
    "unread": [
        opens,
        lambda page, fake: page.keyboard.press("Escape"),
        lambda page, fake: fake.add(fake.conversation, bot("Still there?")),
        lambda page, fake: expect(page.get_by_role("button", name="Open chat, 1 new")).to_be_visible(),
    ],
    "much-text": [opens, writes_much, shows("It is cut to 1,000 characters.")],
}


@pytest.mark.parametrize("state", STATES)
def test_every_state_is_sound(state: str, fake: FakeServer, visit: Visit, context: BrowserContext) -> None:
    page = visit("/")
    for step in STATES[state]:
        step(page, fake)
    check(page, state)


def test_a_greeting_is_sound(fake: FakeServer, visit: Visit) -> None:
    page = visit("/")
    page.evaluate(
        "document.querySelector('bantam-chat').setAttribute('greeting', 'Questions about Tidewater?')"
    )
    expect(page.get_by_text("Questions about Tidewater?")).to_be_visible()
    check(page, "greeting")


def test_a_chat_that_is_over_is_sound(fake: FakeServer, visit: Visit) -> None:
    page = visit("/chat#carry-on=old")
    expect(page.get_by_role("status").filter(has_text="This link is too old.")).to_be_visible()
    check(page, "over")


def test_yesterdays_chat_is_sound(fake: FakeServer, visit: Visit) -> None:
    conversation = Conversation()
    fake.links["abc"] = conversation
    for message in (*GREETING, visitor("Reporting"), bot("Roughly what budget do you have in mind?")):
        fake.add(conversation, message)
    page = visit("/chat#carry-on=abc")
    expect(said(page)).to_have_count(5)
    check(page, "page")


def check(page: Page, state: str) -> None:
    """Nothing breaks WCAG in light or dark, nothing stands out of the window; pictures in all sizes."""
    PICTURES.mkdir(parents=True, exist_ok=True)
    found = []
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)
        for width, height in SIZES:
            page.set_viewport_size({"width": width, "height": height})
            if width == SIZES[0][0]:
                found += findings(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            page.screenshot(path=PICTURES / f"{state}-{width}-{scheme}.png")
    assert found == []
