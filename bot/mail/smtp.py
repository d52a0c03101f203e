"""SMTP through aiosmtplib, in steps, so that it is known how far a mail got."""

from __future__ import annotations

import asyncio
import ssl
from dataclasses import dataclass, field
from email.message import EmailMessage
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException, SMTPRecipientRefused, SMTPResponseException

from bot.mail.port import Accepted, Deferred, Outcome, Rejected, Unknown

CONNECT_SECONDS = 20.0
STEP_SECONDS = 60.0
DATA_SECONDS = 600.0
"""A server may take ten minutes for the answer to the final dot (RFC 5321, 4.5.3.2.6)."""
QUIT_SECONDS = 2.0


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
    """Hands mails to one relay, one connection per mail."""

    def __init__(
        self, server: SmtpServer, *, step_seconds: float = STEP_SECONDS, data_seconds: float = DATA_SECONDS
    ) -> None:
        self._server = server
        self._step_seconds = step_seconds
        self._data_seconds = data_seconds

    async def send(self, message: EmailMessage, *, sender: str, recipient: str) -> Outcome:
        """See `Mailer.send`. The answers of a server that are kept as reasons are cut to 300 characters."""
        try:
            content = message.as_bytes()
        except (ValueError, UnicodeError) as error:
            return Rejected(f"cannot be written as MIME: {type(error).__name__}")
        client = self._client()
        try:
            async with asyncio.timeout(CONNECT_SECONDS + self._step_seconds):
                await client.connect()
            return await self._hand_over(client, content, sender, recipient)
        except SMTPResponseException as answer:
            # A refused password or sender says nothing of this mail: it waits until somebody has mended that.
            return Deferred(_said(answer.code, answer.message))
        except (SMTPException, OSError, ValueError) as error:
            return Deferred(f"the mail server could not be used: {type(error).__name__}")
        finally:
            await self._hang_up(client)

    def _client(self) -> SMTP:
        server = self._server
        # A password goes over TLS only, except to a relay on this machine.
        start_tls = None if server.local or not server.password else True
        return SMTP(
            hostname=server.host, port=server.port, username=server.user, password=server.password,
            use_tls=server.tls, start_tls=False if server.tls else start_tls, timeout=self._step_seconds,
            tls_context=_local_context() if server.local else None,
        )  # fmt: skip

    async def _hand_over(self, client: SMTP, content: bytes, sender: str, recipient: str) -> Outcome:
        options = ["SMTPUTF8"] if not recipient.isascii() else []
        if options and not client.supports_extension("smtputf8"):
            return Rejected("the mail server does not take addresses beyond ASCII (SMTPUTF8)")
        encoding = "utf-8" if options else "ascii"
        await client.mail(sender, options=options, encoding=encoding)
        try:
            await client.rcpt(recipient, encoding=encoding)
        except SMTPRecipientRefused as refused:
            return refusal(refused.code, refused.message)
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
        except (SMTPException, OSError) as error:
            return Unknown(f"no answer after the mail was sent: {type(error).__name__}")
        return Accepted(answer.message[:300]) if answer.code == 250 else refusal(answer.code, answer.message)

    async def _hang_up(self, client: SMTP) -> None:
        try:
            await client.quit(timeout=QUIT_SECONDS)
        except (SMTPException, OSError, ValueError):
            client.close()


def refusal(code: int, words: str) -> Deferred | Rejected:
    """4xx means later, 5xx means never; an answer that makes no sense is tried again."""
    said = _said(code, words)
    return Rejected(said) if 500 <= code < 600 else Deferred(said)


def _said(code: int, words: str) -> str:
    return f"{code} {' '.join(words.split())}"[:300]


def _dotted(content: bytes) -> bytes:
    """The content with its dots doubled, and the final dot (RFC 5321, 4.5.2). Its lines end in CRLF."""
    lines = content.removesuffix(b"\r\n").split(b"\r\n")
    return b"\r\n".join(b"." + line if line.startswith(b".") else line for line in lines) + b"\r\n.\r\n"


def _local_context() -> ssl.SSLContext:
    # A relay on this machine has a certificate for another name, or one that it made itself.
    context = ssl.create_default_context()
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context
