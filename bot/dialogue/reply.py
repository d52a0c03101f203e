"""A reply is read in the light of the question that was asked: pure rules, no Rasa.

`asked` names the question (budget, email, consent, slot ...), or is None; entities are Rasa's dicts.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.understand.facts import BANT, CONTACT, bant_from_json, bant_to_json
from bot.understand.message import BLANK, read

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

# What a picked time may be taken for: "Tuesday at ten". "Not on Tuesday" picks nothing.
PICKS: Final = VAGUE | {"choose", "inform", "affirm", "correct_answer", "book_meeting", "reschedule_meeting"}

# "No" to "do you have a budget?" is an answer; "no" to "who signs off?" is none.
NO_MEANS: Final = {"budget": "none_yet", "timeline": "no_plan"}

# What a question of BANT can come to without an answer.
UNSTATED: Final = frozenset({"none_yet", "no_plan", "refused", "unsure"})

_NTHS: Final = {
    "first": 1,
    "1st": 1,
    "second": 2,
    "2nd": 2,
    "third": 3,
    "3rd": 3,
    "one": 1,
    "two": 2,
    "three": 3,
}
_NTH = re.compile(
    r"""(?:(?:i'll\ take|let's\ take|take|the|number|option|slot|time)\ |\#)*
    (?P<nth>[1-9]|first|1st|second|2nd|third|3rd|last|one|two|three)
    (?:\ (?:one|slot|time|option))?
    (?:,?\ (?:please|works|is\ good|is\ fine|would\ be\ .*|suits\ .*))?[.!]?""",
    re.IGNORECASE | re.VERBOSE,
)
_WHEN = re.compile(
    r"""\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|satur|sun)(?:day)?\b | \btomorrow\b
    | \b\d{1,2}[:.]\d\d\b | \b\d{1,2}\ ?[ap]m\b | \bat\ \d{1,2}\b""",
    re.IGNORECASE | re.VERBOSE,
)


@dataclass(frozen=True)
class Reply:
    """How the dialogue takes a message: its intent, and what it states."""

    intent: str
    entities: list[Entity]


def read_reply(
    text: str, intent: str, confidence: float, found: Sequence[Entity], asked: str | None
) -> Reply:
    """The intent and the entities of a message, given the facts found in it and the question it replies to.

    A fact that was asked for makes an answer of a text that the classifier could not place; a bare yes, no or
    refusal becomes the fact that it states about the question.
    """
    entities = list(found)
    kinds = {entity["entity"] for entity in entities}
    if intent == "choose" and asked != "slot":
        intent = "book_meeting"  # "the second one", while no times are shown
    if asked == "slot" and (picked := _picked(text, intent)) is not None:
        return Reply("choose", [*entities, _entity("choice", text, picked)])
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
        return _entity(asked, text, _bant(asked, {"status": NO_MEANS[asked]}))
    if intent == "refuse" and asked in BANT:
        return _entity(asked, text, _bant(asked, {"status": "refused"}))
    if intent in ("refuse", "deny") and asked in CONTACT:
        return _entity(asked, text, {"value": None, "status": "refused"})
    return None


def chosen(title: str, intent: str, stated: Mapping[str, Any], asked: str | None) -> list[Entity]:
    """The entities of a chosen button: those of its payload, or what its yes or no states about the question.

    The words on the button are the quote.
    """
    full = {kind: _bant(kind, _spelled_out(kind, value)) for kind, value in stated.items()}
    entities = [_entity(kind, title, value) for kind, value in full.items()]
    answer = bare_answer(title, intent, asked) if asked not in stated else None
    return [*entities, answer] if answer else entities


def slot_named(text: str) -> dict[str, Any] | None:
    """The time that words name: `{"nth": 2}` (-1: last), `{"nth": None}` for a day or an hour, or None."""
    words = text.strip()
    if match := _NTH.fullmatch(words):
        nth = match["nth"].lower()
        return {"nth": int(nth) if nth.isdigit() else _NTHS.get(nth, -1)}
    return {"nth": None} if _WHEN.search(words) else None


def _picked(text: str, intent: str) -> dict[str, Any] | None:
    if intent not in PICKS:
        return None
    named = slot_named(text)
    return {"nth": None} if named is None and intent == "choose" else named


def _intent(intent: str, confidence: float, kinds: set[str], asked: str | None, text: str) -> str:
    if intent in ANSWERS:
        return intent
    # "Security", said to "what is it for?", is no question about ours.
    answer = "?" not in text and (confidence < SURE or len(text.split()) <= BRIEF)
    if asked in kinds and (intent in VAGUE or answer):
        return "inform"
    # "I'm a student" stays out of scope, and still carries the profile that ends the questions.
    return "inform" if intent == "nlu_fallback" and kinds - {"profile"} else intent


def _spelled_out(kind: str, value: Any) -> Any:
    """Short payloads: `{"need": "security"}`, `{"authority": "researcher"}`, `{"budget": "none_yet"}`."""
    if kind not in BANT or not isinstance(value, str):
        return value
    if value in UNSTATED:
        return {"status": value}
    return {"status": "stated", {"need": "category", "authority": "role"}[kind]: value}


def _bant(kind: str, value: Any) -> Any:
    """The full JSON shape of a fact of which only the keys that matter are named; anything else as it is."""
    return bant_to_json(bant_from_json(kind, value)) if kind in BANT and isinstance(value, Mapping) else value


def _entity(kind: str, text: str, value: Any) -> Entity:
    quoted = {**value, "quote": value.get("quote") or text} if isinstance(value, Mapping) else value
    return {"entity": kind, "start": 0, "end": len(text), "value": quoted}
