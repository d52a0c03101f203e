"""The widget against the real processes while those are killed and come back: nothing lost, nothing twice."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.widget_page import said, say
from tests.processes import Processes

ANSWER = 120_000  # milliseconds: a process starts meanwhile, on a busy machine
NOTICE = "One moment, this takes a little longer than usual."


@pytest.fixture
def page(context: BrowserContext, product: Processes) -> Iterator[Page]:
    """A chat that has begun, and is followed by its stream."""
    context.set_default_timeout(ANSWER)
    page, faults = context.new_page(), []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(product.url)
    with page.expect_response("**/api/chat/stream", timeout=ANSWER):
        page.get_by_role("button", name="Open chat").click()
    waits_for(page, "with your data?")
    yield page
    assert faults == []


def history(page: Page) -> list[str]:
    """What the server has of this chat, as the widget asks for it."""
    messages = page.evaluate("""async () => {
        const { token } = JSON.parse(localStorage["bantam-chat"]);
        const answer = await fetch("/api/chat/history", { headers: { Authorization: "Bearer " + token } });
        return (await answer.json()).messages.map((one) => one.text);
    }""")
    return [str(text) for text in messages]


def waits_for(page: Page, text: str) -> None:
    expect(said(page).last).to_contain_text(text, timeout=ANSWER)


def is_as_the_server_has_it(page: Page) -> None:
    texts = history(page)
    assert len(texts) == len(set(texts))
    assert said(page).all_inner_texts() == [text.replace("**", "") for text in texts]


def test_a_message_that_is_said_while_the_server_restarts_is_answered_once(
    page: Page, product: Processes
) -> None:
    product.kill("web")
    say(page, "We need dashboards for the management team")
    expect(page.get_by_text("No answer yet. Trying again.")).to_be_visible()
    product.start("web")
    product.wait()
    waits_for(page, "budget")
    say(page, "80k EUR a year")
    waits_for(page, "signs off")
    is_as_the_server_has_it(page)


def test_a_server_that_is_killed_over_an_answer_gives_it_after_its_restart(
    page: Page, product: Processes
) -> None:
    with page.expect_request("**/api/chat/say"):
        say(page, "We need dashboards for the management team")
    product.kill("web")
    product.start("web")
    product.wait()
    waits_for(page, "budget")
    is_as_the_server_has_it(page)


def test_the_stream_comes_back_by_itself_after_a_restart(
    page: Page, context: BrowserContext, product: Processes
) -> None:
    product.kill("web")
    product.start("web")
    product.wait()
    other = context.new_page()
    other.goto(product.url)
    waits_for(other, "with your data?")
    say(other, "We need dashboards for the management team")
    waits_for(other, "budget")
    waits_for(page, "budget")
    is_as_the_server_has_it(page)


def test_while_the_dialogue_is_away_the_visitor_hears_so_and_the_answer_comes_by_itself(
    page: Page, product: Processes
) -> None:
    product.kill("dialogue")
    try:
        say(page, "We need dashboards for the management team")
        waits_for(page, NOTICE)
        expect(page.locator("bantam-chat .typing.on")).to_have_count(0)
    finally:
        product.start("dialogue")
        product.wait()
    waits_for(page, "budget")
    is_as_the_server_has_it(page)
