"""What booking needs from the outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from bot.book.models import CancelledBy, Meeting
from bot.book.rules import Busy
from bot.leads.events import Event
from bot.leads.mail import MailDraft, MailWords
from bot.leads.models import Known, Lead
from bot.playbook.shapes import Rep


class Reps(Protocol):
    async def get(self, rep_id: str) -> Rep | None:
        """The rep, also one who has left the team."""
        ...

    async def lock(self, rep_id: str) -> Rep | None:
        """The rep, with nobody else booking them until this transaction ends; None when not on the team."""
        ...

    async def booked_days(self, rep_id: str, first: date, last: date) -> Mapping[date, int]:
        """Meetings per date in the rep's zone, both ends included."""
        ...

    async def take_day(self, rep_id: str, day: date, *, cap: int) -> bool:
        """Count one more meeting on the date; False, and nothing is counted, when it holds `cap` already."""
        ...

    async def free_day(self, rep_id: str, day: date) -> None:
        """Count one meeting less on the date."""
        ...


class Meetings(Protocol):
    async def add_unless_busy(self, meeting: Meeting) -> bool:
        """False when it overlaps an active meeting of the rep, or its lead has an active one already."""
        ...

    async def get(self, meeting_id: str) -> Meeting | None: ...
    async def active_of(self, lead_id: str) -> Meeting | None: ...
    async def busy(self, rep_id: str, start: datetime, end: datetime) -> Sequence[Busy]:
        """What active meetings take of the rep's time, among what overlaps `start` to `end`."""
        ...

    async def cancel(self, meeting_id: str, by: CancelledBy, *, now: datetime) -> Meeting | None:
        """The meeting, cancelled and with the next sequence number; None when it was not active."""
        ...


class Leads(Protocol):
    async def get(self, lead_id: str) -> Lead | None: ...
    async def save(self, lead: Lead) -> None: ...
    async def score_parts(self, lead_id: str) -> Sequence[Mapping[str, Any]]: ...


class Facts(Protocol):
    async def known(self, lead_id: str, *, conversation_id: str | None = None) -> Known: ...


class MailQueue(Protocol):
    async def queue(self, draft: MailDraft, *, now: datetime) -> object: ...


class BookWork(Protocol):
    """The unit of work as booking sees it."""

    @property
    def reps(self) -> Reps: ...
    @property
    def meetings(self) -> Meetings: ...
    @property
    def leads(self) -> Leads: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def mails(self) -> MailQueue: ...
    async def publish(self, event: Event) -> None: ...


class MailTemplates(Protocol):
    def render(self, name: str, variables: Mapping[str, Any]) -> MailWords:
        """The template of that name in playbook/emails, filled in; values are words, never markup."""
        ...
