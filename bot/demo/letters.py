"""Mails that come back to us, as they arrive: what somebody answers, and what their mailbox says."""

from __future__ import annotations

from datetime import date, datetime
from email.message import EmailMessage
from email.utils import format_datetime

from bot.leads.mail import Mail


def reply(mail: Mail, words: str, *, ours: str, at: datetime) -> bytes:
    """The recipient writes back, above what they answer. `ours` is the address that our mails come from."""
    message = _answer(mail, f"Re: {mail.subject}", ours, at)
    quoted = "\n".join(f"> {line}" for line in mail.text.splitlines()[:6])
    message.set_content(f"{words}\n\nOn {at:%a, %d %b %Y at %H:%M}, <{ours}> wrote:\n{quoted}\n")
    return message.as_bytes()


def away(mail: Mail, until: date, *, ours: str, at: datetime) -> bytes:
    """The recipient's mailbox says when they are back (RFC 3834)."""
    message = _answer(mail, f"Automatic reply: {mail.subject}", ours, at)
    message["Auto-Submitted"] = "auto-replied"
    message.set_content(f"I am out of the office until {until.day} {until:%B %Y} and will answer then.\n")
    return message.as_bytes()


def _answer(mail: Mail, subject: str, ours: str, at: datetime) -> EmailMessage:
    message = EmailMessage()
    message["From"] = mail.recipient
    message["To"] = ours
    message["Subject"] = subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<answer-{mail.id}@{mail.recipient.rpartition('@')[2]}>"
    message["In-Reply-To"] = f"<{mail.message_id}>"
    return message
