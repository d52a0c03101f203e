"""A mail on its way into the mail log: what the stages write, and what may stand in a header."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bot.errors import BantamError

MailKind = Literal[
    "nurture", "confirm", "ready", "invite", "update", "cancel", "reminder", "missed", "notice", "test"
]
NURTURE: tuple[MailKind, ...] = ("nurture", "confirm", "ready")
"""The kinds that a lead gets only with the consent to useful mail: steps of a sequence, the question of a
double opt-in, and the offer to meet for who has become ready."""
AT_MOST_ONCE: tuple[MailKind, ...] = ("nurture", "ready")
"""The kinds that nobody waits for: a second copy does more harm than none."""
IcsMethod = Literal["REQUEST", "CANCEL", "PUBLISH"]

HEADER_LIMIT = 998
"""Characters in one header's value; RFC 5322 2.1.1 allows a line of 998."""

_JOINERS = frozenset("\u200c\u200d")  # Persian, Indic scripts and emoji are spelled with them
_LINK = re.compile(r"[@/:]|\w\.\w{2,}")
_ADDRESS = re.compile(r"[^@\s<>\"(),:;\\\[\]]{1,64}@[^@\s<>\"(),:;\\\[\]]{1,255}")


class UnsafeHeader(BantamError):
    """A value that must not reach a mail header: it could add headers of its own (CVE-2024-6923)."""


def refuse_unsafe_header(value: str, *, name: str) -> str:
    """The value itself, when it may stand in the header `name`.

    Raises UnsafeHeader for line breaks, control and invisible formatting characters, `=?` (the start of an
    encoded word, RFC 2047: what is decoded later could hold a line break) and more than 998 characters.
    """
    if _hides_something(value):
        raise UnsafeHeader(f"{name} holds a line break or a control character: write it on one line")
    if "=?" in value:
        raise UnsafeHeader(f"{name} holds `=?`, the start of an encoded word: write it without")
    if len(value) > HEADER_LIMIT:
        raise UnsafeHeader(f"{name} has {len(value)} characters: shorten it to {HEADER_LIMIT}")
    return value


def _hides_something(value: str) -> bool:
    # Links are long, and each sign of one is asked about several times on its way into a mail.
    if value.isascii():
        return not value.isprintable()
    return any(_hidden(character) for character in value)


def _hidden(character: str) -> bool:
    """Line breaks, controls, lone surrogates, and marks that turn the reading direction of what follows."""
    return unicodedata.category(character) in {"Cc", "Cf", "Cs", "Zl", "Zp"} and character not in _JOINERS


def refuse_bad_address(value: str, *, name: str) -> str:
    """The address itself, when it is one mailbox and nothing else. Raises UnsafeHeader otherwise."""
    refuse_unsafe_header(value, name=name)
    if not _ADDRESS.fullmatch(value):
        raise UnsafeHeader(f"{name} is not one e-mail address: write it as name@example.com")
    return value


def one_line(words: str, *, limit: int = 200) -> str:
    """Somebody's own words (a name, a company) made fit for a header: one line, no controls, no `=?`.

    For what a visitor typed: an odd name must not cost them their meeting. Everything else is refused.
    """
    visible = "".join(" " if _hidden(character) else character for character in words)
    while "=?" in visible:
        visible = visible.replace("=?", "=")
    return " ".join(visible.split())[:limit].rstrip()


def first_name(name: str | None) -> str:
    """Whom a mail greets: nobody by a name that mail programs make a link of, as of `evil.example`.

    Whoever types a name may type somebody else's address with it, and would have us send that link there.
    """
    first = next(iter((name or "").split()), "")
    return "" if _LINK.search(first) else first


@dataclass(frozen=True)
class MailDraft:
    """One mail as a stage wants it; `uow.mails.queue(draft, now=...)` makes it a row, the worker sends it.

    Unique per (cause, version, recipient), and per (enrolment_id, step_id): queueing again changes nothing.
    `text` and `html` are finished (rendered); `ics` is a whole VCALENDAR whose METHOD is `ics_method`.
    `due_at` is aware; None means at once.
    Raises UnsafeHeader when a value that reaches a header holds a line break, a control character or `=?`.
    """

    kind: MailKind
    cause: str
    """What it is about, for example `meeting:ID:visitor`, `meeting:ID:rep` or `enrolment:ID:STEP`."""
    recipient: str
    subject: str
    text: str
    html: str
    version: int = 0
    """Counts up when the same cause has news: the SEQUENCE of an invite."""
    recipient_name: str | None = None
    ics: str | None = None
    ics_method: IcsMethod | None = None
    reply_to: str | None = None
    unsubscribe_url: str | None = None
    lead_id: str | None = None
    meeting_id: str | None = None
    enrolment_id: str | None = None
    step_id: str | None = None
    due_at: datetime | None = None

    def __post_init__(self) -> None:
        refuse_bad_address(self.recipient, name="the recipient")
        refuse_unsafe_header(self.subject, name="the subject")
        if self.recipient_name is not None:
            refuse_unsafe_header(self.recipient_name, name="the recipient's name")
        if self.reply_to is not None:
            refuse_bad_address(self.reply_to, name="the Reply-To address")
        if self.unsubscribe_url is not None:
            refuse_unsafe_header(self.unsubscribe_url, name="the unsubscribe link")
        if (self.ics is None) != (self.ics_method is None):
            raise ValueError("a calendar part needs its method, and a method its calendar part")
        if self.due_at is not None and self.due_at.tzinfo is None:
            raise ValueError("due_at needs a time zone: give an aware datetime")


@dataclass(frozen=True)
class MailWords:
    """A rendered template: the subject, the plain text and the HTML that belong together."""

    subject: str
    text: str
    html: str


MailState = Literal["queued", "sending", "accepted", "deferred", "rejected", "unknown", "withheld"]
"""queued: waits for its instant. sending: a worker talks to the mail server. accepted: the server took it.
deferred: not taken yet, tried again at `due_at`. rejected: the server said no for good. unknown: connection
or the worker died when the server may have taken it. withheld: not sent, see `reason`."""


@dataclass(frozen=True, kw_only=True)
class Mail(MailDraft):
    """A row of the mail log. `message_id` is fixed at the first attempt and the same at every other one."""

    id: str
    state: MailState
    due_at: datetime
    created_at: datetime
    updated_at: datetime
    message_id: str
    reason: str | None = None
    attempts: int = 0

    @property
    def at_most_once(self) -> bool:
        """Of anything that somebody waits for, a second copy does less harm than none."""
        return self.kind in AT_MOST_ONCE
