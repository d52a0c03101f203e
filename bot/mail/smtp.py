"""SMTP through aiosmtplib, in steps, so that it is known how far a mail got."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPRecipientRefused, SMTPResponseException

from bot.mail.connections import Connection, Connections
from bot.mail.port import Accepted, Deferred, Outcome, Rejected, Unknown
from bot.mail.refusals import hard

CONNECT_SECONDS = 20.0
STEP_SECONDS = 60.0
KEPT_SECONDS = 10.0
"""For the first answer over a kept connection: then it counts as dead, and a new one is made."""
DATA_SECONDS = 600.0
"""A server may take ten minutes for the answer to the final dot (RFC 5321, 4.5.3.2.6)."""


@dataclass(frozen=True)
class SmtpServer:
    """A relay. TLS: from the first byte (`smtps`), or STARTTLS when offered, and required with a password."""

    host: str
    port: int
    tls: bool = False
    user: str | None = None
    password: str | None = field(default=None, repr=False)

    @classmethod
    def from_url(cls, smtp_url: str) -> SmtpServer:
        """From SMTP_URL: `smtp://USER:PASSWORD@HOST:587` or `smtps://...:465`; odd signs percent-encoded."""
        parts = urlsplit(smtp_url)
        tls = parts.scheme == "smtps"
        user, password = (unquote(part) if part else None for part in (parts.username, parts.password))
        return cls(
            parts.hostname or "", parts.port or (465 if tls else 587 if user else 25), tls, user, password
        )

    @property
    def local(self) -> bool:
        return self.host in ("localhost", "127.0.0.1", "::1")


class SmtpMailer:
    """Hands mails to one relay, over a connection that is kept for the next one while all goes well."""

    def __init__(
        self, server: SmtpServer, *, step_seconds: float = STEP_SECONDS, data_seconds: float = DATA_SECONDS
    ) -> None:
        self._server = server
        self._step_seconds = step_seconds
        self._data_seconds = data_seconds
        self._connections = Connections()
        self._tls_context = _local_context() if server.local else None

    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> Outcome:
        """See `Mailer.send`. The answers of a server that are kept as reasons are cut to 300 characters."""
        try:
            content = message.as_bytes()
        except (ValueError, UnicodeError) as error:
            return Rejected(f"cannot be written as MIME: {type(error).__name__}")
        connection = await self._kept(sender, recipient) or Connection(self._client())
        try:
            if not connection.taken:
                await self._connect(connection.client, sender, recipient)
            outcome = await self._hand_over(connection.client, content, recipient)
        except _NoSmtpUtf8:
            outcome = Rejected("the mail server does not take addresses beyond ASCII (SMTPUTF8)")
        except SMTPResponseException as answer:
            # A refused password or sender says nothing of this mail: it waits until somebody has mended that.
            outcome = Deferred(_said(answer.code, answer.message))
        except (SMTPException, OSError, ValueError) as error:
            outcome = Deferred(f"the mail server could not be used: {type(error).__name__}")
        except BaseException:  # cancelled: who works on is not known, so nobody goes on over this connection
            connection.client.close()
            raise
        if isinstance(outcome, Accepted):
            await self._connections.give_back(connection)
        else:
            await connection.end()
        return outcome

    async def close(self) -> None:
        """End the connection that is kept."""
        await self._connections.close()

    async def _kept(self, sender: str, recipient: str) -> Connection | None:
        """The kept connection, on which this mail has begun; None when a new one is needed.

        Whatever goes wrong up to here says nothing of the mail: the server may have ended the connection, or
        have had enough of it, and nothing was handed over.
        """
        connection = self._connections.take()
        if connection is None:
            return None
        try:
            await _begin(connection.client, sender, recipient, min(KEPT_SECONDS, self._step_seconds))
        except (SMTPException, OSError, ValueError, _NoSmtpUtf8):
            await connection.end()
            return None
        return connection

    async def _connect(self, client: SMTP, sender: str, recipient: str) -> None:
        async with asyncio.timeout(CONNECT_SECONDS + self._step_seconds):
            await client.connect()
        await _begin(client, sender, recipient, self._step_seconds)

    def _client(self) -> SMTP:
        server = self._server
        # A password goes over TLS only, except to a relay on this machine.
        start_tls = None if server.local or not server.password else True
        return SMTP(
            hostname=server.host, port=server.port, username=server.user, password=server.password,
            use_tls=server.tls, start_tls=False if server.tls else start_tls, timeout=self._step_seconds,
            tls_context=self._tls_context,
        )  # fmt: skip

    async def _hand_over(self, client: SMTP, content: bytes, recipient: str) -> Outcome:
        try:
            await client.rcpt(recipient, encoding=_encoding(recipient))
        except SMTPRecipientRefused as refused:
            return refusal(refused.code, refused.message, at_recipient=True)
        answer = await client.execute_command(b"DATA")
        if answer.code != 354:
            return refusal(answer.code, answer.message)
        return await self._finish(client, content)

    async def _finish(self, client: SMTP, content: bytes) -> Outcome:
        """Everything up to the final dot goes out at once: from here on a silence leaves us not knowing."""
        if client.protocol is None:
            return Deferred("the mail server hung up before the mail was sent")
        client.protocol.write(_dotted(content))
        try:
            answer = await client.protocol.read_response(timeout=self._data_seconds)
        except (SMTPException, OSError, ValueError) as error:
            return Unknown(f"no answer after the mail was sent: {type(error).__name__}")
        if 200 <= answer.code < 300:  # whatever the last two digits say (RFC 5321, 4.2.1)
            return Accepted(answer.message[:300])
        if 400 <= answer.code < 600:
            return refusal(answer.code, answer.message)
        return Unknown(f"an answer that says nothing of the mail: {_said(answer.code, answer.message)}")


class _NoSmtpUtf8(Exception):
    """The recipient's address is beyond ASCII, and the server takes no such (RFC 6531)."""


async def _begin(client: SMTP, sender: str, recipient: str, seconds: float) -> None:
    """MAIL FROM, with what this recipient's address needs."""
    options = [] if recipient.isascii() else ["SMTPUTF8"]
    if options and not client.supports_extension("smtputf8"):
        raise _NoSmtpUtf8
    await client.mail(sender, options=options, encoding=_encoding(recipient), timeout=seconds)


def _encoding(recipient: str) -> str:
    return "ascii" if recipient.isascii() else "utf-8"


def refusal(code: int, words: str, *, at_recipient: bool = False) -> Deferred | Rejected:
    """4xx means later, 5xx means never; an answer that makes no sense is tried again."""
    said = _said(code, words)
    if not 500 <= code < 600:
        return Deferred(said)
    return Rejected(said, hard(code, words, at_recipient=at_recipient))


def _said(code: int, words: str) -> str:
    return f"{code} {' '.join(words.split())}"[:300]


def _dotted(content: bytes) -> bytes:
    """The content with its dots doubled, and the final dot (RFC 5321, 4.5.2). Its lines end in CRLF."""
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"


def _local_context() -> ssl.SSLContext:
    # A relay on this machine has a certificate for another name, or one that it made itself. Not
    # `create_default_context`: it reads every certificate authority of the machine, which takes 30 ms.
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
