"""What nurture needs of the database, of templates and of links."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Literal, Protocol

from bot.leads.events import Event
from bot.leads.mail import Mail, MailDraft, MailWords
from bot.leads.models import Known, Lead
from bot.nurture.models import Enrolment, InboundMail, MailLink, Postpone, Preferences, SequenceVersion


class LeadRepository(Protocol):
    async def get(self, lead_id: str) -> Lead | None: ...


class FactRepository(Protocol):
    async def known(self, lead_id: str) -> Known: ...


class ConsentRepository(Protocol):
    async def has(self, lead_id: str, purpose: str) -> bool: ...
    async def confirmed(self, lead_id: str, purpose: str) -> bool:
        """Whether the second half of a double opt-in was given."""
        ...

    async def conversation(self, lead_id: str, purpose: str) -> str | None:
        """The conversation in which the lead agreed, while it is kept."""
        ...

    async def confirm(self, lead_id: str, purpose: str, *, now: datetime) -> None: ...
    async def withdraw(self, lead_id: str, purpose: str | None, *, now: datetime) -> None: ...


class SequenceRepository(Protocol):
    async def newest(self) -> Sequence[SequenceVersion]:
        """The newest version of each sequence that is in use."""
        ...

    async def get(self, version_id: str) -> SequenceVersion | None: ...
    async def add(self, version: SequenceVersion, *, now: datetime) -> None: ...
    async def last_version(self, name: str) -> SequenceVersion | None:
        """The highest version, in use or not."""
        ...

    async def use_only(self, version_ids: Sequence[str]) -> None:
        """New enrolments take these; what runs goes on with the version that it began with."""
        ...


class EnrolmentRepository(Protocol):
    async def add_unless_running(self, enrolment: Enrolment) -> bool:
        """False when the lead is in this sequence already."""
        ...

    async def running(self, lead_id: str | None = None) -> Sequence[Enrolment]:
        """By due time; of one lead, or of all."""
        ...

    async def lock(self, enrolment_id: str) -> Enrolment | None: ...
    async def get(self, enrolment_id: str) -> Enrolment | None: ...
    async def save(self, enrolment: Enrolment) -> None:
        """Keeps it and gives its lease back."""
        ...

    async def claim_due(self, most: int, *, now: datetime, until: datetime) -> Sequence[str]:
        """The ids of `most` due enrolments at most; nobody else works on them until `until`."""
        ...


class MailRepository(Protocol):
    async def queue(self, draft: MailDraft, *, now: datetime) -> str | None: ...
    async def withhold_waiting(
        self, lead_id: str, kinds: Sequence[str], reason: str, *, now: datetime
    ) -> int:
        """Mails of the lead that wait (queued or deferred) are never sent; how many they are."""
        ...

    async def waiting(self, kinds: Sequence[str], lead_id: str | None = None) -> Sequence[Mail]:
        """Mails that wait (queued or deferred), by due time; of one lead, or of all."""
        ...

    async def last_of(self, enrolment_id: str) -> tuple[datetime, bool] | None:
        """When the newest mail of the enrolment left and False; or, when it still waits, until when and True.

        None without one.
        """
        ...

    async def hold_limits(self) -> None:
        """From here to the end of this transaction nobody else counts what was sent, nor sends."""
        ...

    async def begun_to_lead(
        self, lead_id: str, nth: int, *, within: timedelta, but: str, now: datetime
    ) -> datetime | None:
        """When the `nth` newest useful mail to the lead left, or may have left; mail `but` does not count.

        None when that is longer ago than `within`.
        """
        ...

    async def begun(
        self, nth: int, *, within: timedelta, now: datetime, domain: str | None = None
    ) -> datetime | None:
        """When the `nth` newest attempt began, of any kind of mail, to a domain or to all; None when it is
        older than `within` (an hour at most)."""
        ...

    async def line_up(
        self, wait: Postpone, most: int, *, apart: timedelta, behind: str, domain: str | None, now: datetime
    ) -> None:
        """Useful mails that would be due before `wait.until` wait as well, behind mail `behind`: `most` of
        them until then, as many until `apart` later, and so on."""
        ...


class MailLinkRepository(Protocol):
    async def add(self, links: Sequence[MailLink]) -> None: ...
    async def get(self, link_id: str) -> MailLink | None: ...
    async def clicked(self, link_id: str, *, now: datetime) -> bool:
        """Count a click; True when it was the first one."""
        ...


class InboundRepository(Protocol):
    async def add_unless_there(self, mail: InboundMail) -> bool:
        """False when that mail was dealt with before."""
        ...

    async def soft_bounces(self, lead_id: str) -> int:
        """How often mail came back for now, since the last time that one arrived (or an answer came)."""
        ...


class PreferencesRepository(Protocol):
    async def get(self, lead_id: str) -> Preferences | None: ...
    async def save(self, preferences: Preferences, *, now: datetime) -> None: ...


class SuppressionRepository(Protocol):
    async def add(self, address_hash: str, reason: str, *, now: datetime) -> None: ...
    async def reason(self, address_hash: str) -> str | None: ...


class NurtureWork(Protocol):
    @property
    def leads(self) -> LeadRepository: ...
    @property
    def facts(self) -> FactRepository: ...
    @property
    def consents(self) -> ConsentRepository: ...
    @property
    def sequences(self) -> SequenceRepository: ...
    @property
    def enrolments(self) -> EnrolmentRepository: ...
    @property
    def mails(self) -> MailRepository: ...
    @property
    def suppressions(self) -> SuppressionRepository: ...
    @property
    def mail_links(self) -> MailLinkRepository: ...
    @property
    def inbound(self) -> InboundRepository: ...
    @property
    def preferences(self) -> PreferencesRepository: ...
    async def publish(self, event: Event) -> None: ...


class Store(Protocol):
    def write(self) -> AbstractAsyncContextManager[NurtureWork]: ...


class Templates(Protocol):
    """Templates in, finished words out. Both raise a BantamError for a faulty template."""

    def words(
        self,
        subject: str,
        body: str,
        variables: Mapping[str, Any],
        *,
        unsubscribe_url: str | None = None,
        preferences_url: str | None = None,
        follow: Callable[[str], str] | None = None,
    ) -> MailWords: ...

    def render(self, name: str, variables: Mapping[str, Any]) -> MailWords: ...


class Signer(Protocol):
    def sign(
        self, purpose: Literal["unsubscribe", "confirm", "preferences", "click"], subject: str, now: datetime
    ) -> str: ...
