"""Answers to invites, as calendar programs and services send them (RFC 5546, RFC 6047)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from bot.book.changes import answer_invite
from bot.book.models import Answer, Answered, AnswerIgnored
from bot.book.ports import BookWork
from bot.clock import Clock
from bot.mail.calendar_parts import CalendarEvent, CalendarPart
from bot.mail.parsing import Letter, mailbox
from bot.qualify.mailboxes import company_domain

ANSWERS: dict[str, Answer] = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}

Why = Literal[
    "method", "contradiction", "unreadable", "no_answer", "not_theirs", "unknown", "stranger", "old", "over"
]


@dataclass(frozen=True)
class NoAnswer:
    """Nothing changed. `detail` is a word of the mail's that is no personal one, such as a METHOD."""

    because: Why
    detail: str = ""


async def read_calendar_answer(uow: BookWork, letter: Letter, clock: Clock) -> Answered | NoAnswer | None:
    """METHOD:REPLY to an invite (RFC 5546, 3.2.3; RFC 6047): kept, and a declined meeting is cancelled.

    Calendar services mark the replies that people make with a button as `auto-generated`; an automatic
    answer to a mail is `auto-replied`, and says nothing about a meeting.
    """
    if not letter.calendars or letter.report or letter.auto_submitted not in ("no", "auto-generated"):
        return None
    replies = [part for part in letter.calendars if "REPLY" in (part.method, part.declared)]
    if not replies:
        return NoAnswer("method", _method(letter.calendars[0]))
    part = replies[0]
    if part.method and part.declared and part.method != part.declared:
        return NoAnswer("contradiction")  # RFC 6047, 2.4: they must say the same
    if not part.events:
        return NoAnswer("unreadable")
    return await _answer(uow, letter, part.events[0], clock)


def _method(part: CalendarPart) -> str:
    """The METHOD as our log may show it: a word of the standard's, not whatever somebody wrote."""
    method = part.method or part.declared
    return method if method in ("REQUEST", "CANCEL", "PUBLISH", "COUNTER", "REFRESH", "ADD") else "none"


async def _answer(uow: BookWork, letter: Letter, event: CalendarEvent, clock: Clock) -> Answered | NoAnswer:
    attendees = event.properties.get("ATTENDEE", [])
    sequence = event.value("SEQUENCE") or "0"
    uid = event.value("UID")
    if len(attendees) != 1 or not (uid and uid.isprintable()) or not _is_number(sequence):
        return NoAnswer("unreadable")
    parameters, address = attendees[0]
    answer = ANSWERS.get(parameters.get("PARTSTAT", "").strip().upper())
    if answer is None:
        return NoAnswer("no_answer")
    attendee = mailbox(address)
    if not attendee or not _speaks_for(letter.sender, attendee, parameters):
        return NoAnswer("not_theirs")
    done = await answer_invite(uow, uid, int(sequence), attendee, answer, clock=clock)
    return NoAnswer(done.because) if isinstance(done, AnswerIgnored) else done


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 9


def _speaks_for(sender: str, attendee: str, parameters: dict[str, str]) -> bool:
    """Whether the mail is from who was invited, or from somebody of their company who answers for them.

    SENT-BY is what the sender says of themselves, so that it counts for nothing across companies.
    """
    if not sender:
        return False
    if sender == attendee:
        return True
    if sender != mailbox(parameters.get("SENT-BY", "")):
        return False
    company = company_domain(attendee)
    return company is not None and company_domain(sender) == company
