"""How the product stands right now, as whoever operates it watches it: numbers, and nothing of anybody."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, get_args

from bot.leads.mail import MailState
from bot.leads.models import Stage

Work = Literal[
    "turns", "nudges", "holds", "calendars", "calendar writes", "reminders", "steps", "mail", "inbound"
]  # fmt: skip
"""As the worker names it."""
KINDS: tuple[Work, ...] = get_args(Work)
STAGES: tuple[Stage, ...] = get_args(Stage)
MAIL_STATES: tuple[MailState, ...] = get_args(MailState)


@dataclass(frozen=True)
class Due:
    """Work of one kind that is due and not done yet: how much, and for how long the oldest of it has been."""

    count: int = 0
    oldest: timedelta = timedelta(0)


@dataclass(frozen=True)
class Operation:
    """Counts by name; a name that nothing has is 0. `due` has every kind of work."""

    leads: Mapping[str, int]
    mails: Mapping[str, int]
    tasks: Mapping[str, int]
    """Open ones, by kind."""
    due: Mapping[str, Due]
    turns: int
    """Kept ones, answered and pending."""
    waiting_for_person: int
    """Chats whose visitor was told that somebody comes."""
    with_person: int
    """Chats that somebody of the team has taken over."""
    meetings_ahead: int
    failing_mailboxes: int
    failing_calendars: int
