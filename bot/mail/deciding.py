"""What an operator says of a mail of which nobody knows whether it arrived (`unknown`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from bot.leads.mail import MailState


@dataclass(frozen=True)
class Decided:
    """The mail is now `state`."""

    state: MailState


@dataclass(frozen=True)
class NothingToDecide:
    """The mail is not, or no longer, `unknown`: somebody was quicker, or its worker came back after all."""


class MailRepository(Protocol):
    async def decide(
        self, mail_id: str, state: MailState, reason: str, *, now: datetime, due_at: datetime | None = None
    ) -> bool:
        """False when the mail is not `unknown`."""
        ...


class Work(Protocol):
    @property
    def mails(self) -> MailRepository: ...


async def send_again(uow: Work, mail_id: str, by: str, *, now: datetime) -> Decided | NothingToDecide:
    """Send it once more, at the risk of a second copy: the same Message-ID, looked at again before it goes.

    `by` is who says so (their address of the console).
    """
    said = await uow.mails.decide(mail_id, "queued", f"to be sent again, says {by}", now=now, due_at=now)
    return Decided("queued") if said else NothingToDecide()


async def leave_it(uow: Work, mail_id: str, by: str, *, now: datetime) -> Decided | NothingToDecide:
    """Let it count as sent. `by` is who says so."""
    said = await uow.mails.decide(mail_id, "accepted", f"counts as sent, says {by}", now=now)
    return Decided("accepted") if said else NothingToDecide()
