"""What web may send, and that typed text is never a command."""

from __future__ import annotations

import pytest

from bot.dialogue.body import LONGEST_TEXT, BadBody, as_text, read_turn

GOOD = {"conversation": "cnv_1", "id": "msg_1", "text": "hello"}
COMMANDS = ("restart", "back", "session_start", "stop_contact", "affirm", "choose", "start", "inform")
ENTITIES = ("", '{"choice": "x"}', '{"budget": "none_yet"}', "{{}}", "@1.0", " now")
OPENINGS = ("/", "//", "/ /", " /", "\t/", "\x00/", "/\x01/", "\u2028/", "\u00a0/", "\r\n / ")
SLASHED = [f"{start}{command}{rest}" for start in OPENINGS for command in COMMANDS for rest in ENTITIES]


def test_there_are_hundreds_of_slash_strings() -> None:
    assert len(set(SLASHED)) >= 400


@pytest.mark.parametrize("text", SLASHED)
def test_a_typed_command_loses_its_slash(text: str) -> None:
    assert not read_turn({**GOOD, "text": text}).text.strip().startswith("/")


def test_only_leading_slashes_go() -> None:
    assert as_text("//and/or either/") == "and/or either/"


def test_nothing_but_slashes_leaves_nothing() -> None:
    assert as_text(" / // /") == ""


def test_half_a_surrogate_pair_becomes_a_question_mark() -> None:
    assert as_text("ok \ud83d") == "ok ?"


def test_control_characters_become_a_space() -> None:
    assert as_text("a\x00\x07b\nc") == "a b c"


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        (None, "no body"),
        ([], "a list"),
        ("hello", "a string"),
        ({**GOOD, "sender": "x"}, "an unknown key"),
        ({**GOOD, "choice": "/affirm"}, "text and choice"),
        ({"conversation": "c", "id": "m"}, "neither"),
        ({**GOOD, "text": ""}, "empty"),
        ({**GOOD, "text": "   "}, "only spaces"),
        ({**GOOD, "text": "x" * (LONGEST_TEXT + 1)}, "1,001 characters"),
        ({**GOOD, "text": 5}, "a number"),
        ({**GOOD, "text": None}, "null"),
        ({**GOOD, "id": ""}, "no id"),
        ({**GOOD, "id": "x" * 200}, "a long id"),
        ({**GOOD, "conversation": {"$ne": 1}}, "an object as the conversation"),
        ({**GOOD, "metadata": "x"}, "metadata that is no object"),
        ({**GOOD, "metadata": {"asks": ["budget"]}}, "a list in the metadata"),
        ({**GOOD, "metadata": {"url": "x" * 3000}}, "a long url"),
    ],
)
def test_a_body_that_is_no_turn_is_refused(body: object, reason: str) -> None:
    with pytest.raises(BadBody):
        read_turn(body)


def test_a_thousand_characters_are_fine() -> None:
    assert len(read_turn({**GOOD, "text": "x" * LONGEST_TEXT}).text) == LONGEST_TEXT


def test_unknown_metadata_stays_outside() -> None:
    turn = read_turn({**GOOD, "metadata": {"asks": "budget", "locale": None, "cookie": "secret"}})
    assert turn.metadata == {"asks": "budget"}


def test_a_choice_keeps_what_the_visitor_saw() -> None:
    turn = read_turn({"conversation": "c", "id": "m", "choice": "/affirm", "title": "Yes, please"})
    assert (turn.choice, turn.text) == ("/affirm", "Yes, please")
