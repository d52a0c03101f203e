"""The development mailbox: the row in the mail log is the mailbox, and nothing leaves the machine."""

from __future__ import annotations

from email.message import EmailMessage

from bot.mail.port import Accepted, Outcome


class DevelopmentMailbox:
    """A mailer for when SMTP_URL is unset."""

    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> Outcome:
        message.as_bytes()  # what cannot be written down must fail here as it would with a real server
        return Accepted("kept in the development mailbox")
