"""The element `bantam-chat`: attributes, calls, events, colours, and a chat within the page."""

from __future__ import annotations

from playwright.sync_api import expect

from tests.browser.company_pages import page
from tests.browser.embedded import Embed, place, the
from tests.browser.fake_server import FakeServer
from tests.browser.widget_page import chat_with, memory_of, said, say


def test_attributes_that_change_are_followed(embed: Embed) -> None:
    opened = embed(page("{chat}", "{script}"))
    the(opened, "chat.setAttribute('greeting', 'Hello there'); chat.setAttribute('launcher', 'Talk to us')")
    expect(opened.get_by_role("button", name="Hello there")).to_be_visible()
    expect(opened.get_by_role("button", name="Talk to us")).to_have_text("Talk to us")
    the(opened, "chat.setAttribute('side', 'left'); chat.removeAttribute('launcher')")
    launcher = opened.get_by_role("button", name="Open chat")
    assert place(launcher)["x"] == 20
    the(opened, "chat.removeAttribute('greeting')")
    expect(opened.get_by_role("button", name="Hello there")).to_be_hidden()
    launcher.click()
    the(opened, "chat.setAttribute('name', 'Kestrel')")
    expect(
        opened.get_by_role("dialog", name="Kestrel").get_by_role("heading", name="Kestrel")
    ).to_be_visible()


def test_a_page_with_a_button_of_its_own_gets_the_focus_back(embed: Embed) -> None:
    button = "<button onclick=\"document.querySelector('bantam-chat').open()\">Ask a person</button>"
    opened = embed(page(button + "<bantam-chat launcher=none></bantam-chat>", "{script}"))
    expect(opened.get_by_role("button")).to_have_count(1)
    opened.get_by_role("button", name="Ask a person").click()
    expect(opened.get_by_role("textbox", name="Write a message")).to_be_focused()
    opened.keyboard.press("Escape")
    expect(opened.get_by_role("button", name="Ask a person")).to_be_focused()


def test_the_page_closes_the_chat_without_losing_its_own_focus(embed: Embed) -> None:
    opened = embed(page("<input id=own>{chat}", "{script}"))
    chat_with(opened)
    opened.locator("#own").focus()
    the(opened, "chat.close()")
    assert opened.evaluate("document.activeElement.id") == "own"


def test_an_inline_chat_asks_and_stores_nothing_until_it_is_used(embed: Embed, fake: FakeServer) -> None:
    style = "<style>bantam-chat { height: 520px; width: 400px; }</style>"
    chat = '<bantam-chat inline name="Tidewater" greeting="Questions about your data?"></bantam-chat>'
    opened = embed(page(chat, "{script}" + style))
    expect(opened.get_by_role("heading", name="Tidewater")).to_be_visible()
    expect(opened.get_by_role("button", name="Open chat")).to_have_count(0)
    assert memory_of(opened) is None
    assert [path for _, path, _ in fake.requests] == ["/widget.js"]
    opened.get_by_role("button", name="Write a message").click()
    expect(opened.get_by_role("textbox", name="Write a message")).to_be_focused()
    say(opened, "We need reports")
    expect(said(opened)).to_have_count(4)
    box = place(opened.get_by_role("dialog", name="Tidewater"))
    assert (round(box["width"]), round(box["height"])) == (400, 520)
    opened.reload()
    expect(said(opened)).to_have_count(4)
    assert opened.evaluate("document.activeElement === document.body")


def test_the_api_can_be_called_before_the_script_is_there(embed: Embed) -> None:
    early = (
        "<script>customElements.whenDefined('bantam-chat').then(() => "
        "document.querySelector('bantam-chat').ask('What does it cost?'))</script>"
    )
    opened = embed(page("{chat}" + early, "{script}"))
    expect(said(opened)).to_have_count(4)


def test_events_tell_how_many_and_nothing_else(embed: Embed) -> None:
    listen = (
        "<script>heard = []; for (const name of ['open', 'message', 'close']) "
        "document.addEventListener('bantam-' + name, (e) => heard.push([name, e.detail, e.composed]))"
        "</script>"
    )
    opened = embed(page("<div>{chat}</div>" + listen, "{script}"))
    the(opened, "chat.ask('Hello')")
    expect(said(opened)).to_have_count(4)
    the(opened, "chat.close()")
    heard = opened.evaluate("heard")
    assert (heard[0], heard[-1]) == (["open", None, True], ["close", None, True])
    assert all(set(detail) == {"count"} for name, detail, _ in heard if name == "message")


def test_colours_place_and_parts_are_the_companys(embed: Embed) -> None:
    style = (
        "<style>bantam-chat { --bantam-accent: rgb(200, 0, 80); --bantam-accent-ink: rgb(1, 2, 3); "
        "--bantam-bottom: 90px; --bantam-edge: 40px; --bantam-z: 7; --bantam-font: monospace; "
        "--bantam-radius: 3px; } bantam-chat::part(launcher) { outline: 3px dashed rgb(9, 9, 9); }</style>"
    )
    opened = embed(page("{chat}", "{script}" + style))
    chat_with(opened)
    seen = the(
        opened,
        "const css = (selector) => getComputedStyle(chat.shadowRoot.querySelector(selector));"
        "const launcher = css('.launcher'), panel = css('.panel');"
        "return [launcher.backgroundColor, launcher.color, launcher.bottom, launcher.right, "
        "getComputedStyle(chat).zIndex, panel.fontFamily, panel.borderRadius, launcher.outlineStyle]",
    )
    assert seen == [
        "rgb(200, 0, 80)", "rgb(1, 2, 3)", "90px", "40px", "7", "monospace", "3px", "dashed",
    ]  # fmt: skip


def test_a_page_may_hide_the_chat(embed: Embed) -> None:
    opened = embed(page("{chat}", "{script}<style>bantam-chat { display: none }</style>"))
    opened.wait_for_function("Boolean(customElements.get('bantam-chat'))")
    expect(opened.get_by_role("button", name="Open chat")).to_be_hidden()
