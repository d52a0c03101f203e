"""A reply is read in the light of the question that was asked: pure rules, no Rasa.

`asked` names the question (budget, email, consent, slot ...), or is None; entities are Rasa's dicts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.understand.chosen import in_full
from bot.understand.facts import BANT, CONTACT
from bot.understand.message import BLANK, read
from bot.understand.wish_shapes import Wish

Entity = dict[str, Any]

# They answer a question themselves; every other intent turns aside from it.
ANSWERS: Final = frozenset({"inform", "refuse", "affirm", "deny", "correct_answer", "choose"})
# What the classifier says of text that it cannot place.
VAGUE: Final = frozenset({"nlu_fallback", "out_of_scope", "smalltalk"})
# A fact that was asked for outweighs a weaker guess; a surer one stays, for "what does it cost? we have 50k".
SURE: Final = 0.5
BRIEF: Final = 3  # words
# How sure the classifier must be of a yes, a no or a refusal that is taken for an answer.
ANSWERED: Final = 0.4
CONSENTS: Final = 0.5

# What words about a time may be taken for, while times are shown: "Tuesday at ten", "no, after three".
PICKS: Final = VAGUE | {
    "choose", "inform", "affirm", "deny", "refuse", "correct_answer", "more_times", "ask_meeting",
    "book_meeting", "reschedule_meeting", "talk_to_sales",
}  # fmt: skip
# Their dates are those of a meeting, never of a project.
ABOUT_A_MEETING: Final = frozenset({"choose", "ask_meeting", "reschedule_meeting", "cancel_meeting"})

# "No" to "do you have a budget?" is an answer; "no" to "who signs off?" is none.
NO_MEANS: Final = {"budget": "none_yet", "timeline": "no_plan"}

_NTHS: Final = {
    "first": 1, "1st": 1, "one": 1, "earliest": 1, "soonest": 1, "second": 2, "2nd": 2, "two": 2, "middle": 2,
    "third": 3, "3rd": 3, "three": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5, "sixth": 6, "6th": 6,
    "last": -1, "latest": -1,
}  # fmt: skip
_NTH = re.compile(
    rf"""(?:yes,?\ |ok,?\ |okay,?\ )?
    (?:(?:i'll\ take|i\ take|i'd\ take|let's\ take|i'll\ go\ with
    |let's\ go\ with|take|the|number|option|slot|time)
    \ |\#)*
    (?P<nth>[1-9]|{"|".join(_NTHS)})
    (?:\ (?:one|slot|time|option))?
    (?:,?\ (?:please|pls|works|is\ good|is\ fine|would\ be\ .*|suits\ .*))?[.!]?""",
    re.IGNORECASE | re.VERBOSE,
)
# "Ok whatever, the first one then", in the middle of a few words.
_NTH_INSIDE = re.compile(
    r"\bthe (?P<nth>first|second|third|fourth|fifth|sixth|last|earliest|latest) (?:one|slot|time|option)\b",
    re.IGNORECASE,
)
_NOT = re.compile(r"\b(?:not|no|bad|too|except|but|neither|before|after|than)\b|n't\b", re.IGNORECASE)
FEW: Final = 10  # words
# Who has no preference is given the first.
_ANY = re.compile(
    r"\b(?:any|either|whichever|all) (?:one )?of (?:those|them|these)\b(?!.*\b(?:not|n't|too|bad|except)\b)"
    r"|\byou (?:choose|pick|decide)\b|\bi don'?t mind\b|\bwhichever\b",
    re.IGNORECASE,
)
_KEEPS = re.compile(r"\b(?:keep|leave) (?:it|that|the|my|our)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Reply:
    """How the dialogue takes a message: its intent, and what it states."""

    intent: str
    entities: list[Entity]


def read_reply(
    text: str,
    intent: str,
    confidence: float,
    found: Sequence[Entity],
    asked: str | None,
    wish: Wish | None = None,
) -> Reply:
    """The intent and the entities of a message, given the facts found in it and the question it replies to.

    A fact that was asked for makes an answer of a text that the classifier could not place; a bare yes, no or
    refusal becomes the fact that it states about the question. `wish` is what the text says about when to
    meet, while times are shown.
    """
    entities = list(found)
    kinds = {entity["entity"] for entity in entities}
    if intent == "choose" and asked != "slot":
        intent = "book_meeting"  # "the second one", while no times are shown
    if asked == "slot" and (picked := _picked(text, intent, confidence, wish)) is not None:
        intent = "choose"
        entities.append(_entity("choice", text, picked))
    if asked == "cancel" and (sure := _sure(text, intent, confidence)) is not None:
        return Reply("cancel_meeting", [*_of_a_meeting(entities), _entity("choice", text, {"sure": sure})])
    if intent in ABOUT_A_MEETING:
        return Reply(intent, _of_a_meeting(entities))
    if asked not in kinds and (answer := bare_answer(text, intent, asked)) is not None:
        # A guess gives no permission, and closes no question.
        sure = confidence >= (CONSENTS if asked == "consent" else ANSWERED) and mostly_speech(text)
        return Reply(intent, [*entities, answer]) if sure else Reply("nlu_fallback", entities)
    return Reply(_intent(intent, confidence, kinds, asked, text), entities)


def mostly_speech(text: str) -> bool:
    """Whether more than half of it is the visitor's own speech: no link, code, JSON or quoted mail."""
    blanked = read(text).plain.count(BLANK)
    return blanked * 2 < len(text)


def bare_answer(text: str, intent: str, asked: str | None) -> Entity | None:
    """What "yes", "no" or "rather not say" states about the question; None when it states nothing."""
    if asked == "consent":
        answers = {"affirm": True, "deny": False, "refuse": False, "not_interested": False}
        return _entity(asked, text, {"value": answers[intent]}) if intent in answers else None
    if intent == "deny" and asked in NO_MEANS:
        return _entity(asked, text, in_full(asked, {"status": NO_MEANS[asked]}))
    if intent == "refuse" and asked in BANT:
        return _entity(asked, text, in_full(asked, {"status": "refused"}))
    if intent in ("refuse", "deny") and asked in CONTACT:
        return _entity(asked, text, {"value": None, "status": "refused"})
    return None


def chosen(title: str, intent: str, stated: Mapping[str, Any], asked: str | None) -> list[Entity]:
    """The entities of a chosen button: those of its payload, or what its yes or no states about the question.

    The words on the button are the quote.
    """
    full = {kind: in_full(kind, value) for kind, value in stated.items()}
    entities = [_entity(kind, title, value) for kind, value in full.items()]
    answer = bare_answer(title, intent, asked) if asked not in stated else None
    return [*entities, answer] if answer else entities


def slot_named(text: str) -> int | None:
    """Which of the times shown the words name, from 1 (-1: the last); None when none by its place."""
    words = text.strip()
    if match := _NTH.fullmatch(words):
        nth = match["nth"].lower()
        return int(nth) if nth.isdigit() else _NTHS[nth]
    inside = _NTH_INSIDE.search(words)
    if inside and len(words.split()) <= FEW and not _NOT.search(words):
        return _NTHS[inside["nth"].lower()]
    return 1 if _ANY.search(words) else None


def _picked(text: str, intent: str, confidence: float, wish: Wish | None) -> dict[str, Any] | None:
    """`{"nth": N}`, or `{"nth": None}` for a day or an hour that is left to be read."""
    if intent not in PICKS and confidence >= SURE:
        return None
    nth = slot_named(text)
    if nth is None and wish and intent == "more_times" and wish.order == "later" and not wish.options:
        return None  # "anything later?": the next page
    return {"nth": nth} if nth or wish or intent == "choose" else None


def _sure(text: str, intent: str, confidence: float) -> bool | None:
    """What a reply says to "cancel the meeting?"; a guess cancels nothing."""
    if _KEEPS.search(text) or intent in ("deny", "refuse", "go_on"):
        return False
    return True if intent in ("affirm", "cancel_meeting") and confidence >= CONSENTS else None


def _of_a_meeting(entities: Sequence[Entity]) -> list[Entity]:
    return [entity for entity in entities if entity["entity"] != "timeline"]


def _intent(intent: str, confidence: float, kinds: set[str], asked: str | None, text: str) -> str:
    if intent in ANSWERS:
        return intent
    # "Security", said to "what is it for?", is no question about ours.
    answer = "?" not in text and (confidence < SURE or len(text.split()) <= BRIEF)
    if asked in kinds and (intent in VAGUE or answer):
        return "inform"
    # "I'm a student" stays out of scope, and still carries the profile that ends the questions.
    return "inform" if intent == "nlu_fallback" and kinds - {"profile"} else intent


def _entity(kind: str, text: str, value: Any) -> Entity:
    quoted = {**value, "quote": value.get("quote") or text} if isinstance(value, Mapping) else value
    return {"entity": kind, "start": 0, "end": len(text), "value": quoted}
