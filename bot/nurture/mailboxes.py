"""A mailbox that answers come to, as SQL keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class MailboxState:
    """How far a mailbox is read. `trying_uid` is the mail that was begun with, `tries` what that cost."""

    name: str
    due_at: datetime
    uid_validity: int | None = None
    last_uid: int = 0
    read_at: datetime | None = None
    failures: int = 0
    problem: str | None = None
    failing_since: datetime | None = None
    told_at: datetime | None = None
    trying_uid: int | None = None
    tries: int = 0
