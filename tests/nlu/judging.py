"""Whether a visitor got what they came for, and was asked nothing that was known. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tests.nlu.scoring import FIELDS, same

# Consent and the choice of a time are the way to the outcome, not questions about the visitor.
QUESTIONS = ("need", "budget", "authority", "timeline", "name", "email", "company", "company_size")
RUNNING = ("unconfirmed", "active")


@dataclass(frozen=True)
class Visit:
    """One visitor: what came of it, what was not right (`kind: what`), and the questions to the outcome."""

    file: str
    expected: str
    outcome: str
    questions: int
    faults: Sequence[str]
    told: str = ""

    @property
    def right(self) -> bool:
        return not self.faults

    def has(self, kind: str) -> bool:
        """Whether something of the kind went wrong: broken, outcome, bant, contact, lead, asked again."""
        return any(fault.startswith(f"{kind}:") for fault in self.faults)


@dataclass
class Memory:
    """What was known of the visitor after each turn, and the questions that asked for it nevertheless."""

    known: frozenset[str] = frozenset()
    made_sure: set[str] = field(default_factory=set)
    repeated: list[str] = field(default_factory=list)

    def turn(self, open_question: str | None, asks: Iterable[str | None], lead: Mapping[str, Any]) -> None:
        """Take a turn: the question that it answered, what the bot asked after it, and the lead after it.

        Right after an answer the bot may make sure once ("50" thousand?): the fact is known, and asked again.
        """
        known = known_in(lead)
        for asked in asks:
            if asked not in known or asked not in QUESTIONS:
                continue
            unsure = asked == open_question and asked not in self.known and asked not in self.made_sure
            if unsure:
                self.made_sure.add(asked)
            else:
                self.repeated.append(asked)
        self.known = known


def known_in(lead: Mapping[str, Any]) -> frozenset[str]:
    """The facts that the lead has, refusals and "I don't know" included."""
    bant = {fact for fact, value in lead["bant"].items() if value["status"] != "unknown"}
    return frozenset(bant | {key for key, value in lead["contact"].items() if value is not None})


def outcome_of(lead: Mapping[str, Any]) -> str:
    """meeting, person, nurture, disqualified or none: what came of the visit, by what the staff sees."""
    if lead["meeting"] and lead["meeting"]["status"] == "confirmed":
        return "meeting"
    if lead["handover"]:
        return "person"
    if _sequences(lead):
        return "nurture"
    return "disqualified" if lead["stage"] == "disqualified" else "none"


def judge(expect: Mapping[str, Any], lead: Mapping[str, Any], asked: Sequence[str | None]) -> Iterator[str]:
    """All that is not as expected, each as `kind: what`. A sequence's own name stands for nurture too."""
    wanted, outcome = expect["outcome"], outcome_of(lead)
    if wanted != outcome and not (outcome == "nurture" and wanted in _sequences(lead)):
        yield f"outcome: {wanted} became {outcome}"
    for key, value in expect.get("lead", {}).items():
        if key == "bant":
            yield from (f"bant: {where}" for where in _bant_faults(value, lead["bant"]))
        elif key == "contact":
            yield from (f"contact: {name}" for name in _unlike(value, lead["contact"]))
        elif not _holds(value, lead.get(key)):
            yield f"lead: {key}"
    yield from (f"asked again: {known}" for known in expect.get("never_asked", ()) if known in asked)


def _bant_faults(expected: Mapping[str, Any], found: Mapping[str, Any]) -> Iterator[str]:
    for fact in FIELDS:
        if wrong := _unlike(expected.get(fact, {}), found[fact]):
            yield f"{fact} ({', '.join(wrong)})"


def _unlike(expected: Mapping[str, Any], found: Mapping[str, Any]) -> list[str]:
    return [name for name, value in expected.items() if not same(name, _plain(value), found.get(name))]


def _holds(expected: Any, found: Any) -> bool:
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return all(_holds(value, found.get(name)) for name, value in expected.items())
    return bool(expected == found)


def _plain(value: Any) -> Any:
    # An unquoted date is one in YAML too.
    return value.isoformat() if isinstance(value, date) else value


def _sequences(lead: Mapping[str, Any]) -> list[str]:
    return [one["sequence"] for one in lead["enrolments"] if one["status"] in RUNNING]
