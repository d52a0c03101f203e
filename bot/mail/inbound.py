"""What becomes of a mail that arrives at the mailbox which our mails come from.

Each reader looks at the letter and answers what it did, or None when the letter is nothing for it.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Literal, Protocol

from bot.book.changes import answer_invite
from bot.book.models import Answer, Answered, AnswerIgnored
from bot.book.ports import BookWork
from bot.clock import Clock
from bot.mail.calendar_parts import CalendarEvent, CalendarPart
from bot.mail.parsing import Letter, mailbox, read_letter
from bot.qualify.mailboxes import company_domain

ANSWERS: dict[str, Answer] = {"ACCEPTED": "accepted", "DECLINED": "declined", "TENTATIVE": "tentative"}

Because = Literal[
    "no_mail", "own", "automatic", "report", "bulk", "winmail", "plain",
    "method", "contradiction", "unreadable", "no_answer", "not_theirs", "unknown", "stranger", "old", "over",
]  # fmt: skip


@dataclass(frozen=True)
class Ignored:
    """Nothing changed. `detail` is a word of the mail's that is no personal one, such as a METHOD."""

    because: Because
    detail: str = ""


Received = Answered | Ignored
Reader = Callable[[BookWork, Letter, Clock], Awaitable[Received | None]]


class Store(Protocol):
    def write(self) -> AbstractAsyncContextManager[BookWork]: ...


async def receive(store: Store, raw: bytes, *, own_address: str, clock: Clock) -> Received:
    """Do what the mail asks for, if it is one that we understand. Never raises on what somebody sent.

    `own_address` is the one that our mails come from: what says to be from it is one of ours, coming back.
    """
    letter = read_letter(raw)
    if letter is None:
        return Ignored("no_mail")
    if letter.sender == own_address.casefold():
        return Ignored("own")
    async with store.write() as uow:
        for reader in READERS:
            if done := await reader(uow, letter, clock):
                return done
    return Ignored(_nobodys(letter))


def _nobodys(letter: Letter) -> Because:
    """What a letter is that no reader knows."""
    if letter.report or letter.nobodys:
        return "report"
    if letter.auto_submitted != "no":
        return "automatic"
    if letter.bulk:
        return "bulk"
    return "winmail" if letter.winmail else "plain"


async def read_calendar_answer(uow: BookWork, letter: Letter, clock: Clock) -> Received | None:
    """METHOD:REPLY to an invite (RFC 5546, 3.2.3; RFC 6047): kept, and a declined meeting is cancelled.

    Calendar services mark the replies that people make with a button as `auto-generated`; an automatic
    answer to a mail is `auto-replied`, and says nothing about a meeting.
    """
    if not letter.calendars or letter.report or letter.auto_submitted not in ("no", "auto-generated"):
        return None
    replies = [part for part in letter.calendars if "REPLY" in (part.method, part.declared)]
    if not replies:
        return Ignored("method", _method(letter.calendars[0]))
    part = replies[0]
    if part.method and part.declared and part.method != part.declared:
        return Ignored("contradiction")  # RFC 6047, 2.4: they must say the same
    if not part.events:
        return Ignored("unreadable")
    return await _answer(uow, letter, part.events[0], clock)


def _method(part: CalendarPart) -> str:
    """The METHOD as our log may show it: a word of the standard's, not whatever somebody wrote."""
    method = part.method or part.declared
    return method if method in ("REQUEST", "CANCEL", "PUBLISH", "COUNTER", "REFRESH", "ADD") else "none"


async def _answer(uow: BookWork, letter: Letter, event: CalendarEvent, clock: Clock) -> Received:
    attendees = event.properties.get("ATTENDEE", [])
    sequence = event.value("SEQUENCE") or "0"
    uid = event.value("UID")
    if len(attendees) != 1 or not (uid and uid.isprintable()) or not _is_number(sequence):
        return Ignored("unreadable")
    parameters, address = attendees[0]
    answer = ANSWERS.get(parameters.get("PARTSTAT", "").strip().upper())
    if answer is None:
        return Ignored("no_answer")
    attendee = mailbox(address)
    if not attendee or not _speaks_for(letter.sender, attendee, parameters):
        return Ignored("not_theirs")
    done = await answer_invite(uow, uid, int(sequence), attendee, answer, clock=clock)
    return Ignored(done.because) if isinstance(done, AnswerIgnored) else done


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


READERS: tuple[Reader, ...] = (read_calendar_answer,)


def in_words(received: Received) -> str:
    """What was done, for a mail server's log: nothing of who wrote."""
    if isinstance(received, Answered):
        side = "The visitor" if received.side == "visitor" else "The rep"
        what = f"{side} {WORDS_OF_ANSWERS[received.answer]} meeting {received.meeting.id}"
        return f"{what}; it is cancelled." if received.answer == "declined" else f"{what}."
    return f"Ignored: {WHY_IGNORED[received.because].format(received.detail)}."


WORDS_OF_ANSWERS = {"accepted": "accepted", "declined": "declined", "tentative": "may come to"}
WHY_IGNORED: dict[Because, str] = {
    "no_mail": "it is no mail that can be read",
    "own": "it says to be from our own address",
    "automatic": "it was written by a machine",
    "report": "it reports on the way of another mail, which is not understood here",
    "bulk": "a list or a mass mailing sent it",
    "winmail": "its parts are in Outlook's own format (winmail.dat), which is not understood here",
    "plain": "it holds no answer to an invite, and nothing else is understood here",
    "method": "its calendar part is no answer to an invite (METHOD {})",
    "contradiction": "its calendar part's METHOD is one thing in its body and another in its Content-Type",
    "unreadable": "its answer to an invite lacks a UID, a readable SEQUENCE, or exactly one ATTENDEE",
    "no_answer": "its answer to an invite neither accepts, nor declines, nor says maybe",
    "not_theirs": "it answers an invite for somebody else than who sent it",
    "unknown": "it answers an invite that is not ours, or whose meeting was erased",
    "stranger": "it answers an invite in the name of somebody who was not invited",
    "old": "it answers an invite to an earlier time of the meeting",
    "over": "its meeting is cancelled, or has begun",
}
