"""How right the facts of a message are, value by value. Pure."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

# All of these must be right. The bucket follows from the dates, and the quote is the visitor's own words.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "budget": ("status", "min", "max", "currency", "period"),
    "authority": ("status", "role", "approver"),
    "need": ("status", "category"),
    "timeline": ("status", "start", "end"),
}
CONTACT = ("name", "email", "phone", "company", "company_size", "job_title", "country")

_LEADING = re.compile(r"^(?:(?:the|an?|my|our|your|his|her|their|its)\s+)+")


@dataclass(frozen=True)
class Fault:
    """One fact that was not read right: `kind` is missed, invented or wrong, `fields` are what differs."""

    fact: str
    kind: str
    expected: Any = None
    found: Any = None
    fields: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        return f"wrong {' and '.join(self.fields)}" if self.kind == "wrong" else self.kind


@dataclass
class Tally:
    """How often a fact was read right, and how not. A wrong value is both invented and missed."""

    right: int = 0
    faults: Counter[str] = field(default_factory=Counter)  # by Fault.label

    def __add__(self, other: Tally) -> Tally:
        return Tally(self.right + other.right, self.faults + other.faults)

    @property
    def given(self) -> int:
        """How many messages state the fact."""
        return self.right + self.faults.total() - self.faults["invented"]

    @property
    def found(self) -> int:
        """How many messages it was read in."""
        return self.right + self.faults.total() - self.faults["missed"]

    @property
    def precision(self) -> float | None:
        return share(self.right, self.found)

    @property
    def recall(self) -> float | None:
        return share(self.right, self.given)

    @property
    def f1(self) -> float | None:
        """The harmonic mean of precision and recall; None when nothing was stated and nothing read."""
        return share(2 * self.right, self.given + self.found)


def tally(messages: Iterable[tuple[Mapping[str, Any], Mapping[str, Any]]]) -> dict[str, Tally]:
    """For each fact, over pairs of what a message states and what was read in it."""
    tallies = {fact: Tally() for fact in (*FIELDS, *CONTACT)}
    for stated, read in messages:
        for fact in stated_in(stated):
            tallies[fact].right += 1
        for fault in faults(stated, read):
            tallies[fault.fact].right -= fault.kind != "invented"
            tallies[fault.fact].faults[fault.label] += 1
    return tallies


def micro(tallies: Mapping[str, Tally], facts: Sequence[str]) -> Tally:
    """These facts together, each reading counted once."""
    return sum((tallies[fact] for fact in facts), Tally())


def stated_in(facts: Mapping[str, Any]) -> Iterator[str]:
    """The names of what is stated: BANT, then the keys of the contact."""
    yield from (fact for fact in FIELDS if _value(facts, fact) is not None)
    yield from (key for key in CONTACT if _value(facts, key) is not None)


def faults(stated: Mapping[str, Any], read: Mapping[str, Any]) -> list[Fault]:
    """What of one message was missed, invented or read wrongly."""
    found = []
    for fact in (*FIELDS, *CONTACT):
        expected, value = _value(stated, fact), _value(read, fact)
        if expected is None and value is None:
            continue
        if value is None:
            found.append(Fault(fact, "missed", expected))
        elif expected is None:
            found.append(Fault(fact, "invented", found=value))
        elif fields := differing(fact, expected, value):
            found.append(Fault(fact, "wrong", expected, value, fields))
    return found


def differing(fact: str, expected: Any, found: Any) -> tuple[str, ...]:
    """The fields in which two readings of a fact differ; of a contact's key, the key itself."""
    if fact in FIELDS:
        return tuple(name for name in FIELDS[fact] if not same(name, expected.get(name), found.get(name)))
    return () if same(fact, expected, found) else (fact,)


def same(name: str, expected: Any, found: Any) -> bool:
    """Whether two values mean the same. Case and spaces never count, nor does "our" before an approver."""
    if isinstance(expected, Mapping) and isinstance(found, Mapping):
        return all(expected.get(key) == found.get(key) for key in {*expected, *found})
    if isinstance(expected, str) and isinstance(found, str):
        one, other = _plain(expected), _plain(found)
        if name == "approver":
            one, other = _LEADING.sub("", one), _LEADING.sub("", other)
        return one == other
    return bool(expected == found)


def share(part: float, whole: float) -> float | None:
    """None of nothing."""
    return part / whole if whole else None


def percentile(values: Sequence[float], percent: float) -> float:
    """The smallest of the values that as many per cent of them do not exceed (nearest rank)."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * percent / 100) - 1)]


def _value(facts: Mapping[str, Any], fact: str) -> Any:
    return facts.get(fact) if fact in FIELDS else (facts.get("contact") or {}).get(fact)


def _plain(text: str) -> str:
    return " ".join(text.casefold().split())
