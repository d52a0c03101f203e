"""Scripted visitors against the real processes, over HTTP, as tests/conversations runs those it knows.

A file says what the visitor types first (`says`), what they answer to each question (`answers`), what they
type in the end (`then`), and what must be true (`expect`).
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from tests.bench.machine import memory_by_process
from tests.nlu.judging import QUESTIONS, Memory, Visit, judge, outcome_of
from tests.nlu.sets import Script
from tests.processes import Processes
from tests.visitor import Staff, Visitor


@dataclass(frozen=True)
class Visits:
    """What became of all of them, and the memory of the dialogue after the last, in MB."""

    visits: Sequence[Visit]
    dialogue: float


class Watched(Visitor):
    """A visitor of whom it is noted, after each turn, what the staff knows of them."""

    def __init__(self, url: str, staff: Staff, **browser: Any) -> None:
        self.staff, self.memory = staff, Memory()
        super().__init__(url, **browser)

    @property
    def questions(self) -> int:
        return sum(asked in QUESTIONS for asked in self.ever_asked)

    def _take(self, answer: httpx.Response) -> list[dict[str, Any]]:
        open_question = self.asked
        said = super()._take(answer)
        self.memory.turn(open_question, [message["asks"] for message in said], self.staff.lead(self))
        return said


def visit_all(scripts: Sequence[Script]) -> Visits:
    """Run every visitor, one after the other, on one fresh copy of the product."""
    print("Preparing and starting the product", flush=True)
    with (
        tempfile.TemporaryDirectory(prefix="bantam-evaluate-") as folder,
        Processes.running(Path(folder) / "product") as product,
    ):
        staff = Staff(product.url, product.bantam("token", "create", "evaluate").strip())
        visits = list(_visits(scripts, product.url, staff))
        dialogue = sum(memory_by_process(product.pid("dialogue")).values())
    return Visits(visits, dialogue)


def _visits(scripts: Sequence[Script], url: str, staff: Staff) -> Iterator[Visit]:
    for number, script in enumerate(scripts, 1):
        one = visit(script, url, staff)
        told = "right" if one.right else "; ".join(one.faults)
        print(f"  {number} of {len(scripts)}  {script.file}: {told}", flush=True)
        yield one


def visit(script: Script, url: str, staff: Staff) -> Visit:
    """Let one visitor talk. Whatever breaks is a fault of the kind `broken`, and no exception."""
    words, expected = script.words, script.words["expect"]["outcome"]
    visitor = Watched(url, staff, **words.get("browser", {}))
    try:
        questions = _talk(visitor, words)
        lead = staff.lead(visitor)
    except (AssertionError, httpx.HTTPError, StopIteration) as error:
        reason = (str(error) or type(error).__name__).splitlines()[0]
        return Visit(script.file, expected, "none", visitor.questions, (f"broken: {reason}",), _told(visitor))
    faults = [*judge(words["expect"], lead, visitor.ever_asked)]
    faults += [f"asked again: {known}" for known in visitor.memory.repeated]
    return Visit(
        script.file, expected, outcome_of(lead), questions, tuple(dict.fromkeys(faults)), _told(visitor)
    )


def _talk(visitor: Watched, words: Mapping[str, Any]) -> int:
    for text in words.get("says") or ():
        visitor.say(text)
    visitor.answer(words.get("answers") or {})
    questions = visitor.questions
    for text in words.get("then") or ():
        visitor.say(text)
    return questions


def _told(visitor: Visitor) -> str:
    try:
        messages = visitor.history()
    except (AssertionError, httpx.HTTPError):
        messages = visitor.messages  # without the visitor's own words
    return "\n".join(f"    {m['from']}: {m['text']} [{m['asks']}]" for m in messages)
