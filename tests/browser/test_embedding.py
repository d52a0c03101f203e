"""The widget on somebody else's website: another origin, other rules, other manners."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from tests.browser.company_pages import page
from tests.browser.embedded import Embed, place, talks, the
from tests.browser.fake_server import FakeServer
from tests.browser.hostile import HOSTILE
from tests.browser.widget_page import chat_with, said, say


def test_one_script_tag_is_enough_and_its_data_becomes_attributes(embed: Embed, fake: FakeServer) -> None:
    tag = (
        f'<script src="{fake.address}/widget.js" defer data-name="Tidewater" data-side="left" '
        'data-greeting="Questions?" data-launcher="Ask us" data-other="mine"></script>'
    )
    opened = embed(page("", "{script}"), tag)
    assert the(opened, "return chat.parentElement.tagName") == "BODY"
    assert the(opened, "return chat.getAttributeNames()") == ["name", "greeting", "side", "launcher"]
    opened.get_by_role("button", name="Ask us").click()
    expect(opened.get_by_role("dialog", name="Tidewater")).to_be_visible()


@pytest.mark.parametrize("how", ["", "async", "defer"])
def test_the_script_may_come_before_the_page_is_read(embed: Embed, fake: FakeServer, how: str) -> None:
    opened = embed(page("", f'<script src="{fake.address}/widget.js" {how}></script>'))
    chat_with(opened)
    assert opened.locator("bantam-chat").count() == 1


def test_a_script_that_stands_there_twice_makes_one_chat(embed: Embed) -> None:
    opened = embed(page("{script}{script}"))
    chat_with(opened)
    assert opened.locator("bantam-chat").count() == 1


def test_an_element_that_the_page_brings_later_takes_the_place_of_the_made_one(embed: Embed) -> None:
    opened = embed(page("{script}"))
    expect(opened.get_by_role("button", name="Open chat")).to_be_visible()
    opened.evaluate(
        "document.body.insertAdjacentHTML('beforeend', '<bantam-chat name=\"Mine\"></bantam-chat>')"
    )
    assert opened.locator("bantam-chat").count() == 1
    chat_with(opened)
    expect(opened.get_by_role("dialog", name="Mine")).to_be_visible()


@pytest.mark.parametrize(
    "policy",
    [
        "script-src {bantam}",
        "script-src {bantam}; require-trusted-types-for 'script'; trusted-types bantam",
        "script-src {bantam}; require-trusted-types-for 'script'",
        "script-src 'nonce-abc'",
        "script-src 'nonce-abc' 'strict-dynamic'; require-trusted-types-for 'script'; base-uri 'none'",
    ],
)
def test_a_strict_policy_lets_the_chat_work_and_sees_no_violation(
    embed: Embed, fake: FakeServer, policy: str
) -> None:
    tag = f'<script nonce="abc" src="{fake.address}/widget.js" defer></script>'
    rules = f"default-src 'none'; connect-src {fake.address}; " + policy.format(bantam=fake.address)
    opened = embed(page("{chat}", "{script}"), tag, Content_Security_Policy=rules)
    talks(opened)
    assert opened.evaluate("violations") == []
    assert place(opened.get_by_role("dialog", name="Tidewater"))["width"] == 380  # its style applies


def test_a_policy_that_forbids_the_server_leaves_an_honest_chat(embed: Embed, fake: FakeServer) -> None:
    opened = embed(page("{chat}", "{script}"), Content_Security_Policy=f"script-src {fake.address}/widget.js")
    opened.get_by_role("button", name="Open chat").click()
    expect(opened.get_by_text("I cannot reach the chat just now.")).to_be_visible()


def test_a_website_that_is_not_listed_is_told_that_the_chat_cannot_be_reached(
    embed: Embed, fake: FakeServer
) -> None:
    fake.allowed_origins.clear()
    opened = embed(page("{chat}", "{script}"))
    opened.get_by_role("button", name="Open chat").click()
    expect(opened.get_by_text("I cannot reach the chat just now.")).to_be_visible()


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_page_has_a_working_chat(embed: Embed, name: str) -> None:
    opened = embed(HOSTILE[name])
    talks(opened)
    if name == "a transformed ancestor":  # what is fixed is so within it: docs/widget.md says so
        return
    box = place(opened.get_by_role("dialog", name="Tidewater"))
    launcher = place(opened.get_by_role("button", name="Close chat").last)
    assert (box["width"], launcher["width"], launcher["height"]) == (380, 56, 56)
    right, bottom = opened.evaluate("[innerWidth - 20, innerHeight - 20]")
    assert box["x"] + box["width"] == launcher["x"] + launcher["width"] == right
    assert launcher["y"] + launcher["height"] == pytest.approx(bottom, abs=1)  # it rises under the pointer
    assert the(opened, "return document.elementFromPoint(innerWidth - 40, innerHeight - 40) === chat")
    assert the(opened, "return chat.getBoundingClientRect().width") == 0


def test_twice_as_large_is_a_phone_with_all_of_the_chat(embed: Embed) -> None:
    opened = embed(page("{chat}", "{script}"))
    opened.set_viewport_size({"width": 320, "height": 430})  # 640 px at 200 %
    talks(opened)
    expect(opened.get_by_role("textbox", name="Write a message")).to_be_in_viewport()


def test_the_page_stays_as_it_was(embed: Embed) -> None:
    html = page(
        "<input id=own><div style='height: 3000px'>Long</div>{chat}<script>" + SNAPSHOT + "</script>",
        "{script}",
    )
    opened = embed(html)
    opened.locator("#own").focus()
    before = opened.evaluate("before")
    expect(opened.get_by_role("button", name="Open chat")).to_be_visible()
    opened.wait_for_timeout(200)
    assert opened.evaluate("now()") == before
    assert opened.evaluate("document.activeElement.id") == "own"
    the(opened, "chat.ask('Hello')")
    expect(said(opened)).to_have_count(4)
    the(opened, "chat.close()")
    after = opened.evaluate("now()")
    assert after == before


SNAPSHOT = """
function now() {
  const prototypes = [Object, Array, String, Promise, Element, HTMLElement, Node, Event, History];
  const names = prototypes.map((one) => Reflect.ownKeys(one.prototype).map(String).join());
  const { scrollHeight, scrollWidth, className } = document.documentElement;
  return JSON.stringify([
    Object.keys(window).filter((name) => name !== "before"), names, scrollHeight, scrollWidth, className,
    scrollY, document.body.getAttributeNames(), getComputedStyle(document.body).overflow, history.length,
    location.href, document.title, document.cookie, document.styleSheets.length, String(history.pushState),
    document.head.children.length, document.querySelector("h1").getBoundingClientRect().top, String(fetch),
  ]);
}
const before = now();
window.before = before;
"""


def test_keys_that_are_typed_in_the_chat_are_no_shortcuts_of_the_page(embed: Embed) -> None:
    opened = embed(
        page("{chat}<script>addEventListener('keydown', (e) => (window.key = e.key))</script>", "{script}")
    )
    chat_with(opened)
    opened.keyboard.type("s")
    assert opened.evaluate("window.key") is None


def test_the_element_moved_removed_and_added_again_keeps_its_chat(embed: Embed, fake: FakeServer) -> None:
    opened = embed(page("<div id=one>{chat}</div><div id=two></div>", "{script}"))
    chat_with(opened)
    say(opened, "We need reports")
    expect(said(opened)).to_have_count(4)
    for _ in range(3):
        the(
            opened, "document.getElementById('two').append(chat); document.getElementById('one').append(chat)"
        )
        opened.evaluate("(window.kept = document.querySelector('bantam-chat')).remove()")
        opened.evaluate("document.body.append(window.kept)")
    expect(said(opened)).to_have_count(4)
    say(opened, "say: once more")
    expect(said(opened)).to_have_count(6)
    opened.evaluate("history.pushState(null, '', '/elsewhere')")
    opened.evaluate("window.kept.remove(); document.body.innerHTML = '<bantam-chat></bantam-chat>'")
    expect(said(opened)).to_have_count(6)
    assert fake.paths().count("/api/chat/start") == 1
    assert len([one for one in fake.conversation.messages if one["text"] == "once more"]) == 1
