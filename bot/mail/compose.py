"""A row of the mail log as MIME."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr

from bot.leads.mail import NURTURE, Mail, refuse_bad_address, refuse_unsafe_header
from bot.mail.verp import tagged


class _AsItIs(UnstructuredHeader, BaseHeader):
    """A header that is never folded: the standard library makes encoded words of a link longer than a line,
    and mail programs find no link in those."""

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: {self}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("list-unsubscribe", _AsItIs)
# Seven bits, since not every server between here and there offers 8BITMIME (RFC 6152).
POLICY = SMTP.clone(cte_type="7bit", header_factory=_HEADERS)


@dataclass(frozen=True)
class Sender:
    """Who mails come from: a named person and a mailbox.

    With a `secret`, each mail returns to an address of its own (`bot.mail.verp`); `reads_replies` says that
    somebody of ours reads what arrives there, so that answers to useful mail may go there too.
    """

    name: str
    address: str
    secret: str | None = field(default=None, repr=False)
    reads_replies: bool = False

    @classmethod
    def of(cls, mail_from: str, name: str | None = None) -> Sender:
        """From MAIL_FROM (`Ann Example <ann@example.com>`); `name` goes before the name in it."""
        own_name, address = parseaddr(mail_from)
        return cls(name or own_name, address)

    @property
    def domain(self) -> str:
        return self.address.rpartition("@")[2]

    def return_path(self, mail: Mail) -> str:
        """The envelope's sender, a bare address: where a bounce of this mail goes."""
        return tagged(self.address, mail.id, self.secret) if self.secret else self.address

    def reply_to(self, mail: Mail) -> str | None:
        """Where an answer goes: of useful mail to where it is understood, else as it was wanted."""
        mine = self.reads_replies and self.secret and mail.kind in NURTURE
        return self.return_path(mail) if mine else mail.reply_to


def compose(mail: Mail, sender: Sender, *, at: datetime) -> EmailMessage:
    """`alternative{ plain, html }`; an invite: `mixed{ alternative{ plain, html, calendar }, invite.ics }`.

    `at` (aware) becomes the Date. The calendar's METHOD stands in its Content-Type too (RFC 6047, 2.4).
    Raises UnsafeHeader when a value could break out of its header.
    """
    message = EmailMessage(policy=POLICY)
    message["From"] = _mailbox(sender.name, sender.address)
    message["To"] = _mailbox(mail.recipient_name or "", mail.recipient)
    if reply_to := sender.reply_to(mail):
        message["Reply-To"] = _mailbox("", reply_to)
    message["Subject"] = refuse_unsafe_header(mail.subject, name="the subject")
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{refuse_unsafe_header(mail.message_id, name='the Message-ID')}>"
    message["Auto-Submitted"] = "auto-generated"  # keeps holiday notices from answering (RFC 3834)
    if mail.unsubscribe_url:
        url = refuse_unsafe_header(mail.unsubscribe_url, name="the unsubscribe link")
        message["List-Unsubscribe"] = f"<{url}>"
        message["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"  # RFC 8058
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    if mail.ics and mail.ics_method:
        message.add_alternative(mail.ics, subtype="calendar", params={"method": mail.ics_method})
        message.add_attachment(
            mail.ics.encode(), maintype="application", subtype="ics", filename="invite.ics"
        )
    return message


def _mailbox(name: str, address: str) -> Address:
    refuse_unsafe_header(name, name="a mailbox's name")
    user, _, domain = refuse_bad_address(address, name="an address").rpartition("@")
    return Address(name, user, domain if domain.isascii() else domain.encode("idna").decode())
