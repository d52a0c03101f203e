"""A sequence as SQL keeps it, an enrolment, and what enrolling and looking again can come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

EnrolmentStatus = Literal["unconfirmed", "active", "finished", "ended"]
RUNNING: tuple[EnrolmentStatus, ...] = ("unconfirmed", "active")

Ending = Literal[
    "booked", "replied", "unsubscribed", "bounced", "converted", "disqualified", "no_address", "unconfirmed"
]
ENDINGS: Mapping[str, str] = {
    "booked": "meeting booked",
    "replied": "replied",
    "unsubscribed": "unsubscribed",
    "bounced": "address bounced",
    "converted": "became a customer",
    "disqualified": "disqualified",
    "no_address": "no e-mail address",
    "unconfirmed": "not confirmed",
}
"""Why an enrolment ended, as the mail log says it of the mails that are then withheld."""


@dataclass(frozen=True)
class Step:
    """One mail of a sequence's version; `delay` counts from the step before it, `position` from 0."""

    id: str
    position: int
    delay: timedelta
    template: str
    subject: str
    body: str
    condition: Mapping[str, Any] | None
    """`{"fact": "budget", "known": false}`: sent only when that holds."""


@dataclass(frozen=True)
class SequenceVersion:
    id: str
    name: str
    version: int
    title: str
    reasons: tuple[str, ...]
    digest: str
    steps: tuple[Step, ...]

    def step(self, position: int) -> Step | None:
        return next((step for step in self.steps if step.position == position), None)


@dataclass(frozen=True)
class Enrolment:
    """A lead in a sequence, pinned to one version. Instants are aware, in UTC."""

    id: str
    lead_id: str
    version_id: str
    sequence: str
    status: EnrolmentStatus
    reason: str
    enrolled_at: datetime
    next_position: int | None = None
    due_at: datetime | None = None
    due_because: str | None = None
    held_because: str | None = None
    ended_at: datetime | None = None
    ended_because: str | None = None


@dataclass(frozen=True)
class Enrolled:
    """The enrolment that now runs; `new` is False when it ran already."""

    enrolment: Enrolment
    new: bool = True


@dataclass(frozen=True)
class Refused:
    """Not enrolled: no_address, no_consent, unsubscribed, no_sequence, or booked, converted, ...."""

    reason: str


@dataclass(frozen=True)
class Send:
    """Nothing speaks against sending it now."""


@dataclass(frozen=True)
class Withhold:
    """Never to be sent, because of `reason` (in words)."""

    reason: str


@dataclass(frozen=True)
class Postpone:
    """Not now: at `until`, because of `reason` (in words)."""

    until: datetime
    reason: str


Verdict = Send | Withhold | Postpone


@dataclass(frozen=True)
class NextSend:
    """What a running enrolment sends next. `why` says why then, or why not."""

    lead_id: str
    enrolment_id: str
    sequence: str
    version: int
    step: int
    steps: int
    template: str
    due_at: datetime | None
    held: bool
    why: str
