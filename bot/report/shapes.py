"""The shapes of the staff interface. Instants are aware, in UTC; what is missing is None (null in JSON).

They are dictionaries, so that what the console shows and what the API answers are one and the same value.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal, TypedDict

from bot.leads.models import Stage, Temperature
from bot.understand.facts import Amount, Bucket, Period, Role


class Span(TypedDict):
    """People employed, both ends included."""

    min: int | None
    max: int | None


class ContactShape(TypedDict):
    name: str | None
    email: str | None
    phone: str | None
    company: str | None
    job_title: str | None
    company_size: Span | None
    industry: str | None
    country: str | None
    timezone: str | None
    language: str | None


class BudgetShape(TypedDict):
    """Amounts in the currency's main unit."""

    status: Literal["stated", "none_yet", "refused", "unsure", "unknown"]
    min: Amount | None
    max: Amount | None
    currency: str | None
    period: Period | None
    quote: str | None


class AuthorityShape(TypedDict):
    status: Literal["stated", "refused", "unsure", "unknown"]
    role: Role | None
    approver: str | None
    quote: str | None


class NeedShape(TypedDict):
    status: Literal["stated", "refused", "unsure", "unknown"]
    category: str | None
    quote: str | None


class TimelineShape(TypedDict):
    """Dates in the visitor's zone; `end` is exclusive."""

    status: Literal["stated", "no_plan", "refused", "unsure", "unknown"]
    start: str | None
    end: str | None
    bucket: Bucket | None
    quote: str | None


class BantShape(TypedDict):
    budget: BudgetShape
    authority: AuthorityShape
    need: NeedShape
    timeline: TimelineShape


class ScorePart(TypedDict):
    rule: str
    points: int
    quote: str | None


class Score(TypedDict):
    """The parts' points add up to the total."""

    total: int
    parts: list[ScorePart]


class Person(TypedDict):
    name: str
    email: str


class RoutingStep(TypedDict):
    rule: str
    outcome: str


class MeetingBrief(TypedDict):
    id: str
    start: datetime | None
    end: datetime | None
    status: str
    location: str | None


class Handover(TypedDict):
    at: datetime
    reason: str | None
    to: str | None


class EnrolmentBrief(TypedDict):
    sequence: str
    version: int
    status: str
    next_step: int | None
    due_at: datetime | None
    ended_because: str | None


class SourceShape(TypedDict):
    landing_url: str | None
    referrer: str | None
    utm: dict[str, str]
    type: str


class ConsentShape(TypedDict):
    purpose: str
    given_at: datetime
    wording: str
    confirmed_at: datetime | None
    withdrawn_at: datetime | None


class TaskShape(TypedDict):
    id: str
    kind: str
    reason: str
    assigned_to: str | None
    created_at: datetime
    done_at: datetime | None


TranscriptMessage = TypedDict(
    "TranscriptMessage",
    {
        "id": str,
        "conversation": str,
        "from": Literal["bot", "visitor", "rep"],
        "at": datetime,
        "text": str,
        "choices": list[dict[str, Any]],
        "card": dict[str, Any] | None,
        "asks": str | None,
    },
)


class LeadShape(TypedDict):
    id: str
    created_at: datetime
    updated_at: datetime
    stage: Stage
    temperature: Temperature | None
    contact: ContactShape
    bant: BantShape
    score: Score
    owner: Person | None
    routing: list[RoutingStep]
    meeting: MeetingBrief | None
    handover: Handover | None
    enrolments: list[EnrolmentBrief]
    source: SourceShape
    consents: list[ConsentShape]
    tasks: list[TaskShape]
    transcript: list[TranscriptMessage]


class LeadBrief(TypedDict):
    """Whose meeting, mail or conversation it is."""

    id: str
    name: str | None
    email: str | None
    company: str | None


class MeetingShape(TypedDict):
    """`rating` is what the rep thinks of the lead, once the meeting took place and they said so."""

    id: str
    start: datetime
    end: datetime
    status: str
    location: str
    rep: Person
    lead: LeadBrief
    visitor_timezone: str
    rating: Literal["good", "bad"] | None
    created_at: datetime


class MeetingDetail(MeetingShape):
    """A meeting with what only its own page tells. Replies are those of the two calendars to the invite:
    accepted, declined or tentative; `held_until` is set while a visitor holds the time."""

    rep_id: str
    rep_timezone: str
    lead_owner_id: str | None
    held_until: datetime | None
    cancelled_by: Literal["visitor", "rep"] | None
    visitor_reply: str | None
    rep_reply: str | None


class EnrolmentShape(EnrolmentBrief):
    id: str
    lead: LeadBrief
    reason: str
    enrolled_at: datetime
    ended_at: datetime | None


class MailShape(TypedDict):
    """One mail of the log. `state` is queued, sending, accepted, deferred, rejected, unknown or withheld."""

    id: str
    kind: str
    to: str
    to_name: str | None
    subject: str
    text: str
    html: str
    ics: str | None
    ics_method: str | None
    reply_to: str | None
    unsubscribe_url: str | None
    message_id: str
    state: str
    reason: str | None
    attempts: int
    due_at: datetime
    created_at: datetime
    updated_at: datetime
    lead: LeadBrief | None
    meeting: str | None
    cause: str


class LeadsPage(TypedDict):
    leads: list[LeadShape]
    total: int


class MeetingsPage(TypedDict):
    meetings: list[MeetingShape]
    total: int


class EnrolmentsPage(TypedDict):
    enrolments: list[EnrolmentShape]
    total: int


class MailPage(TypedDict):
    mail: list[MailShape]
    total: int
