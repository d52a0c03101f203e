"""The mailbox that bounces and replies come to is read: each mail once, and nothing in it is changed.

How far it is read is kept in SQL with what followed from each mail, in one transaction, so that a kill at any
moment loses nothing and does nothing twice. One worker reads it at a time.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from typing import Protocol

from bot.chat.models import Task
from bot.clock import FixedClock
from bot.errors import DatabaseOutdated, DatabaseUnavailable
from bot.leads.ids import new_id
from bot.mail.imap import MailboxFailure
from bot.mail.inbound import InboundWork, deal_with
from bot.mail.parsing import read_letter
from bot.mail.returned import ReturnDesk
from bot.nurture.mailboxes import MailboxState

log = logging.getLogger("bantam.mailbox")

EVERY = timedelta(minutes=1)
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 15))
FIRST = timedelta(days=7)
"""How far back the first reading goes, and one after the server has numbered its mails anew."""
AT_ONCE = 50
"""Mails of one reading; the next one follows at once."""
WITHIN = 120.0  # seconds for one reading
LEASE = timedelta(minutes=5)
"""Longer than one reading may take; after it, whoever was reading counts as dead."""
GIVEN_UP = 9
FAILED = 3
"""A mail is passed over at 9 points: a reading that failed at it counts three, and one that was killed one,
since a kill is rarely the mail's fault."""
TELL_AFTER = timedelta(minutes=30)


class OpenedMailbox(Protocol):
    uid_validity: int
    next_uid: int

    async def uids_after(self, uid: int) -> list[int]: ...
    async def uids_since(self, day: date) -> list[int]: ...
    async def fetch(self, uid: int) -> bytes | None: ...


class Mailbox(Protocol):
    """Opening it and all that is asked of it then may raise MailboxFailure."""

    @property
    def name(self) -> str: ...
    def open(self) -> AbstractAsyncContextManager[OpenedMailbox]: ...


class Mailboxes(Protocol):
    async def claim(self, name: str, *, now: datetime, until: datetime) -> MailboxState | None: ...
    async def save(self, state: MailboxState, *, held: datetime, release: bool = False) -> bool: ...


class Tasks(Protocol):
    async def add(self, task: Task) -> None: ...
    async def is_open(self, kind: str, reason: str) -> bool: ...
    async def finish(self, task_id: str, *, at: datetime | None) -> None: ...


class MailboxWork(InboundWork, Protocol):
    @property
    def mailboxes(self) -> Mailboxes: ...
    @property
    def tasks(self) -> Tasks: ...


class Store(Protocol):
    def write(self) -> AbstractAsyncContextManager[MailboxWork]: ...


class _LeaseLost(Exception):
    """Somebody else took over: what this reader still does must not count."""


async def read_mailbox(store: Store, mailbox: Mailbox, desk: ReturnDesk, *, now: datetime) -> int:
    """Read what is new in the mailbox; 1 when it was due and is read, or could not be; else 0.

    A failure is kept, told in the console after TELL_AFTER, and tried again by itself.
    """
    async with store.write() as uow:
        held = now + LEASE
        state = await uow.mailboxes.claim(mailbox.name, now=now, until=held)
    if state is None:
        return 0
    reading = _Reading(store, desk, state, held, now)
    try:
        await _read(reading, mailbox)
    except _LeaseLost:
        log.warning("another worker took over the mailbox")
    return 1


async def _read(reading: _Reading, mailbox: Mailbox) -> None:
    before = reading.state
    try:
        async with asyncio.timeout(WITHIN), mailbox.open() as opened:
            more = await reading.all_of(opened)
    except (DatabaseUnavailable, DatabaseOutdated, _LeaseLost):
        raise
    except TimeoutError:
        if reading.state.last_uid > before.last_uid:
            return await reading.done(more=True)
        await reading.failed("The mail server is too slow. It is tried again by itself.")
    except MailboxFailure as failure:
        await reading.failed(str(failure))
    except Exception as error:  # noqa: BLE001 - one strange mail must not stop the reading for good
        log.error("reading the mailbox failed: %s", type(error).__name__)
        what = f"the mail with the number {reading.state.trying_uid}" if reading.at_mail else "it"
        await reading.failed(f"Reading {what} failed ({type(error).__name__}). It is tried again by itself.")
    else:
        await reading.done(more=more)


@dataclass
class _Reading:
    """One reading of the mailbox, by who holds the lease `held`."""

    store: Store
    desk: ReturnDesk
    state: MailboxState
    held: datetime
    now: datetime
    at_mail: bool = False

    async def all_of(self, box: OpenedMailbox) -> bool:
        """Deal with what is new; True when there is more than is read at once."""
        if box.uid_validity != self.state.uid_validity:
            await self._begin(box)
        uids = await box.uids_after(self.state.last_uid)
        for uid in uids[:AT_ONCE]:
            await self._one(box, uid)
        return len(uids) > AT_ONCE

    async def _begin(self, box: OpenedMailbox) -> None:
        """A mailbox that was never read, or whose mails have new numbers (RFC 3501, 2.3.1.1).

        What was dealt with before is known again by itself.
        """
        since = (self.state.read_at or self.now) - FIRST
        recent = await box.uids_since(since.astimezone(UTC).date())
        last = min(recent, default=box.next_uid) - 1
        begun = replace(self.state, uid_validity=box.uid_validity, last_uid=last, trying_uid=None, tries=0)
        await self._keep(begun)

    async def _one(self, box: OpenedMailbox, uid: int) -> None:
        """Deal with one mail. It is counted before, so that one which kills us is passed over, too."""
        tries = self.state.tries if self.state.trying_uid == uid else 0
        dealt_with = replace(self.state, last_uid=uid, trying_uid=None, tries=0)
        if tries >= GIVEN_UP:
            what = f"read the mail with the number {uid} in {self.state.name}: it was passed over here"
            await self._keep(dealt_with, Task(new_id("task"), "mailbox", what, self.now))
            return
        await self._keep(replace(self.state, trying_uid=uid, tries=tries + 1))
        self.at_mail = True
        raw = await box.fetch(uid)
        letter = await asyncio.to_thread(read_letter, raw) if raw else None
        async with self.store.write() as uow:
            if letter:
                await deal_with(uow, letter, self.desk, clock=FixedClock(self.now))
            await self._save(uow, dealt_with)
        self.state, self.at_mail = dealt_with, False

    async def done(self, *, more: bool) -> None:
        told = _task_id(self.state) if self.state.told_at else None
        read = replace(
            self.state, due_at=self.now if more else self.now + EVERY, read_at=self.now, failures=0,
            problem=None, failing_since=None, told_at=None,
        )  # fmt: skip
        async with self.store.write() as uow:
            await self._save(uow, read, release=True)
            if told:
                await uow.tasks.finish(told, at=self.now)

    async def failed(self, problem: str) -> None:
        """Note it; a problem that lasts becomes a task, which is done by itself when it is over."""
        failures = self.state.failures + 1
        since = self.state.failing_since or self.now
        failing = replace(
            self.state, failures=failures, problem=problem, failing_since=since,
            tries=self.state.tries + (FAILED - 1 if self.at_mail else 0),
            due_at=self.now + BACKOFF[min(failures, len(BACKOFF)) - 1],
        )  # fmt: skip
        async with self.store.write() as uow:
            if failing.told_at is None and self.now - since >= TELL_AFTER:
                failing = replace(failing, told_at=self.now)
                what = f"replies and bounces are not read: {problem}"
                await uow.tasks.add(Task(_task_id(failing), "mailbox", what, self.now))
            await self._save(uow, failing, release=True)

    async def _keep(self, state: MailboxState, task: Task | None = None) -> None:
        async with self.store.write() as uow:
            await self._save(uow, state)
            if task:
                await uow.tasks.add(task)
        self.state = state

    async def _save(self, uow: MailboxWork, state: MailboxState, *, release: bool = False) -> None:
        if not await uow.mailboxes.save(state, held=self.held, release=release):
            raise _LeaseLost


def _task_id(state: MailboxState) -> str:
    """Of the one task for as long as the mailbox fails."""
    since = state.failing_since
    return f"task_mailbox_{int(since.timestamp()) if since else 0}"
