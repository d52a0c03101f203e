"""What delivery needs of whoever carries a mail away, and what can come of it."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from typing import Protocol


@dataclass(frozen=True)
class Accepted:
    """The server has taken responsibility for the mail (RFC 5321, 4.2.5)."""

    note: str | None = None


@dataclass(frozen=True)
class Deferred:
    """Certainly not taken, and worth another try: a 4xx answer, or a failure before the hand-over."""

    reason: str


@dataclass(frozen=True)
class Rejected:
    """Certainly not taken, and never will be: a 5xx answer, or a mail that cannot be written down.

    `no_mailbox` is the status (RFC 3463, for example `5.1.1`) with which the server said that there is no
    such mailbox; None for every other reason.
    """

    reason: str
    no_mailbox: str | None = None


@dataclass(frozen=True)
class Unknown:
    """Handed over, and the answer never came: the server may have taken it or not (RFC 1047)."""

    reason: str


Outcome = Accepted | Deferred | Rejected | Unknown


class Mailer(Protocol):
    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> Outcome:
        """Hand over one mail; `sender` and `recipient` are the envelope's bare addresses. Never raises."""
        ...
