"""The chat greets by rules (playbook/site.yml, `greetings`): when, whom, how, and how it is waved away."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from bot import widget
from tests.browser.conftest import PHONE, Visit
from tests.browser.fake_server import FakeServer
from tests.browser.widget_page import chat_with, memory_of

HELLO = {"text": {"en": "Which plan fits?", "de": "Welcher Plan passt?"}}
FACTS = {
    "path": "/pricing/", "seconds": 10, "scrolled": 40, "returning": False, "utm": {}, "language": "en",
    "phone": False,
}  # fmt: skip


def rules(fake: FakeServer, *greetings: dict[str, Any]) -> None:
    fake.greetings = json.dumps([{**HELLO, **one} for one in greetings])


def opened(visit: Visit, path: str = "/plain") -> Page:
    """A page whose time stands still until it is told to pass."""
    page = visit("/favicon.svg")
    page.clock.install()
    page.goto(page.url.removesuffix("/favicon.svg") + path)
    expect(page.get_by_role("button", name="Open chat")).to_be_visible()
    return page


def bubble(page: Page, text: str = "Which plan fits?") -> Locator:
    return page.get_by_role("button", name=text)


@pytest.mark.parametrize(
    ("rule", "facts", "fits"),
    [
        ({}, {}, True),
        ({"pages": ["/pricing"]}, {}, True),
        ({"pages": ["/pricing"]}, {"path": "/pricing"}, True),
        ({"pages": ["/pricing"]}, {"path": "/pricing/big"}, False),
        ({"pages": ["/pricing"]}, {"path": "/a/pricing"}, False),
        ({"pages": ["/pricing*"]}, {"path": "/pricing/big"}, True),
        ({"pages": ["/blog/*"]}, {"path": "/blog/"}, True),
        ({"pages": ["/blog/*"]}, {"path": "/blog"}, False),
        ({"pages": ["/a.b"]}, {"path": "/axb"}, False),
        ({"pages": ["/a+(b)"]}, {"path": "/a+(b)"}, True),
        ({"pages": ["/"]}, {"path": "/"}, True),
        ({"pages": ["/"]}, {}, False),
        ({"pages": ["/x", "/pricing"]}, {}, True),
        ({"seconds": 10}, {}, True),
        ({"seconds": 11}, {}, False),
        ({"scrolled": 40}, {}, True),
        ({"scrolled": 41}, {}, False),
        ({"returning": True}, {}, False),
        ({"returning": False}, {}, True),
        ({"returning": True}, {"returning": True}, True),
        ({"utm": {"campaign": "spring*"}}, {}, False),
        ({"utm": {"campaign": "spring*"}}, {"utm": {"campaign": "Spring-26"}}, True),
        ({"utm": {"campaign": "*"}}, {}, False),
        ({"utm": {"campaign": "*"}}, {"utm": {"campaign": "autumn"}}, True),
        ({"utm": {"campaign": "spring*", "source": "x"}}, {"utm": {"campaign": "spring"}}, False),
        ({"languages": ["de", "en"]}, {}, True),
        ({"languages": ["de"]}, {}, False),
        ({"phones": False}, {}, True),
        ({"phones": False}, {"phone": True}, False),
        ({"phones": True}, {}, False),
        ({"pages": ["/pricing"], "seconds": 20}, {"seconds": 10}, False),
    ],
)
def test_a_rule_fits_when_all_that_it_states_holds(
    decide: Page, rule: dict[str, Any], facts: dict[str, Any], fits: bool
) -> None:
    given = [[rule], {**FACTS, **facts}]
    assert decide.evaluate("([rules, facts]) => fitting(rules, facts) !== null", given) is fits


def test_the_first_rule_that_fits_is_taken(decide: Page) -> None:
    three = [{"seconds": 99}, {"seconds": 5, "name": "second"}, {"name": "third"}]
    assert decide.evaluate("([rules, facts]) => fitting(rules, facts).name", [three, FACTS]) == "second"


@pytest.fixture(scope="module")
def decide(browser: Browser) -> Page:
    """A page with the pure part of greetings.js."""
    page = browser.new_page()
    page.add_script_tag(content=(widget.FOLDER / "launcher/greetings.js").read_text("ascii"))
    return page


def test_time_counts_only_while_the_page_is_seen(fake: FakeServer, visit: Visit) -> None:
    rules(fake, {"seconds": 20})
    page = opened(visit)
    page.clock.run_for(15_000)
    see(page, False)
    page.clock.run_for(60_000)
    see(page, True)
    page.clock.run_for(3_000)
    expect(bubble(page)).to_be_hidden()
    page.clock.run_for(3_000)
    expect(bubble(page)).to_be_visible()


def test_the_devices_clock_does_not_matter(fake: FakeServer, visit: Visit) -> None:
    rules(fake, {"seconds": 20})
    page = opened(visit)
    page.clock.set_system_time("1999-12-31T23:59:50Z")
    page.clock.run_for(10_000)
    expect(bubble(page)).to_be_hidden()
    page.clock.run_for(11_000)
    expect(bubble(page)).to_be_visible()


def see(page: Page, seen: bool) -> None:
    page.evaluate(
        """(hidden) => {
            Object.defineProperty(document, "hidden", { configurable: true, get: () => hidden });
            document.dispatchEvent(new Event("visibilitychange"));
        }""",
        not seen,
    )


def test_scrolling_down_greets(fake: FakeServer, visit: Visit) -> None:
    rules(fake, {"scrolled": 50})
    page = opened(visit, "/")
    page.clock.run_for(2_000)
    expect(bubble(page)).to_be_hidden()
    page.evaluate("scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' })")
    page.clock.run_for(1_000)
    expect(bubble(page)).to_be_visible()


def test_a_campaign_greets_in_the_language_of_the_page(fake: FakeServer, visit: Visit) -> None:
    rules(fake, {"utm": {"campaign": "spring*"}})
    page = opened(visit, "/plain?utm_campaign=spring-26")
    expect(bubble(page)).to_be_visible()
    page.goto(fake.address + "/plain?utm_campaign=autumn")
    page.clock.run_for(5_000)
    expect(bubble(page)).to_be_hidden()


def test_a_page_view_greets_once_and_a_new_one_again(fake: FakeServer, visit: Visit) -> None:
    rules(fake, {"seconds": 2}, {"seconds": 4, "text": {"en": "Still here?"}})
    page = opened(visit)
    page.clock.run_for(10_000)
    expect(bubble(page)).to_be_visible()
    expect(bubble(page, "Still here?")).to_be_hidden()
    page.evaluate("history.pushState(null, '', '/plain/other')")
    page.evaluate("document.querySelector('bantam-chat').say('')")
    page.clock.run_for(1_000)
    expect(bubble(page)).to_be_hidden()
    page.clock.run_for(3_000)
    expect(bubble(page)).to_be_visible()


def test_a_greeting_that_is_waved_away_stays_away_for_thirty_days(fake: FakeServer, visit: Visit) -> None:
    rules(fake, {})
    page = opened(visit)
    page.get_by_role("button", name="Dismiss").click()
    expect(bubble(page)).to_be_hidden()
    assert set(memory_of(page)) == {"dismissed"}
    page.reload()
    page.clock.run_for(5_000)
    expect(bubble(page)).to_be_hidden()
    page.clock.run_for(1_000)
    page.evaluate("""() => {
        const month = 30 * 24 * 60 * 60 * 1000;
        localStorage.setItem("bantam-chat", JSON.stringify({ dismissed: Date.now() - month }));
    }""")
    page.reload()
    expect(bubble(page)).to_be_visible()


def test_who_has_a_chat_is_not_greeted(fake: FakeServer, visit: Visit) -> None:
    rules(fake, {"seconds": 2})
    page = visit("/plain")
    chat_with(page)
    page.keyboard.press("Escape")
    page = opened(visit)
    page.clock.run_for(5_000)
    expect(bubble(page)).to_be_hidden()


def test_who_had_a_chat_that_is_over_is_returning(fake: FakeServer, visit: Visit) -> None:
    rules(fake, {"returning": True})
    page = visit("/plain")
    chat_with(page)
    page.keyboard.press("Escape")
    expect(bubble(page)).to_be_hidden()
    fake.conversations.clear()
    page.reload()
    page.wait_for_function("() => JSON.parse(localStorage.getItem('bantam-chat')).met")
    page.reload()
    expect(bubble(page)).to_be_visible()
    assert memory_of(page) == {"met": True}
    assert fake.paths().count("/api/chat/start") == 1


def test_a_greeting_is_announced_and_can_be_reached_and_left_by_keyboard(
    fake: FakeServer, visit: Visit
) -> None:
    rules(fake, {"seconds": 1})
    page = opened(visit)
    page.evaluate("document.querySelector('h1').tabIndex = 0; document.querySelector('h1').focus()")
    page.clock.run_for(3_000)
    expect(page.locator("bantam-chat [role=status]").first).to_contain_text("Which plan fits?")
    assert page.evaluate("document.activeElement.tagName") == "H1"
    page.keyboard.press("Tab")
    expect(bubble(page)).to_be_focused()
    page.keyboard.press("Tab")
    expect(page.get_by_role("button", name="Dismiss")).to_be_focused()
    page.keyboard.press("Escape")
    expect(bubble(page)).to_be_hidden()
    expect(page.get_by_role("button", name="Open chat")).to_be_focused()


def test_a_rule_that_opens_shows_the_chat_without_starting_it(fake: FakeServer, visit: Visit) -> None:
    rules(fake, {"seconds": 1, "open": True})
    page = opened(visit)
    page.clock.run_for(3_000)
    expect(page.get_by_role("heading", name="Chat with us")).to_be_visible()
    assert fake.paths() == []
    assert memory_of(page) is None
    page.get_by_role("button", name="Write a message").click()
    expect(page.get_by_role("textbox", name="Write a message")).to_be_focused()
    expect(page.get_by_role("button", name="Which plan fits?")).to_be_hidden()


def test_on_a_phone_it_greets_instead(fake: FakeServer, visit: Visit, browser: Browser) -> None:
    rules(fake, {"open": True})
    phone = browser.new_context(viewport=PHONE, has_touch=True, is_mobile=True)
    page = visit("/", phone)
    expect(bubble(page)).to_be_visible()
    expect(page.get_by_role("button", name="Write a message")).to_be_hidden()
    phone.close()


def test_nothing_moves_where_motion_is_not_wanted(fake: FakeServer, visit: Visit) -> None:
    rules(fake, {})
    page = visit("/plain")
    page.emulate_media(reduced_motion="reduce")
    page.reload()
    expect(bubble(page)).to_be_visible()
    shadow = "document.querySelector('bantam-chat').shadowRoot.querySelector('.greeting')"
    assert page.evaluate(f"getComputedStyle({shadow}).animationDelay") == "0s"
    assert page.evaluate(f"parseFloat(getComputedStyle({shadow}).animationDuration)") < 0.001
