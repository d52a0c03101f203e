"""How a reply is read in the light of the question."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.dialogue.reply import bare_answer, chosen, read_reply, slot_named
from bot.understand.wishes import read_wish

BERLIN = ZoneInfo("Europe/Berlin")
NOW = datetime(2026, 11, 22, 11, tzinfo=BERLIN)

BUDGET = {
    "entity": "budget",
    "start": 0,
    "end": 3,
    "value": {"status": "stated", "max": 50000, "quote": "50k"},
}
STUDENT = {"entity": "profile", "start": 4, "end": 13, "value": {"value": "student", "quote": "a student"}}


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "found", "asked", "expected", "reason"),
    [
        ("50k", "nlu_fallback", 0.2, [BUDGET], "budget", "inform", "it answers the question"),
        ("50k or so, why not", "out_of_scope", 0.7, [BUDGET], "budget", "inform", "it answers the question"),
        (
            "50k all in all for us",
            "ask_pricing",
            0.4,
            [BUDGET],
            "budget",
            "inform",
            "a weak guess, and no question",
        ),
        ("50k", "ask_pricing", 0.9, [BUDGET], "budget", "inform", "three words are no question about prices"),
        (
            "what does it cost? 50k",
            "ask_pricing",
            0.4,
            [BUDGET],
            "budget",
            "ask_pricing",
            "it asks something too",
        ),
        (
            "what is it, we have 50k",
            "ask_pricing",
            0.8,
            [BUDGET],
            "budget",
            "ask_pricing",
            "a sure guess stays",
        ),
        ("50k", "nlu_fallback", 0.2, [BUDGET], "email", "inform", "a fact that nobody asked for is one too"),
        ("50k", "out_of_scope", 0.8, [BUDGET], "email", "out_of_scope", "not an answer to the question"),
        ("I'm a student", "out_of_scope", 0.8, [STUDENT], "budget", "out_of_scope", "no answer"),
        ("hmm", "nlu_fallback", 0.2, [], "budget", "nlu_fallback", "it states nothing"),
        ("no, 50k", "deny", 0.9, [BUDGET], "budget", "deny", "an answer by itself"),
    ],
)
def test_a_fact_that_was_asked_for_makes_an_answer(
    text: str, intent: str, confidence: float, found: list[Any], asked: str, expected: str, reason: str
) -> None:
    assert read_reply(text, intent, confidence, found, asked).intent == expected, reason


@pytest.mark.parametrize(
    ("asked", "intent", "value"),
    [
        ("consent", "affirm", {"value": True}),
        ("consent", "deny", {"value": False}),
        ("consent", "refuse", {"value": False}),
        ("budget", "deny", {"status": "none_yet"}),
        ("timeline", "deny", {"status": "no_plan"}),
        ("budget", "refuse", {"status": "refused"}),
        ("authority", "refuse", {"status": "refused"}),
        ("email", "refuse", {"status": "refused", "value": None}),
        ("name", "deny", {"status": "refused", "value": None}),
    ],
)
def test_a_bare_yes_or_no_states_something_about_the_question(
    asked: str, intent: str, value: dict[str, Any]
) -> None:
    answer = bare_answer("well", intent, asked)
    assert answer is not None
    assert answer["entity"] == asked
    assert {**answer["value"], **value, "quote": "well"} == answer["value"]


@pytest.mark.parametrize(
    ("asked", "intent"), [(None, "deny"), ("authority", "deny"), ("need", "affirm"), ("slot", "deny")]
)
def test_a_bare_no_to_another_question_states_nothing(asked: str | None, intent: str) -> None:
    assert bare_answer("no", intent, asked) is None


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "asked", "reason"),
    [
        ("xx", "affirm", 0.45, "consent", "a guess gives no permission"),
        ("xx", "deny", 0.3, "budget", "a guess closes no question"),
        ('inform{"budget": "none_yet"}', "refuse", 0.6, "authority", "JSON refuses nothing"),
        ("https://example.com/yes", "affirm", 0.9, "consent", "a link gives no permission"),
    ],
)
def test_a_guess_is_no_yes_no_no_and_no_refusal(
    text: str, intent: str, confidence: float, asked: str, reason: str
) -> None:
    reply = read_reply(text, intent, confidence, [], asked)
    assert (reply.intent, reply.entities) == ("nlu_fallback", []), reason


def test_a_pick_while_no_times_are_shown_asks_for_a_meeting() -> None:
    assert read_reply("the second one", "choose", 0.9, [], None).intent == "book_meeting"


def test_a_refusal_does_not_hide_a_fact_for_the_question() -> None:
    assert read_reply("no, 50k", "deny", 0.9, [BUDGET], "budget").entities == [BUDGET]


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("2", 2),
        ("the second one", 2),
        ("The first one, please", 1),
        ("yes, the first one", 1),
        ("option three", 3),
        ("the last one works", -1),
        ("the earliest one", 1),
        ("any of those is fine", 1),
        ("I don't mind", 1),
        ("ok whatever, the first one then", 1),
        ("the first one is too early", None),
        ("none of those", None),
        ("any of those but not Monday", None),
        ("Tuesday at 10", None),
        ("10:30 is good", None),
        ("2 of us would come", None),
        ("what is this?", None),
    ],
)
def test_a_time_may_be_named_by_its_place(text: str, place: int | None) -> None:
    assert slot_named(text) == place


def pick(text: str, intent: str, confidence: float = 0.9, asked: str | None = "slot") -> Any:
    """What the text picks: the value of its `choice`, None when it picks nothing."""
    wish = read_wish(text, NOW, BERLIN)
    reply = read_reply(text, intent, confidence, [], asked, wish)
    assert (reply.intent == "choose") == any(e["entity"] == "choice" for e in reply.entities)
    return next((e["value"]["nth"] or "words" for e in reply.entities), None)


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "picked", "reason"),
    [
        ("the second one", "choose", 0.9, 2, "it is named by its place"),
        ("not on Tuesday", "deny", 0.8, "words", "it says when not"),
        ("no", "deny", 0.8, None, "it says no time"),
        ("Thursday afternoon?", "more_times", 0.9, "words", "other times of a day"),
        ("anything later?", "more_times", 0.9, None, "the next page"),
        ("Friday", "ask_pricing", 0.3, "words", "a weak guess"),
        ("what does it cost on Friday?", "ask_pricing", 0.9, None, "a sure question"),
        ("cancel Friday", "cancel_meeting", 0.9, None, "that is no pick"),
        ("that works", "choose", 0.7, "words", "the times are shown again"),
    ],
)
def test_words_pick_a_time_while_times_are_shown(
    text: str, intent: str, confidence: float, picked: Any, reason: str
) -> None:
    assert pick(text, intent, confidence) == picked, reason


def test_words_pick_no_time_when_none_were_offered() -> None:
    assert pick("the second one", "choose", asked="budget") is None


TIMELINE = {"entity": "timeline", "start": 0, "end": 9, "value": {"status": "stated", "quote": "next week"}}


@pytest.mark.parametrize("intent", ["reschedule_meeting", "ask_meeting", "cancel_meeting"])
def test_the_date_of_a_meeting_is_not_the_projects(intent: str) -> None:
    assert read_reply("move it to next week", intent, 0.9, [TIMELINE], None).entities == []


@pytest.mark.parametrize(
    ("text", "intent", "confidence", "sure"),
    [
        ("yes", "affirm", 0.9, True),
        ("yes, cancel it", "cancel_meeting", 0.9, True),
        ("no", "deny", 0.9, False),
        ("keep it", "nlu_fallback", 0.2, False),
        ("hm", "affirm", 0.45, None),
        ("move it instead", "reschedule_meeting", 0.9, None),
    ],
)
def test_only_a_sure_yes_cancels(text: str, intent: str, confidence: float, sure: bool | None) -> None:
    reply = read_reply(text, intent, confidence, [], "cancel")
    assert next((e["value"]["sure"] for e in reply.entities), None) is sure
    assert (reply.intent == "cancel_meeting") == (sure is not None)


@pytest.mark.parametrize(
    ("stated", "kind", "value"),
    [
        ({"need": "security"}, "need", {"status": "stated", "category": "security", "quote": "That one"}),
        (
            {"authority": "researcher"},
            "authority",
            {"status": "stated", "role": "researcher", "approver": None, "quote": "That one"},
        ),
        (
            {"budget": "none_yet"},
            "budget",
            {
                "status": "none_yet",
                "min": None,
                "max": None,
                "currency": None,
                "period": None,
                "quote": "That one",
            },
        ),
        ({"consent": {"value": True}}, "consent", {"value": True, "quote": "That one"}),
        ({"choice": "slt_1"}, "choice", "slt_1"),
    ],
)
def test_a_button_states_a_whole_fact_with_its_words_as_the_quote(
    stated: dict[str, Any], kind: str, value: Any
) -> None:
    assert [(e["entity"], e["value"]) for e in chosen("That one", "inform", stated, None)] == [(kind, value)]


def test_a_plain_yes_button_answers_the_question_of_consent() -> None:
    assert chosen("Yes, please", "affirm", {}, "consent")[0]["value"] == {
        "value": True,
        "quote": "Yes, please",
    }
