"""What comes back to our mailbox, as raw mail: replies, holiday notices, bounces (RFC 3464)."""

from __future__ import annotations

from datetime import date
from email.message import EmailMessage

from bot.bootstrap import App
from bot.leads.mail import Mail
from bot.mail.inbound import Ignored, receive

OUR_ADDRESS = "hello@tidewater.example"


def reply(mail: Mail, words: str = "Thanks, could you call me about this next week?") -> bytes:
    """The recipient writes back."""
    message = _answer(mail, f"Re: {mail.subject}")
    message.set_content(
        f"{words}\n\nOn Mon, 5 Jan 2026 at 10:00, Ida Brandt <{OUR_ADDRESS}> wrote:\n> {mail.text[:60]}\n"
    )
    return message.as_bytes()


def away(mail: Mail, until: date) -> bytes:
    """The recipient's mailbox says when they are back (RFC 3834)."""
    message = _answer(mail, f"Automatic reply: {mail.subject}")
    message["Auto-Submitted"] = "auto-replied"
    message.set_content(f"I am out of the office until {until.day} {until:%B %Y} and will answer then.\n")
    return message.as_bytes()


def bounce(mail: Mail, status: str) -> bytes:
    """The recipient's server could not deliver it."""
    return REPORT.format(mail=mail, status=status).replace("\n", "\r\n").encode()


REPORT = """\
From: Mail Delivery System <mailer-daemon@mx.example>
To: hello@tidewater.example
Subject: Undelivered Mail Returned to Sender
Message-ID: <bounce-{status}-{mail.id}@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="part"

--part
Content-Type: text/plain

Your message could not be delivered.

--part
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; {mail.recipient}
Action: failed
Status: {status}

--part
Content-Type: text/rfc822-headers

Message-ID: <{mail.message_id}>
To: {mail.recipient}

--part--
"""


def _answer(mail: Mail, subject: str) -> EmailMessage:
    message = EmailMessage()
    message["From"] = mail.recipient
    message["To"] = OUR_ADDRESS
    message["Subject"] = subject
    message["Message-ID"] = f"<{subject[:2].strip(': ')}-{mail.id}@{mail.recipient.rpartition('@')[2]}>"
    message["In-Reply-To"] = f"<{mail.message_id}>"
    return message


async def deliver(app: App, raw: bytes) -> None:
    """Into the mailbox, as `bantam inbound` does it. Raises AssertionError when it is not understood."""
    done = await receive(app.store, raw, app.return_desk, clock=app.clock)
    assert not isinstance(done, Ignored), done
