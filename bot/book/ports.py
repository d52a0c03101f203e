"""What booking needs from the outside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from bot.book.models import CancelledBy, Meeting, MeetingStatus, Rating
from bot.book.rules import Busy
from bot.leads.events import Event
from bot.leads.mail import MailDraft, MailWords
from bot.leads.models import Known, Lead
from bot.playbook.shapes import Rep


class Reps(Protocol):
    async def get(self, rep_id: str) -> Rep | None:
        """The rep, also one who has left the team."""
        ...

    async def lock(self, *rep_ids: str) -> Mapping[str, Rep]:
        """The reps, with nobody else booking them until this transaction ends; only those on the team."""
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

    async def change_unless_busy(self, meeting: Meeting) -> bool:
        """Write the row of that id anew; False, and nothing changes, when it would overlap."""
        ...

    async def get(self, meeting_id: str) -> Meeting | None: ...
    async def by_uid(self, uid: str) -> Meeting | None: ...
    async def booked_of(self, lead_id: str) -> Meeting | None:
        """The confirmed meeting of the lead, whenever it is."""
        ...

    async def hold_of(self, lead_id: str) -> Meeting | None:
        """The slot that is held for the lead, run out or not."""
        ...

    async def busy(
        self, rep_id: str, start: datetime, end: datetime, *, now: datetime, besides: str | None = None
    ) -> Sequence[Busy]:
        """What active meetings but one take of the rep's time, among what overlaps `start` to `end`; a hold
        that has run out at `now` takes none."""
        ...

    async def rep_of_run_out_hold(self, *, now: datetime) -> str | None:
        """A rep with a hold that has run out; None when nobody has one."""
        ...

    async def expire_holds(self, rep_id: str, *, now: datetime) -> Sequence[Meeting]:
        """End the rep's holds that have run out, and tell which they were."""
        ...

    async def end(
        self,
        meeting_id: str,
        status: MeetingStatus,
        *,
        now: datetime,
        by: CancelledBy | None = None,
    ) -> Meeting | None:
        """The meeting, `cancelled` (its sequence counts up) or `expired`; None when it was not active."""
        ...

    async def mark(
        self, meeting_id: str, status: MeetingStatus, rating: Rating | None, *, now: datetime
    ) -> Meeting | None:
        """The meeting, `completed` or `no_show`; None unless it was booked and has begun by `now`."""
        ...


class OwnCalendars(Protocol):
    async def busy(self, rep_id: str, start: datetime, end: datetime) -> Sequence[Busy]:
        """What the rep's own calendars take of their time, as they were last read."""
        ...

    async def stale(self, rep_id: str, *, now: datetime) -> bool:
        """Whether a calendar of the rep was last read too long ago to be trusted."""
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
    def calendars(self) -> OwnCalendars: ...
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
