"""What happened to a lead. `bootstrap` wires who reacts, in the transaction that caused it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Event:
    lead_id: str
    at: datetime


@dataclass(frozen=True)
class MeetingBooked(Event):
    meeting_id: str
    rep_id: str


@dataclass(frozen=True)
class MeetingCancelled(Event):
    meeting_id: str
    rep_id: str
    by: str
    """`visitor` or `rep`."""


@dataclass(frozen=True)
class MeetingMoved(Event):
    """`before` is its start until now, in UTC; `from_rep_id` the rep it was with."""

    meeting_id: str
    rep_id: str
    by: str
    before: datetime
    from_rep_id: str


@dataclass(frozen=True)
class MeetingHeld(Event):
    """It took place, says the rep; `rating` is what they think of the lead: `good`, `bad` or None."""

    meeting_id: str
    rep_id: str
    rating: str | None


@dataclass(frozen=True)
class MeetingMissed(Event):
    """The visitor did not come, says the rep."""

    meeting_id: str
    rep_id: str


@dataclass(frozen=True)
class LeadErased(Event):
    """Everything of the lead is about to be removed, in this transaction: the last moment to tell others."""


@dataclass(frozen=True)
class LeadEnrolled(Event):
    enrolment_id: str
    sequence: str
    because: str = ""
    """Why, in the playbook's words: a reason for not being ready, or the stage that the sequence is for."""


@dataclass(frozen=True)
class LeadStageChanged(Event):
    """The lead has come to another stage (`bot.leads.models.Stage`)."""

    before: str
    after: str


@dataclass(frozen=True)
class LeadConverted(Event):
    """A rep says that the lead has become a customer."""


@dataclass(frozen=True)
class LeadReady(Event):
    """Outside of the chat, by an answer in a mail, the lead has become sales qualified."""

    how: str
    """`answer` (a click in a mail) or `reply`."""


@dataclass(frozen=True)
class LeadReplied(Event):
    """The lead answered one of our mails, in their own words: `inbound_id` has them."""

    inbound_id: str
    mail_id: str | None


@dataclass(frozen=True)
class AddressBounced(Event):
    """There is no such mailbox, says the server of the lead's address; `status` is RFC 3463's, `5.1.1`."""

    email: str
    mail_id: str
    status: str


@dataclass(frozen=True)
class LeadDisqualified(Event):
    profile: str


@dataclass(frozen=True)
class HandoverRequested(Event):
    reason: str
    to: str | None
    task_id: str


@dataclass(frozen=True)
class ContactStopped(Event):
    """The visitor asked to be left alone, in the chat or by an unsubscribe link."""

    email: str | None
    how: str
