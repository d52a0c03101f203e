"""Followed links, and what a mail asks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from bot.leads.models import KeptFact, Known
from bot.nurture.asking import asking
from bot.nurture.links import Following
from bot.nurture.models import MailLink
from tests.nurturing import CHAT_WORDS, LINKS, MONDAY, PLAYBOOK, PUBLIC_URL

BOOK = PLAYBOOK.qualification


def known(**facts: Mapping[str, Any]) -> Known:
    return Known({kind: KeptFact(kind, value, "", MONDAY, "conv_1") for kind, value in facts.items()})


SAID: Mapping[str, Any] = {"status": "stated"}
REFUSED: Mapping[str, Any] = {"status": "refused"}
ALL: dict[str, Any] = {"need": SAID, "budget": SAID, "authority": SAID, "timeline": SAID}


class Buttons:
    """Words of a chat whose every question has these buttons."""

    def __init__(self, *buttons: tuple[str, str]) -> None:
        self.buttons = [{"title": title, "payload": payload} for title, payload in buttons]

    def say(self, response: str, **values: str) -> Mapping[str, Any]:
        return {"text": f"<{response}>", "buttons": self.buttons}


class Speechless:
    def say(self, response: str, **values: str) -> Mapping[str, Any]:
        raise KeyError(response)


def test_each_place_of_a_link_is_one_of_its_own() -> None:
    following = Following(LINKS, PUBLIC_URL, MONDAY)
    one, other = (following.follow("https://a.example/x?y=1#z") for _ in range(2))

    assert one != other
    assert [(link.kind, link.url) for link in following.links] == [("page", "https://a.example/x?y=1#z")] * 2
    for link, address in zip(following.links, (one, other), strict=True):
        token = address.removeprefix(f"{PUBLIC_URL}/l/")
        assert LINKS.open("click", token, now=MONDAY) == link.id


@pytest.mark.parametrize("url", ["mailto:ida@tidewater.example", "tel:+49", "javascript:alert(1)", "/here"])
def test_what_is_no_web_page_is_left_alone(url: str) -> None:
    following = Following(LINKS, PUBLIC_URL, MONDAY)
    assert following.follow(url) == url
    assert following.links == []


def test_an_address_of_ours_is_what_it_stands_for() -> None:
    ours = {"https://chat/chat": MailLink("", "", "chat")}
    following = Following(LINKS, PUBLIC_URL, MONDAY, ours)
    following.follow("https://chat/chat")
    [link] = following.links
    assert (link.kind, link.url) == ("chat", None)


@pytest.mark.parametrize(
    ("facts", "fact"),
    [
        ({}, "need"),
        ({"need": SAID}, "budget"),
        ({"need": REFUSED}, "budget"),
        ({"need": {"status": "unknown"}}, "need"),
        ({**ALL, "timeline": {"status": "no_plan"}}, "timeline"),
        ({"need": SAID, "budget": {"status": "none_yet"}, "authority": SAID}, "timeline"),
        ({**ALL, "budget": {"status": "none_yet"}}, None),
        ({**ALL, "timeline": REFUSED}, None),
        (ALL, None),
    ],
    ids=[
        "nothing known", "the next in the playbook's order", "a refusal is not asked again",
        "said something unclear", "left open, with dates to pick from",
        "what was never asked comes before what was left open", "left open, without an amount to pick",
        "nothing but a refusal", "all known",
    ],
)  # fmt: skip
def test_a_mail_asks_one_thing_that_is_not_known(facts: dict[str, Any], fact: str | None) -> None:
    ask = asking(known(**facts), CHAT_WORDS, BOOK)
    assert (ask.fact if ask else None) == fact


def test_each_choice_is_an_answer_but_for_what_answers_nothing() -> None:
    buttons = Buttons(
        ("Security", '/inform{{"need": "security"}}'), ("Something else", "We do something else"),
        ("Rather not say", "/refuse"), ("Why?", "/why_do_you_ask"), ("Big", '/inform{{"company_size": 3}}'),
    )  # fmt: skip
    ask = asking(known(), buttons, BOOK)
    assert ask is not None
    assert (ask.question, ask.answers) == ("<utter_ask_need>", ("Security", "Something else"))


def test_without_words_or_without_choices_nothing_is_asked() -> None:
    assert asking(known(), Buttons(), BOOK) is None
    assert asking(known(), Speechless(), BOOK) is None
