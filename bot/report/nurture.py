"""What came of every step of a sequence: sent, held back and why, clicked, replied, booked, unsubscribed.

A number counts mails of the period (their step fell due in it) and what came of them since. Who booked,
replied or unsubscribed is counted once for each sequence they were in, with the last mail that was sent
before it: while the sequence ran, or within `AFTERWARDS` of its end.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from bot.report.ports import ReportWork, Row, Rows, StepsAsked
from bot.report.service import SequenceVersion, find_sequences

AFTERWARDS = timedelta(days=30)
"""How long after the last mail of a sequence what the lead does is put down to it."""
EVENTS = {"MeetingBooked": "booked", "ContactStopped": "unsubscribed"}
"""What happens after a sequence's end and counts; a reply is counted with the mail that it answers."""
_PLACE = re.compile(r" in [A-Z][\w+-]*(?:/[\w+-]+)+|: .*$", re.DOTALL)
"""What in a reason differs from lead to lead: a time zone, and the details after a colon."""


@dataclass
class Numbers:
    """Counts of mails. `waiting` and `sending` are of now, whatever the period."""

    sent: int = 0
    clicked: int = 0
    replied: int = 0
    booked: int = 0
    unsubscribed: int = 0
    withheld: int = 0
    waiting: int = 0
    rejected: int = 0
    unknown: int = 0
    bounced: int = 0
    bounced_softly: int = 0
    auto_replied: int = 0
    reasons: Counter[str] = field(default_factory=Counter)
    """Why mails were withheld, in words."""
    waits: Counter[str] = field(default_factory=Counter)
    """Why mails, and steps that are due, wait now."""

    def share(self, count: int) -> float:
        """Of what was sent, 0 to 1."""
        return min(1.0, count / self.sent) if self.sent else 0.0

    def add(self, other: Numbers) -> None:
        for name, value in vars(other).items():
            if isinstance(value, Counter):
                getattr(self, name).update(value)
            else:
                setattr(self, name, getattr(self, name) + value)


@dataclass
class StepReport:
    """A step of a version, with its numbers; `here` are leads who wait for it."""

    id: str
    position: int
    delay: timedelta
    template: str
    subject: str
    condition: Row | None
    numbers: Numbers = field(default_factory=Numbers)
    here: int = 0


@dataclass
class VersionReport:
    """A version of a sequence. `endings` counts its enrolments that ended early, by why."""

    version: SequenceVersion
    steps: list[StepReport]
    endings: Counter[str] = field(default_factory=Counter)

    @property
    def running(self) -> int:
        return sum(self.version.counts.get(status, 0) for status in ("active", "unconfirmed"))

    @property
    def total(self) -> Numbers:
        return total(step.numbers for step in self.steps)


@dataclass
class SequenceReport:
    """A sequence with all its versions, the newest first."""

    name: str
    versions: list[VersionReport]

    @property
    def newest(self) -> VersionReport:
        return self.versions[0]

    @property
    def in_use(self) -> bool:
        return any(each.version.active for each in self.versions)

    @property
    def total(self) -> Numbers:
        return total(each.total for each in self.versions)

    @property
    def endings(self) -> Counter[str]:
        return sum((each.endings for each in self.versions), Counter())

    def count(self, *statuses: str) -> int:
        """Enrolments of these statuses, of all versions."""
        return sum(each.version.counts.get(status, 0) for each in self.versions for status in statuses)


def total(numbers: Iterable[Numbers]) -> Numbers:
    whole = Numbers()
    for each in numbers:
        whole.add(each)
    return whole


async def report_sequences(uow: ReportWork, asked: StepsAsked) -> list[SequenceReport]:
    """Every sequence (or the one asked for) with its numbers, those in use first, by name."""
    versions = [v for v in await find_sequences(uow) if asked.name in (None, v.name)]
    steps = {step.id: step for v in versions for step in _steps(v)}
    made = {v.id: VersionReport(v, [step for s in v.steps if (step := steps.get(s["id"]))]) for v in versions}
    found = uow.nurture_reports
    _count_states(steps, await found.states(asked))
    _count_reasons(steps, await found.reasons(asked))
    _count_answers(steps, await found.clicked(asked), await found.came_back(asked))
    _count_outcomes(made, await found.endings(asked), await found.after_the_end(asked, tuple(EVENTS)))
    _count_standing(made, await found.standing(asked.name))
    names = dict.fromkeys(v.name for v in versions)
    sequences = [SequenceReport(n, [r for r in made.values() if r.version.name == n]) for n in names]
    return sorted(sequences, key=lambda sequence: not sequence.in_use)


def _steps(version: SequenceVersion) -> list[StepReport]:
    return [
        StepReport(
            s["id"], s["position"], timedelta(seconds=s["delay_seconds"]), s["template"], s["subject"],
            s["condition"],
        )
        for s in version.steps
    ]  # fmt: skip


STATES = {
    "accepted": "sent", "withheld": "withheld", "queued": "waiting", "deferred": "waiting",
    "sending": "waiting", "rejected": "rejected", "unknown": "unknown",
}  # fmt: skip
CAME_BACK = {
    "reply": "replied", "hard_bounce": "bounced", "soft_bounce": "bounced_softly",
    "auto_reply": "auto_replied",
}  # fmt: skip
"""Who writes that they want no more is counted with those who unsubscribed."""


def _count_states(steps: dict[str, StepReport], rows: Rows) -> None:
    for row in rows:
        if step := steps.get(row["step_id"]):
            _count(step.numbers, STATES[row["state"]], row["mails"])


def _count_reasons(steps: dict[str, StepReport], rows: Rows) -> None:
    for row in rows:
        if step := steps.get(row["step_id"]):
            of = step.numbers.reasons if row["state"] == "withheld" else step.numbers.waits
            of[brief(row["reason"])] += row["mails"]


def _count_answers(steps: dict[str, StepReport], clicked: Rows, came_back: Rows) -> None:
    for row in clicked:
        if step := steps.get(row["step_id"]):
            step.numbers.clicked += row["mails"]
    for row in came_back:
        step, name = steps.get(row["step_id"]), CAME_BACK.get(row["kind"])
        if step and name:
            _count(step.numbers, name, row["mails"])


def _count_outcomes(made: dict[str, VersionReport], endings: Rows, events: Rows) -> None:
    for row in endings:
        _outcome(made, row, row["ended_because"], row["leads"])
    for row in _first_of_each(events):
        if row["at"] - row["ended_at"] <= AFTERWARDS:
            _outcome(made, row, EVENTS[row["kind"]], 1)


def _outcome(made: dict[str, VersionReport], row: Row, what: str, leads: int) -> None:
    version = made.get(row["version_id"])
    step = next((s for s in version.steps if s.position == row["position"]), None) if version else None
    if step:
        _count(step.numbers, what, leads)


def _first_of_each(events: Rows) -> list[Row]:
    """Of each kind the first after each enrolment: who books twice was won once."""
    first: dict[tuple[str, str], Row] = {}
    for row in sorted(events, key=lambda row: row["at"]):
        first.setdefault((row["enrolment_id"], row["kind"]), row)
    return list(first.values())


def _count_standing(made: dict[str, VersionReport], rows: Rows) -> None:
    for row in rows:
        version = made.get(row["version_id"])
        if version is None:
            continue
        if row["status"] == "ended":
            version.endings[row["ended_because"] or "ended"] += row["leads"]
        elif row["status"] == "active":
            _stands(version.steps, row)


def _stands(steps: Sequence[StepReport], row: Row) -> None:
    step = next((s for s in steps if s.position == row["next_position"]), None)
    if step:
        step.here += row["leads"]
        if row["held_because"]:
            step.numbers.waits[brief(row["held_because"])] += row["leads"]


def _count(numbers: Numbers, name: str, more: int) -> None:
    setattr(numbers, name, getattr(numbers, name) + more)


def brief(reason: str) -> str:
    """A reason without what differs from lead to lead, so that alike ones are counted together."""
    return _PLACE.sub("", reason).strip() or reason
