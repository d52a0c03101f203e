"""The one question that a mail asks, with answers to click, in the words of the chat."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from bot.leads.models import Known
from bot.playbook.shapes import FACTS, QualificationPlaybook
from bot.understand.chosen import chosen_facts

UNSETTLED = ("unsure", "none_yet", "no_plan")
"""Answers that time may change. Who would rather not say is not asked again."""


class Words(Protocol):
    def say(self, response: str, **values: str) -> Mapping[str, Any]:
        """A response of domain.yml, `{"text", "buttons"}`. Raises KeyError when there is none."""
        ...


@dataclass(frozen=True)
class Asking:
    """A question about one of the four facts, and the choices for it, as they stand on the buttons."""

    fact: str
    question: str
    answers: tuple[str, ...]


def asking(known: Known, words: Words, qualification: QualificationPlaybook) -> Asking | None:
    """What to ask: in the playbook's order, the first fact that the lead has not dealt with.

    After those, the first that was left open ("no date yet"), if there are two real answers to pick from.
    None when there is nothing to ask.
    """
    facts = [question.ask for question in qualification.questions if question.ask in FACTS]
    for fact in facts:
        if not known.closed(fact) and (found := _asking(fact, words, settled_only=False)):
            return found
    for fact in facts:
        kept = known.facts.get(fact)
        left_open = kept is not None and kept.status in UNSETTLED
        if left_open and (found := _asking(fact, words, settled_only=True)) and len(found.answers) > 1:
            return found
    return None


def _asking(fact: str, words: Words, *, settled_only: bool) -> Asking | None:
    try:
        said = words.say(f"utter_ask_{fact}")
    except KeyError:
        return None
    titles = []
    for button in said["buttons"]:
        stated = chosen_facts(str(button["title"]), str(button["payload"]))
        status = "stated" if stated is None else stated.get(fact, {}).get("status")
        if status == "stated" or (status and not settled_only):
            titles.append(str(button["title"]))
    return Asking(fact, str(said["text"]), tuple(titles)) if titles else None
