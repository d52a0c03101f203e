"""A sequence as SQL keeps it, an enrolment, and what enrolling and looking again can come to."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from bot.playbook.shapes import Segment

EnrolmentStatus = Literal["unconfirmed", "active", "finished", "ended"]
RUNNING: tuple[EnrolmentStatus, ...] = ("unconfirmed", "active")

Ending = Literal[
    "booked", "replied", "unsubscribed", "bounced", "converted", "disqualified", "lost", "no_address",
    "unconfirmed",
]  # fmt: skip
ENDINGS: Mapping[str, str] = {
    "booked": "meeting booked",
    "replied": "replied",
    "unsubscribed": "unsubscribed",
    "bounced": "address bounced",
    "converted": "became a customer",
    "disqualified": "disqualified",
    "lost": "given up as lost",
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
    stages: tuple[str, ...] = ()
    segment: Segment | None = None

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


LinkKind = Literal["page", "chat", "answer"]


@dataclass(frozen=True)
class MailLink:
    """A link in a mail that is followed by its id: to a page that the template names (`url`), back into the
    chat, or an answer (`answer`, in the words of the choice) to what the mail asks (`fact`, one of the four).

    `clicks` counts people's, as far as one can tell them from mail scanners.
    """

    id: str
    mail_id: str
    kind: LinkKind
    url: str | None = None
    fact: str | None = None
    answer: str | None = None
    clicks: int = 0
    first_clicked_at: datetime | None = None


@dataclass(frozen=True)
class Preferences:
    """What a lead chose for themselves: no mail until `paused_until`, one in `every_days` at most."""

    lead_id: str
    paused_until: datetime | None = None
    every_days: int | None = None


InboundKind = Literal["hard_bounce", "soft_bounce", "auto_reply", "reply", "stop"]
"""`stop`: a reply that asks for no more mail."""


@dataclass(frozen=True)
class InboundMail:
    """A mail that came back and was dealt with. `digest` says that it is the same one when it comes again.

    `text` is what a person wrote, without what they quoted; `detail` the status of a bounce (RFC 3463), or
    until when somebody is away.
    """

    id: str
    digest: str
    kind: InboundKind
    received_at: datetime
    mail_id: str | None = None
    lead_id: str | None = None
    text: str = ""
    detail: str = ""


@dataclass(frozen=True)
class NextSend:
    """A step that a running enrolment sends next or, with a `mail_id`, a mail that waits in the mail log.

    `why` says why then, or why not; `held` that more than the time has to change. `step` counts from 1, and
    is 0 for a mail that is no step; one that belongs to no sequence has no enrolment, and "" as `sequence`.
    """

    lead_id: str
    enrolment_id: str | None
    sequence: str
    version: int
    step: int
    steps: int
    template: str
    due_at: datetime | None
    held: bool
    why: str
    mail_id: str | None = None
