"""What becomes of a mail that arrives at the mailbox which our mails come from.

It is an answer to an invite, or about a mail of ours (a bounce, an automatic answer, a reply), or nothing for
us. All that follows from one mail happens in one transaction.
"""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Protocol

from bot.book import ports as book
from bot.book.models import Answered
from bot.capture import service as capture
from bot.clock import Clock
from bot.leads.mail import MailDraft
from bot.mail import invite_answers, returned
from bot.mail.invite_answers import read_calendar_answer
from bot.mail.parsing import Letter, read_letter
from bot.mail.returned import ReturnDesk, read_returned
from bot.mail.verp import untagged
from bot.nurture.returning import Bounced, Paused, Replied
from bot.route import service as route

Because = (
    Literal["no_mail", "own", "automatic", "report", "bulk", "winmail", "plain"]
    | invite_answers.Why
    | returned.Passed
)


@dataclass(frozen=True)
class Ignored:
    """Nothing changed. `detail` is a word of the mail's that is no personal one, such as a METHOD."""

    because: Because
    detail: str = ""


Received = Answered | Bounced | Paused | Replied | Ignored


class Leads(book.Leads, route.Leads, Protocol):
    pass


class Facts(book.Facts, capture.FactRepository, Protocol):
    pass


class Mails(book.MailQueue, returned.Mails, Protocol):
    async def queue(self, draft: MailDraft, *, now: datetime) -> str | None: ...


class Reps(book.Reps, route.Reps, Protocol):
    pass


class InboundWork(book.BookWork, returned.LetterWork, Protocol):
    @property
    def leads(self) -> Leads: ...
    @property
    def facts(self) -> Facts: ...
    @property
    def mails(self) -> Mails: ...
    @property
    def reps(self) -> Reps: ...


class Store(Protocol):
    def write(self) -> AbstractAsyncContextManager[InboundWork]: ...


async def receive(store: Store, raw: bytes, desk: ReturnDesk, *, clock: Clock) -> Received:
    """Do what the mail asks for, if it is one that we understand. Never raises on what somebody sent."""
    letter = read_letter(raw)
    if letter is None:
        return Ignored("no_mail")
    async with store.write() as uow:
        return await deal_with(uow, letter, desk, clock=clock)


async def deal_with(uow: InboundWork, letter: Letter, desk: ReturnDesk, *, clock: Clock) -> Received:
    """Do what the mail asks for, in this transaction; the same mail again changes nothing."""
    if _is_ours(letter.sender, desk):
        return Ignored("own")
    answered = await read_calendar_answer(uow, letter, clock)
    if isinstance(answered, Answered):
        return answered
    if answered is None or answered.because == "method":  # somebody may send us an invite with their words
        done = await read_returned(uow, letter, desk, now=clock.now())
        if isinstance(done, Bounced | Paused | Replied):
            return done
        if answered is None:
            return Ignored(done or _nobodys(letter))
    return Ignored(answered.because, answered.detail)


def _is_ours(sender: str, desk: ReturnDesk) -> bool:
    """Whether it says to be from the address that our mails come from: one of ours, coming back."""
    own = sender == desk.own_address.casefold()
    return own or untagged(sender, desk.own_address, desk.secret) is not None


def _nobodys(letter: Letter) -> Because:
    """What a letter is that nobody here understands."""
    if letter.report or letter.nobodys:
        return "report"
    if letter.auto_submitted != "no":
        return "automatic"
    if letter.bulk:
        return "bulk"
    return "winmail" if letter.winmail else "plain"


def in_words(received: Received) -> str:
    """What was done, for a mail server's log: nothing of who wrote."""
    if isinstance(received, Ignored):
        return f"Ignored: {WHY_IGNORED[received.because].format(received.detail)}."
    if isinstance(received, Answered):
        side = "The visitor" if received.side == "visitor" else "The rep"
        what = f"{side} {WORDS_OF_ANSWERS[received.answer]} meeting {received.meeting.id}"
        return f"{what}; it is cancelled." if received.answer == "declined" else f"{what}."
    if isinstance(received, Bounced):
        what = f"Mail {received.mail_id} came back"
        if received.lead_id is None:
            return f"{what}; it was for one of your own people."
        return (
            f"{what} for good; its address is suppressed." if received.gone else f"{what} for now; counted."
        )
    if isinstance(received, Paused):
        waits = "1 sequence waits" if received.sequences == 1 else f"{received.sequences} sequences wait"
        return f"Nobody is there for mail {received.mail_id}; {waits}."
    what = f"Lead {received.lead_id} replied"
    return f"{what} and is unsubscribed." if received.stopped else f"{what}; their rep is told."


WORDS_OF_ANSWERS = {"accepted": "accepted", "declined": "declined", "tentative": "may come to"}
WHY_IGNORED: dict[Because, str] = {
    "known": "it was dealt with before",
    "unmatched": "it is about no mail of ours that can be named",
    "staff": "it comes from one of your own people, or answers a mail to them",
    "other_address": "it reports on another address than the one that the mail went to",
    "no_mail": "it is no mail that can be read",
    "own": "it says to be from our own address",
    "automatic": "it was written by a machine",
    "report": "it reports on the way of another mail, which is not understood here",
    "bulk": "a list or a mass mailing sent it",
    "winmail": "its parts are in Outlook's own format (winmail.dat), which is not understood here",
    "plain": "it holds no answer to an invite, and to no mail of ours",
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
