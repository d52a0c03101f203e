"""The section on visitors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from statistics import median

from tests.nlu.judging import Visit
from tests.nlu.table import NONE, Aim, count, megabytes, percent, table
from tests.nlu.visitors import Visits

KINDS = {
    "outcome": "the right outcome",
    "bant": "the whole BANT record",
    "contact": "the contact",
    "asked again": "nothing known asked again",
}
RIGHT, QUESTIONS, MEMORY = 0.95, 6, 800
# The other outcomes come early: somebody who asks for a person is asked little.
ALL_THE_WAY = ("meeting", "nurture")


def section(all_visits: Visits) -> list[str]:
    """Who got what they came for, how many questions it took, and what went wrong."""
    visits = all_visits.visits
    rows = [
        *((what, _share(visits, kind), "") for kind, what in KINDS.items()),
        ("all of it", percent(_right(visits)), f"≥ {percent(RIGHT)}"),
        ("questions to a meeting or mail, median", _median(_all_the_way(visits)), f"≤ {QUESTIONS}"),
        ("questions, all visitors, median", _median(visits), ""),
    ]
    return [
        f"{len(visits)} scripted visitors over HTTP, one after the other, against the four real processes.",
        "Consent and the choice of a time are not counted as questions; a repeated question is.",
        "",
        *table(("", "measured", "aim"), rows),
        "",
        *table(("outcome", "visitors", "all right", "questions, median"), list(_outcomes(visits))),
        "",
        f"What was not right, by kind ({sum(not visit.right for visit in visits)} visitors):",
        "",
        *table(("what", "visitors"), list(_faults(visits))),
        "",
        f"The dialogue's process after the last visitor: {megabytes(all_visits.dialogue)} PSS.",
    ]


def aims(all_visits: Visits) -> list[Aim]:
    ways = _all_the_way(all_visits.visits)
    asked = median(visit.questions for visit in ways) if ways else None
    return [
        Aim("visitors with whom all is right", "≥", RIGHT, _right(all_visits.visits), percent),
        Aim("questions to a meeting or mail, median", "≤", QUESTIONS, asked, count),
        Aim("memory of the dialogue's process", "<", MEMORY, all_visits.dialogue, megabytes),
    ]


def failures(all_visits: Visits) -> Iterator[str]:
    """The chats, for development sets."""
    for visit in all_visits.visits:
        if not visit.right:
            yield f"{visit.file}: {'; '.join(visit.faults)}"
            yield visit.told


def _right(visits: Sequence[Visit]) -> float:
    return sum(visit.right for visit in visits) / len(visits)


def _share(visits: Sequence[Visit], kind: str) -> str:
    return percent(sum(not visit.has(kind) and not visit.has("broken") for visit in visits) / len(visits))


def _all_the_way(visits: Sequence[Visit]) -> list[Visit]:
    return [visit for visit in visits if visit.outcome in ALL_THE_WAY]


def _median(visits: Sequence[Visit]) -> str:
    return count(median(visit.questions for visit in visits)) if visits else NONE


def _outcomes(visits: Sequence[Visit]) -> Iterator[tuple[str, ...]]:
    for outcome in sorted({visit.expected for visit in visits}):
        these = [visit for visit in visits if visit.expected == outcome]
        yield outcome, f"{len(these)}", f"{sum(visit.right for visit in these)}", _median(these)


def _faults(visits: Sequence[Visit]) -> Iterator[tuple[str, str]]:
    found = Counter(fault for visit in visits for fault in visit.faults)
    for fault, number in sorted(found.items(), key=lambda one: (-one[1], one[0])):
        yield fault, f"{number}"
