"""Builds everything once, at a process's start, and says who reacts to which event."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from bot.book.calendar_ports import CalendarDesk
from bot.book.calendar_reading import read_next_due, refresh_rep
from bot.book.calendar_writing import on_meeting_changed, write_next_due
from bot.book.erasing import on_lead_erased
from bot.book.holds import end_run_out_holds
from bot.book.invite import Person
from bot.book.invites import Invites
from bot.book.reminders import remind_next
from bot.calendars.remote import Remote
from bot.calendars.vault import Vault
from bot.capture.stages import on_lead_enrolled
from bot.chat.correct import correct_line
from bot.chat.host import Host
from bot.chat.models import Conversation, Turn
from bot.chat.notices import Notices
from bot.chat.silence import nudge_next
from bot.chat.takeover import end_next_wait, free_next_left_alone
from bot.chat.turns import TurnRunner, run_pending
from bot.clock import Clock, SystemClock
from bot.connect.dialogue import HttpDialogue, actions_answer
from bot.erasing import Eraser
from bot.errors import BantamError
from bot.leads.events import (
    AddressBounced,
    ContactStopped,
    HandoverRequested,
    LeadConverted,
    LeadDisqualified,
    LeadEnrolled,
    LeadErased,
    LeadReady,
    LeadStageChanged,
    MeetingBooked,
    MeetingCancelled,
    MeetingMissed,
    MeetingMoved,
)
from bot.leads.links import Links, carry_on_url
from bot.mail.compose import Sender
from bot.mail.delivery import deliver_next
from bot.mail.devbox import DevelopmentMailbox
from bot.mail.imap import Account, Imap
from bot.mail.mailbox import read_mailbox
from bot.mail.port import Mailer
from bot.mail.returned import ReturnDesk
from bot.mail.smtp import SmtpMailer, SmtpServer
from bot.mail.templates import Templates
from bot.nurture.desk import Desk
from bot.nurture.joining import Joining
from bot.nurture.ready import Offers
from bot.nurture.returning import on_address_bounced
from bot.nurture.sequences import import_sequences
from bot.nurture.service import (
    on_contact_stopped,
    on_lead_converted,
    on_lead_disqualified,
    on_meeting_booked,
)
from bot.nurture.steps import do_next_step
from bot.playbook import Playbook, load
from bot.playbook.shapes import Silence
from bot.playbook.words import DomainWords
from bot.settings import ROOT, Settings
from bot.store.database import Store, open_engine
from bot.store.dialogue import events_of, forget_conversations
from bot.store.work import Handler, SqlUnitOfWork

Work = SqlUnitOfWork
DueWork = Callable[[datetime], Awaitable[int]]
FOLLOW = timedelta(seconds=5)
"""How often a running process looks whether another playbook was imported."""


class PlaybookMissing(BantamError):
    text = "No playbook is imported yet. Run `bantam playbook import`, then start again."
    exit_code = 2


def handlers(
    invites: Invites, notices: Notices, desk: Callable[[], Desk]
) -> Mapping[type, Sequence[Handler]]:
    """Who reacts to what, in the transaction that caused it."""
    offers = Offers(desk)
    joining = Joining(notices.playbook)
    return {
        MeetingBooked: [on_meeting_booked, invites.on_booked, on_meeting_changed],
        MeetingMoved: [invites.on_moved, on_meeting_changed],
        MeetingCancelled: [invites.on_cancelled, joining.on_meeting_cancelled, on_meeting_changed],
        MeetingMissed: [invites.on_missed, joining.on_meeting_missed],
        LeadErased: [lambda uow, event: on_lead_erased(uow, invites, event)],
        LeadEnrolled: [on_lead_enrolled],
        LeadStageChanged: [joining.on_stage_changed],
        LeadConverted: [on_lead_converted],
        LeadReady: [offers.on_lead_ready],
        LeadDisqualified: [on_lead_disqualified],
        ContactStopped: [on_contact_stopped],
        AddressBounced: [on_address_bounced],
        HandoverRequested: [notices.on_handover],
    }


class App:
    """The application: what a process needs, built from its settings. Building does no I/O.

    `root` is the folder with `domain.yml` and `playbook/`.
    """

    def __init__(self, settings: Settings, *, clock: Clock | None = None, root: Path = ROOT) -> None:
        self.settings = settings
        self.root = root
        self.clock = clock or SystemClock(settings.clock_offset)
        self.closing = asyncio.Event()
        self.words = DomainWords(root / "domain.yml")
        self.links = Links(settings.secret_key)
        self.dialogue = HttpDialogue(settings.dialogue_urls, settings.dialogue_token)
        self.mailer: Mailer = _mailer(settings)
        self.mailbox = _mailbox(settings)
        self.templates = Templates(self.playbook, settings.public_url)
        self.calendar_desk = _calendar_desk(settings, self.templates)
        self.host = Host(self.words, self.playbook)
        notices = Notices(self.templates, self.playbook, settings.public_url)
        self.invites = _invites(self)
        wired = handlers(self.invites, notices, lambda: self.desk)
        self.store = Store(open_engine(settings.database_url), wired)
        self.turns = TurnRunner(
            self.store, self.dialogue, self.words, self.clock, self._correct, self._silence
        )
        self.eraser = Eraser(self.store, self.calendar_desk, self.clock, self.forget)
        self._playbook: Playbook | None = None
        self._playbook_digest = ""
        self._follower: asyncio.Task[None] | None = None

    def playbook(self) -> Playbook:
        """The playbook as it was last imported. Raises PlaybookMissing before `start`, or without one."""
        if self._playbook is None:
            raise PlaybookMissing
        return self._playbook

    async def start(self) -> App:
        """Load the playbook, if there is one, and follow later imports until `close`."""
        await self.refresh_playbook()
        self._follower = asyncio.create_task(self._follow())
        return self

    async def import_playbook(self) -> bool:
        """Replace the playbook in SQL by the files, in one transaction; False when nothing changed.

        A changed sequence gets a new version. Raises PlaybookError with every fault; then nothing changes.
        """
        playbook, now = await asyncio.to_thread(load, self.root), self.clock.now()
        async with self.store.write() as uow:
            if not await uow.playbooks.keep(playbook, now=now):
                return False
            await uow.reps.replace(playbook.team)
            await uow.calendars.read_anew(now=now)
            await import_sequences(uow, playbook, now=now)
        await self.refresh_playbook()
        return True

    async def refresh_playbook(self) -> None:
        async with self.store.read() as uow:
            digest = await uow.playbooks.digest()
            if digest and digest != self._playbook_digest:
                self._playbook, self._playbook_digest = await uow.playbooks.newest(), digest

    async def _follow(self) -> None:
        while True:
            await asyncio.sleep(FOLLOW.total_seconds())
            try:
                await self.keep_up()
            except BantamError:
                continue  # the database is away: the playbook that we have still holds

    async def keep_up(self) -> None:
        """What a running process does every FOLLOW."""
        await self.refresh_playbook()

    @property
    def desk(self) -> Desk:
        """What it takes to write a mail to a lead."""
        return Desk(self.playbook(), self.templates, self.links, self.settings.public_url, self.words)

    @property
    def return_desk(self) -> ReturnDesk:
        """What it takes to deal with mail that comes back."""
        own = Sender.of(self.settings.mail_from).address
        return ReturnDesk(
            own, self.settings.secret_key, self.playbook, self.templates, self.settings.public_url
        )

    @property
    def due_work(self) -> Mapping[str, DueWork]:
        """What the worker does, by name; each does one piece and says how many it did."""
        desk = self.desk
        return {
            "turns": lambda now: run_pending(self.turns),
            "waits for a person": lambda now: end_next_wait(self.store, self.words, now=now),
            "chats left alone": lambda now: free_next_left_alone(self.store, self.words, now=now),
            "nudges": self.nudge,
            "holds": lambda now: end_run_out_holds(self.store, now=now),
            "calendars": lambda now: read_next_due(self.store, self.calendar_desk, now=now),
            "calendar writes": lambda now: write_next_due(self.store, self.calendar_desk, now=now),
            "reminders": lambda now: remind_next(self.store, self.invites, now=now),
            "steps": lambda now: do_next_step(self.store, desk, now=now),
            "mail": lambda now: deliver_next(
                self.store, self.mailer, self._sender(), self.playbook().site.sending, now=now
            ),
            "inbound": self._read_mailbox,
            "retention": lambda now: self.eraser.next_expired(self.playbook().site.retention, now=now),
        }

    async def actions_answer(self) -> bool:
        """Whether the action server answers."""
        return await actions_answer(self.settings.actions_address.url)

    async def fresh_calendar(self, rep_id: str) -> None:
        """Read the rep's own calendars again, before times of theirs are offered or booked: 3 s at most."""
        await refresh_rep(self.store, self.calendar_desk, rep_id, now=self.clock.now())

    async def forget(self, conversations: Sequence[str]) -> None:
        """Remove what the dialogue keeps of these conversations."""
        await forget_conversations(self.settings.dialogue_database_url, conversations)

    async def remembered(self, conversations: Sequence[str]) -> list[dict[str, Any]]:
        """What the dialogue keeps of these conversations: `{"conversation", "part", "data"}` each."""
        return await events_of(self.settings.dialogue_database_url, conversations)

    async def close(self) -> None:
        """Close what was opened; a turn that runs is finished by another process, or by the next start."""
        self.closing.set()
        if self._follower:
            self._follower.cancel()
        await self.dialogue.close()
        if isinstance(self.mailer, SmtpMailer):
            await self.mailer.close()
        await self.store.close()

    def _sender(self) -> Sender:
        sender = Sender.of(self.settings.mail_from, self.playbook().site.sender_name)
        reads_replies = self.settings.inbound_url is not None
        return replace(sender, secret=self.settings.secret_key, reads_replies=reads_replies)

    async def nudge(self, now: datetime) -> int:
        """Look after one visitor who has fallen silent."""

        def link(conversation_id: str) -> str:
            return carry_on_url(self.links, self.settings.public_url, conversation_id, now)

        return await nudge_next(self.store, self.words, self._silence(), link, now=now)

    def _silence(self) -> Silence:
        return self.playbook().site.silence

    async def _read_mailbox(self, now: datetime) -> int:
        if self.mailbox is None:
            return 0
        return await read_mailbox(self.store, self.mailbox, self.return_desk, now=now)

    async def _correct(self, uow: Any, conversation: Conversation, turn: Turn) -> Sequence[Mapping[str, Any]]:
        return await correct_line(uow, conversation, turn, self.host, now=self.clock.now())


def build(settings: Settings, *, clock: Clock | None = None) -> App:
    """The application of one process: `await app.start()` before it serves, `await app.close()` after."""
    return App(settings, clock=clock)


def _invites(app: App) -> Invites:
    sender = Sender.of(app.settings.mail_from)
    organizer = Person(sender.name, sender.address)
    return Invites(app.templates, app.links, organizer, app.settings.public_url)


def _calendar_desk(settings: Settings, templates: Templates) -> CalendarDesk:
    remote = Remote()
    return CalendarDesk(remote, remote, Vault(settings.secret_key), templates, settings.public_url)


def _mailbox(settings: Settings) -> Imap | None:
    """The mailbox of INBOUND_URL; None when none is read from here."""
    url = settings.inbound_url
    return Imap(Account.from_url(url)) if url and url != "pipe:" else None


def _mailer(settings: Settings) -> Mailer:
    """The relay of SMTP_URL, or the development mailbox: then nothing leaves the machine."""
    return SmtpMailer(SmtpServer.from_url(settings.smtp_url)) if settings.smtp_url else DevelopmentMailbox()
