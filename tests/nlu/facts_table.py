"""The section on facts."""

from __future__ import annotations

from collections.abc import Iterator

from tests.nlu.facts import FactsRead
from tests.nlu.scoring import CONTACT, FIELDS, Tally, micro
from tests.nlu.table import Aim, milliseconds, percent, ratio, table

HEAD = """
A fact is right when all its values are: a budget's status, amounts, currency and period; the role and who
approves; the need's category; both dates. Case never counts, nor do articles and possessives before an
approver. A wrong value counts twice, as an invented fact and as a missed one.
"""
F1 = {"budget": 0.95, "timeline": 0.93, "authority": 0.92, "contact": 0.97}


def section(read: FactsRead) -> list[str]:
    """Scores by fact, times, and the faults by kind."""
    rows = [_row(fact, tally) for fact, tally in _tallies(read)]
    head = ("fact", "stated", "read", "precision", "recall", "F1", "aim")
    return [
        f"{read.messages} messages; {percent(read.whole / read.messages)} were read without any fault.",
        *HEAD.splitlines(),
        "",
        *table(head, rows),
        "",
        "What was not right, by kind:",
        "",
        *table(("fact", "kind", "messages"), list(_kinds(read)), left=2),
        "",
        "Time for each message, on one core, read for the first time:",
        "",
        *table(("", "p50", "p95"), _times(read)),
    ]


def aims(read: FactsRead) -> list[Aim]:
    scores = dict(_tallies(read))
    return [
        *(Aim(f"F1 of {fact}", "≥", limit, scores[fact].f1, ratio) for fact, limit in F1.items()),
        Aim("understand, 200 characters, without the encoder, p95", "<", 3, read.long.p95, milliseconds),
        Aim("the encoder, p95", "<", 3, read.encoder.p95, milliseconds),
    ]


def failures(read: FactsRead) -> Iterator[str]:
    """The texts, for development sets."""
    for message, fault in read.faults:
        yield f"{fault.fact}: {fault.label}   [{message.id}, asked {message.asked}, {message.now}]"
        yield f"    {message.text!r}"
        yield f"    should be {fault.expected}"
        yield f"    was read  {fault.found}"


def _tallies(read: FactsRead) -> Iterator[tuple[str, Tally]]:
    for fact in FIELDS:
        yield fact, read.tallies[fact]
    yield "contact", micro(read.tallies, CONTACT)
    for key in CONTACT:
        yield f"… {key}", read.tallies[key]


def _row(fact: str, tally: Tally) -> tuple[str, ...]:
    figures = (ratio(tally.precision), ratio(tally.recall), ratio(tally.f1))
    return fact, f"{tally.given}", f"{tally.found}", *figures, ratio(F1[fact]) if fact in F1 else ""


def _kinds(read: FactsRead) -> Iterator[tuple[str, str, str]]:
    for fact in (*FIELDS, *CONTACT):
        for kind, number in read.tallies[fact].faults.most_common():
            yield fact, kind, f"{number}"


def _times(read: FactsRead) -> list[tuple[str, str, str]]:
    shown = {
        "understand, with the encoder": read.understand,
        "understand, messages of about 200 characters, without the encoder": read.long,
        "the encoder alone": read.encoder,
    }
    return [(what, milliseconds(times.p50), milliseconds(times.p95)) for what, times in shown.items()]
