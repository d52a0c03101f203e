"""The corpus of scripts through every word that the widget shows: nothing runs, nothing becomes markup."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.browser.conftest import Visit
from tests.browser.fake_answers import MEETING, bot, rep, visitor
from tests.browser.fake_server import Conversation, FakeServer
from tests.browser.scripts import RAN, SINK, WATCH, corpus
from tests.browser.widget_page import chat_with, said, say

AT_ONCE = 25
PIECES = corpus()
PARTS = [PIECES[start : start + AT_ONCE] for start in range(0, len(PIECES), AT_ONCE)]
OURS = "a b bdi br button div dl dt dd form h2 h3 i input li p path s section span svg textarea time ul"
STRAYS = """(names) => {
    const ours = names.split(" ");
    const found = [];
    const { shadowRoot } = document.querySelector("bantam-chat");
    for (const node of shadowRoot.querySelectorAll("*")) {
        if (node.localName !== "style" && !ours.includes(node.localName)) found.push(node.outerHTML);
        for (const { name, value } of node.attributes) {
            if (/^(on|srcdoc|src$|action|formaction|xlink)/i.test(name)) found.push(name);
            if (name === "href" && !/^(https?|mailto):/i.test(value)) found.push(value);
        }
    }
    return found;
}"""
"""What stands in the widget and is not of its making."""


@pytest.fixture
def watched(context: BrowserContext) -> list[str]:
    """What ran, or told something to the corpus's own host."""
    ran: list[str] = []
    context.add_init_script(WATCH)
    context.on("console", lambda line: ran.append(line.text) if RAN in line.text else None)
    context.on("request", lambda asked: ran.append(asked.url) if SINK in asked.url else None)
    return ran


def is_clean(page: Page, watched: list[str]) -> None:
    assert page.evaluate(STRAYS, OURS) == []
    assert watched == []


def filled(piece: str, number: int) -> list[dict[str, Any]]:
    """The piece as every word that a server can send; each card with ids of its own."""
    slot = {"id": piece, "start": MEETING["start"], "end": MEETING["end"], "label": piece}
    line = {"fact": piece, "label": piece, "value": piece, "quote": piece}
    meeting = {**MEETING, "id": f"meeting{number}", "location": piece, "with": piece, "manage_url": piece}
    return [
        visitor(piece),
        bot(piece, (piece,), asks=piece),
        bot(f"**{piece}** [{piece}]({piece})\n{piece}", card={"type": piece}),
        rep(piece, piece),
        bot(piece, card={"type": "slots", "timezone": piece, "slots": [slot], "moves": piece}),
        bot(piece, card={"type": "understood", "lines": [line]}),
        bot(piece, card={**meeting, "type": "meeting"}),
        bot(piece, card={**meeting, "type": "meeting", "state": piece, "timezone": piece, "before": piece}),
    ]


@pytest.mark.parametrize("pieces", PARTS)
def test_whatever_a_server_sends_stays_text(
    fake: FakeServer, visit: Visit, watched: list[str], pieces: list[str]
) -> None:
    conversation = fake.links["abc"] = Conversation()
    for number, piece in enumerate(pieces):
        for message in filled(piece, number):
            fake.add(conversation, message)
    page = visit("/#carry-on=abc")
    expect(said(page)).to_have_count(len(pieces) * 8 + 1)
    expect(page.locator("bantam-chat .card.meeting")).not_to_have_count(0)
    is_clean(page, watched)
    for piece in pieces:
        shown = said(page).filter(has_text=piece[:20].strip()).count() if piece[:20].strip() else 1
        assert shown, piece


@pytest.mark.parametrize("pieces", PARTS)
def test_what_a_visitor_types_and_is_refused_with_stays_text(
    fake: FakeServer, visit: Visit, watched: list[str], pieces: list[str]
) -> None:
    page = visit("/")
    chat_with(page)
    for number, piece in enumerate(pieces):
        fake.fail_next("say", 422, detail=piece)
        say(page, piece)
        expect(page.get_by_role("alert")).to_have_count(number + 1)
    is_clean(page, watched)


def test_names_and_greetings_of_the_element_stay_text(visit: Visit, watched: list[str]) -> None:
    page = visit("/")
    for piece in PIECES:
        page.evaluate(
            """(piece) => {
                document.querySelectorAll("bantam-chat").forEach((one) => one.remove());
                const element = document.createElement("bantam-chat");
                for (const name of ["name", "greeting", "launcher"]) element.setAttribute(name, piece);
                document.body.append(element);
            }""",
            piece,
        )
        assert page.evaluate(STRAYS, OURS) == []
    page.evaluate("document.querySelector('bantam-chat').open()")
    expect(said(page)).to_have_count(2)
    is_clean(page, watched)
