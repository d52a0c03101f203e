"""What a mail that came back is: a bounce, an automatic answer, or what a person wrote."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from bot.mail.parsing import Letter


@dataclass(frozen=True)
class Bounce:
    """A mail that did not get through."""

    addresses: tuple[str, ...]
    """In lower case: whom it did not reach, as the mail was addressed, then as it was delivered."""
    status: str
    """Of RFC 3463, such as `5.1.1`; empty when unknown."""
    hard: bool
    """Whether nothing will ever reach them: do not try again."""
    message_ids: tuple[str, ...]
    """What came back, without angle brackets; the likeliest first."""


@dataclass(frozen=True)
class AutoReply:
    """A machine's answer in somebody's name (RFC 3834). `until` is the day that it names as the last one away
    or as the first one back: not in the past, and at most 120 days ahead."""

    until: date | None


@dataclass(frozen=True)
class Reply:
    """What a person wrote, without what they quoted and without their signature. May be empty."""

    text: str


Arrival = Bounce | AutoReply | Reply


def classify(letter: Letter, *, today: date) -> Arrival | None:
    """None for what is none of these: lists and mass mail, our own mail in a loop, other machines' mail.

    `today` is the day in the lead's zone. Answers to invites are dealt with before.
    """
    return None
