"""What is asked of the database: plain rows, by the names of the tables' columns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.staff.rules import EVERYTHING, Sight

Row = Mapping[str, Any]
Rows = Sequence[Row]

PAGE_SIZE = 50


@dataclass(frozen=True)
class Asked:
    """Which rows, for whose eyes: page 1 is the first, of `PAGE_SIZE` rows. None asks for no condition."""

    sight: Sight = EVERYTHING
    page: int = 1

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE_SIZE


@dataclass(frozen=True)
class LeadsAsked(Asked):
    """`owner` is a rep's id or e-mail, or `none`; `q` is part of a name, an e-mail or a company."""

    email: str | None = None
    conversation: str | None = None
    stage: str | None = None
    owner: str | None = None
    q: str | None = None
    since: datetime | None = None
    """Leads that began then or later."""
    newest_first: bool = False
    """By when they began; else the latest changed first."""
    size: int = PAGE_SIZE
    """How many at most; with 0 they are only counted."""


@dataclass(frozen=True)
class MeetingsAsked(Asked):
    """Meetings that start at or after `start` and before `end` (aware), of a rep's id or e-mail.

    `over_at` asks for those that have ended by that instant, `ahead_at` for those that have not.
    """

    start: datetime | None = None
    end: datetime | None = None
    over_at: datetime | None = None
    ahead_at: datetime | None = None
    rep: str | None = None
    statuses: tuple[str, ...] = ()
    latest_first: bool = False


@dataclass(frozen=True)
class MailAsked(Asked):
    to: str | None = None
    state: str | None = None
    lead: str | None = None
    meeting: str | None = None


@dataclass(frozen=True)
class StepsAsked:
    """Mails of the sequence `name` (None: of all) whose step fell due at or after `since` (None: ever)."""

    name: str | None = None
    since: datetime | None = None


class Reports(Protocol):
    """Leads, and all that is known of each."""

    async def leads(self, asked: LeadsAsked) -> tuple[Rows, int]: ...
    async def lead(self, lead_id: str) -> Row | None: ...
    async def of_leads(self, what: str, lead_ids: Sequence[str]) -> Rows: ...
    async def funnel(self, sight: Sight, *, since: datetime | None) -> Rows: ...
    async def reps(self) -> Rows: ...


class Listings(Protocol):
    """Everything else that the console and the API list."""

    async def meetings(self, asked: MeetingsAsked) -> tuple[Rows, int]: ...
    async def meeting(self, meeting_id: str) -> Row | None: ...
    async def enrolments(self, asked: Asked, lead: str | None) -> tuple[Rows, int]: ...
    async def mails(self, asked: MailAsked) -> tuple[Rows, int]: ...
    async def mail(self, mail_id: str) -> Row | None: ...
    async def conversations(self, asked: Asked, *, fresh: datetime | None = None) -> tuple[Rows, int]: ...
    async def conversation(self, conversation_id: str) -> Row | None: ...
    async def waiting(self, sight: Sight) -> int: ...
    async def open_tasks(self, asked: Asked) -> tuple[Rows, int]: ...
    async def task(self, task_id: str) -> Row | None: ...
    async def sequences(self) -> tuple[Rows, Rows, Rows]: ...


class NurtureReports(Protocol):
    """What came of the mails of sequences, counted by step."""

    async def states(self, asked: StepsAsked) -> Rows: ...
    async def reasons(self, asked: StepsAsked) -> Rows: ...
    async def clicked(self, asked: StepsAsked) -> Rows: ...
    async def came_back(self, asked: StepsAsked) -> Rows: ...
    async def endings(self, asked: StepsAsked) -> Rows: ...
    async def after_the_end(self, asked: StepsAsked, kinds: Sequence[str]) -> Rows: ...
    async def standing(self, name: str | None) -> Rows: ...


class ReportWork(Protocol):
    """The unit of work as this stage sees it."""

    @property
    def reports(self) -> Reports: ...
    @property
    def listings(self) -> Listings: ...
    @property
    def nurture_reports(self) -> NurtureReports: ...
