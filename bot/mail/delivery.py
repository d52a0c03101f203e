"""Due mails leave: claimed, looked at again, marked `sending`, handed over, settled."""

from __future__ import annotations

import asyncio
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from datetime import datetime, timedelta
from time import monotonic
from typing import Protocol

from bot.book.reminders import MeetingWork, outdated
from bot.errors import BantamError, DatabaseUnavailable
from bot.leads.events import AddressBounced
from bot.leads.mail import Mail, MailState
from bot.mail.compose import Sender, compose
from bot.mail.port import Accepted, Deferred, Mailer, Outcome, Rejected
from bot.nurture.models import Postpone, Withhold
from bot.nurture.ports import NurtureWork
from bot.nurture.sending import look_again
from bot.playbook.shapes import Sending

BURST = 5.0
"""Seconds for which mails are begun at one `now`: leases, hours and limits are reckoned from it."""
LEASE = timedelta(minutes=15)
"""Longer than a mail server may take; after it, whoever was sending counts as dead."""
BACKOFF = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 180, 360, 720, 1440))
PATIENCE = (0.2, 1.0, 5.0, 20.0)
"""Seconds between tries to keep what came of an attempt."""


class MailRepository(Protocol):
    async def claim(self, *, now: datetime) -> Mail | None: ...
    async def begin(self, mail: Mail, *, until: datetime, now: datetime) -> None: ...
    async def settle(
        self,
        mail: Mail,
        state: MailState,
        reason: str | None,
        *,
        now: datetime,
        due_at: datetime | None = None,
    ) -> bool: ...
    async def withhold(self, mail_id: str, reason: str, *, now: datetime) -> None: ...
    async def postpone(self, mail_id: str, until: datetime, reason: str, *, now: datetime) -> None: ...


class Work(NurtureWork, MeetingWork, Protocol):
    @property
    def mails(self) -> MailRepository: ...  # type: ignore[override]


class Store(Protocol):
    def write(self) -> AbstractAsyncContextManager[Work]: ...


async def deliver_next(
    store: Store, mailer: Mailer, sender: Sender, sending: Sending, *, now: datetime
) -> int:
    """Deal with due mails, one after the other, for as long as `now` is about true; how many they were.

    Nurture mail is sent at most once; anything else at least once, always with the same Message-ID. A kill
    between the two commits leaves `sending`: when the lease has run out, nurture mail becomes `unknown`, and
    anything else is sent again.
    """
    until = monotonic() + BURST
    done = 0
    accepted: Mail | None = None  # the last one, if that is not kept yet
    outcome: Outcome = Accepted()
    while True:
        try:
            async with store.write() as uow:
                if accepted:  # in the transaction that begins the next one: each costs the disk a turn
                    await _keep(uow, accepted, outcome, now=now)
                mail = await uow.mails.claim(now=now) if monotonic() < until else None
                begun = await _begin(uow, mail, sender, sending, now=now) if mail else None
        except BaseException:  # what stops the next one must not make us forget the last one
            if accepted:
                await _settle(store, accepted, outcome, now=now)
            raise
        accepted = None
        if mail is None:
            return done
        done += 1
        if begun:
            outcome = await _hand_over(mailer, begun, sender, now=now)
            if isinstance(outcome, Accepted):
                accepted = begun
            else:
                await _settle(store, begun, outcome, now=now)


async def _begin(uow: Work, mail: Mail, sender: Sender, sending: Sending, *, now: datetime) -> Mail | None:
    """Mark the mail as `sending`, unless something speaks against it now."""
    if mail.state == "sending" and mail.at_most_once:
        await uow.mails.settle(mail, "unknown", "the worker stopped while it was sending", now=now)
        return None
    if mail.kind == "reminder" and (late := await outdated(uow, mail, now=now)):
        await uow.mails.withhold(mail.id, late, now=now)
        return None
    match await look_again(uow, mail, sending, now=now):
        case Withhold(reason):
            await uow.mails.withhold(mail.id, reason, now=now)
            return None
        case Postpone(until, reason):
            await uow.mails.postpone(mail.id, until, reason, now=now)
            return None
    message_id = mail.message_id if "@" in mail.message_id else f"{mail.message_id}@{sender.domain}"
    begun = replace(mail, state="sending", attempts=mail.attempts + 1, message_id=message_id)
    await uow.mails.begin(begun, until=now + LEASE, now=now)
    return begun


async def _hand_over(mailer: Mailer, mail: Mail, sender: Sender, *, now: datetime) -> Outcome:
    try:
        message = compose(mail, sender, at=now)
    except (BantamError, ValueError) as error:  # the email package raises ValueErrors of its own
        return Rejected(f"cannot be written as a mail: {error}")
    return await mailer.send(message, sender=sender.return_path(mail), recipient=mail.recipient)


async def _settle(store: Store, mail: Mail, outcome: Outcome, *, now: datetime) -> None:
    """Keep what came of it, though the database be away for a moment: nobody else knows it."""
    for pause in (*PATIENCE, None):
        try:
            async with store.write() as uow:
                await _keep(uow, mail, outcome, now=now)
            return
        except DatabaseUnavailable:
            if pause is None:
                raise
            await asyncio.sleep(pause)


async def _keep(uow: Work, mail: Mail, outcome: Outcome, *, now: datetime) -> None:
    # The event first, since its handlers lock what a booking locks, and in the same order.
    if isinstance(outcome, Rejected) and outcome.no_mailbox:
        await _bounced(uow, mail, outcome.no_mailbox, now=now)
    state, reason, due_at = settled(mail, outcome, now=now)
    await uow.mails.settle(mail, state, reason, now=now, due_at=due_at)


async def _bounced(uow: Work, mail: Mail, status: str, *, now: datetime) -> None:
    """Tell of an address that does not exist, while it is still the lead's."""
    lead = await uow.leads.get(mail.lead_id) if mail.lead_id else None
    if lead and lead.contact.email and lead.contact.email.lower() == mail.recipient.lower():
        await uow.publish(AddressBounced(lead.id, now, lead.contact.email, mail.id, status))


def settled(mail: Mail, outcome: Outcome, *, now: datetime) -> tuple[MailState, str | None, datetime | None]:
    """The state, the reason and the next try that follow from this attempt's outcome."""
    if isinstance(outcome, Accepted):
        return "accepted", outcome.note, None
    if isinstance(outcome, Rejected):
        return "rejected", outcome.reason, None
    last = mail.attempts > len(BACKOFF)
    if not isinstance(outcome, Deferred) and (mail.at_most_once or last):
        return "unknown", outcome.reason, None
    if last:
        return "rejected", f"given up after {mail.attempts} attempts: {outcome.reason}", None
    return "deferred", outcome.reason, now + BACKOFF[mail.attempts - 1]
