"""The mail servers of the demo's visitors: most take every mail, some say what real ones say."""

from __future__ import annotations

from collections.abc import Mapping
from email.message import EmailMessage

from bot.demo.visitor import Mailbox
from bot.mail.port import Accepted, Deferred, Outcome, Rejected, Unknown

ANSWERS: Mapping[Mailbox, Outcome] = {
    "works": Accepted("kept in the development mailbox"),
    "full": Deferred("452 4.2.2 The mailbox is full"),
    "refuses": Rejected("550 5.7.1 This message is not wanted here"),
    "gone": Rejected("550 5.1.1 There is no such mailbox", no_mailbox="5.1.1"),
    "silent": Unknown("the connection broke after the mail was handed over"),
}


class DemoServers:
    """A mailer that sends nothing; `by_address` says who is not like the others."""

    def __init__(self, by_address: Mapping[str, Mailbox]) -> None:
        self._by_address = by_address

    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> Outcome:
        message.as_bytes()
        return ANSWERS[self._by_address.get(recipient, "works")]
