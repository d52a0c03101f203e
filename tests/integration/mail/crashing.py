"""A worker that kills itself, with SIGKILL, at a chosen moment of its work. The product has no hook for it.

The database's side is watched by repositories of its own class, the server's side in what goes out over the
library's connection.
"""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from aiosmtplib.protocol import SMTPProtocol

from bot.clock import FixedClock
from bot.leads.mail import Mail
from bot.mail.delivery import deliver_next
from bot.mail.smtp import SmtpMailer, SmtpServer
from bot.nurture.steps import Desk, do_next_step
from bot.store.database import Store
from bot.store.mails import Mails
from bot.store.nurture import Enrolments
from bot.store.work import SqlUnitOfWork
from bot.worker.service import DueWork, tick
from tests.nurturing import SENDER

MOMENTS = (
    "claimed",  # after the claim of a mail, before anything is decided
    "begin: written",  # before the commit of `sending`
    "begin: committed",  # after it, before a word to the server
    "MAIL",  # after MAIL FROM went out
    "half",  # inside DATA
    "dot",  # after the final dot, without waiting for the answer
    "answer",  # when the answer is there
    "settle: written",  # before the commit of `accepted`
)
OF_STEPS = ("step: claimed", "save: written", "save: committed")


@dataclass
class Doom:
    """Kills this process when it comes to `moment` for the `nth` time (from 1)."""

    moment: str | None = None
    nth: int = 1
    changed: set[str] = field(default_factory=set)
    """What the transaction under way has changed: `begin`, `settle`, `save`."""

    def at(self, moment: str) -> None:
        if moment != self.moment:
            return
        self.nth -= 1
        if self.nth == 0:
            os.kill(os.getpid(), signal.SIGKILL)


class DoomedMails(Mails):
    def __init__(self, connection: Any, doom: Doom) -> None:
        super().__init__(connection)
        self._doom = doom

    async def claim(self, *, now: datetime) -> Mail | None:
        mail = await super().claim(now=now)
        if mail:
            self._doom.at("claimed")
        return mail

    async def begin(self, mail: Mail, *, until: datetime, now: datetime) -> None:
        await super().begin(mail, until=until, now=now)
        self._doom.changed.add("begin")

    async def settle(self, *arguments: Any, **named: Any) -> bool:
        done = await super().settle(*arguments, **named)
        self._doom.changed.add("settle")
        return done


class DoomedEnrolments(Enrolments):
    def __init__(self, connection: Any, doom: Doom) -> None:
        super().__init__(connection)
        self._doom = doom

    async def claim_due(self, *given: Any, **named: Any) -> Any:
        claimed = await super().claim_due(*given, **named)
        if claimed:
            self._doom.at("step: claimed")
        return claimed

    async def save(self, enrolment: Any) -> None:
        await super().save(enrolment)
        self._doom.changed.add("save")


class DoomedStore(Store):
    """The product's store; before and after a commit that changed something, its doom may strike."""

    doom = Doom()

    @asynccontextmanager
    async def write(self) -> AsyncIterator[SqlUnitOfWork]:
        doom = self.doom
        async with super().write() as uow:
            uow.mails = DoomedMails(uow.connection, doom)
            uow.enrolments = DoomedEnrolments(uow.connection, doom)
            doom.changed.clear()
            yield uow
            changed = sorted(doom.changed)
            for what in changed:
                doom.at(f"{what}: written")
        for what in changed:
            doom.at(f"{what}: committed")


def _watch_the_connection(doom: Doom) -> None:
    """From here on, in this process, everything that goes to a mail server passes by `doom`."""
    write, read = SMTPProtocol.write, SMTPProtocol.read_response
    handed_over: WeakKeyDictionary[SMTPProtocol, bool] = WeakKeyDictionary()

    def doomed_write(self: SMTPProtocol, data: bytes) -> None:
        content = data.endswith(b"\r\n.\r\n")
        handed_over[self] = content
        if content and doom.moment == "half" and doom.nth == 1:
            write(self, data[: len(data) // 2])
        if content:
            doom.at("half")
        write(self, data)
        if content or data.startswith(b"MAIL"):
            doom.at("dot" if content else "MAIL")

    async def doomed_read(self: SMTPProtocol, timeout: float | None = None) -> Any:
        answer = await read(self, timeout)
        if handed_over.get(self):
            doom.at("answer")
        return answer

    SMTPProtocol.write, SMTPProtocol.read_response = doomed_write, doomed_read  # type: ignore[method-assign]


@dataclass(frozen=True)
class _App:
    clock: FixedClock
    due_work: Mapping[str, DueWork]


def work(store: DoomedStore, desk: Desk, url: str, now: datetime, doom: Doom, patience: float) -> int:
    """Start a worker that does everything due at `now`; its process id. It ends by itself, or by its doom.

    `patience`: seconds that it waits for an answer of the server.
    """
    if pid := os.fork():
        return pid
    ended = 1
    try:
        store.doom = doom
        _watch_the_connection(doom)
        asyncio.run(do_all(store, desk, url, now, patience))
        ended = 0
    finally:
        sys.stderr.flush()
        os._exit(ended)


async def do_all(store: Store, desk: Desk, url: str, now: datetime, patience: float) -> None:
    """Everything that is due at `now`, as the product's worker does it."""
    mailer = SmtpMailer(SmtpServer.from_url(url), step_seconds=patience, data_seconds=patience)
    app = _App(
        FixedClock(now),
        {
            "steps": lambda now: do_next_step(store, desk, now=now),
            "mail": lambda now: deliver_next(store, mailer, SENDER, desk.sending, now=now),
        },
    )
    await tick(app)
    await mailer.close()
    await store.close()
