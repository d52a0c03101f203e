"""A mailbox over IMAP (RFC 3501), read and never changed. The library waits, so it works in threads."""

from __future__ import annotations

import asyncio
import imaplib
import socket
import ssl
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import unquote, urlsplit

from imap_tools import AND, BaseMailBox, MailBox, MailBoxUnencrypted, U
from imap_tools.errors import ImapToolsError, MailboxFolderSelectError, MailboxLoginError

from bot.errors import BantamError
from bot.mail.parsing import LIMIT

STEP_SECONDS = 30.0
"""How long the server may be silent."""


class MailboxFailure(BantamError):
    """The mailbox cannot be read now; the text says what to do."""


@dataclass(frozen=True)
class Account:
    """A folder of a mailbox. TLS: from the first byte, or STARTTLS, required unless it is on this machine."""

    host: str
    port: int
    tls: bool
    user: str
    password: str = field(repr=False)
    folder: str = "INBOX"

    @classmethod
    def from_url(cls, inbound_url: str) -> Account:
        """From INBOUND_URL: `imaps://USER:PASSWORD@HOST:993/FOLDER`; odd signs percent-encoded."""
        parts = urlsplit(inbound_url)
        tls = parts.scheme == "imaps"
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        folder = unquote(parts.path.strip("/")) or "INBOX"
        return cls(parts.hostname or "", parts.port or (993 if tls else 143), tls, user, password, folder)

    @property
    def name(self) -> str:
        """Which mailbox it is, without the password."""
        return f"{self.user}@{self.host}/{self.folder}"[:320]

    @property
    def local(self) -> bool:
        return self.host in ("localhost", "127.0.0.1", "::1")


class Imap:
    """Opens the mailbox of an account. `step_seconds` is how long the server may be silent."""

    def __init__(self, account: Account, *, step_seconds: float = STEP_SECONDS) -> None:
        self._account = account
        self._step_seconds = step_seconds

    @property
    def name(self) -> str:
        return self._account.name

    @asynccontextmanager
    async def open(self) -> AsyncIterator[OpenedMailbox]:
        """The folder, read-only. Raises MailboxFailure, also from within."""
        with _in_words(self._account):
            box = await asyncio.to_thread(_connect, self._account, self._step_seconds)
            try:
                yield await asyncio.to_thread(_select, box, self._account)
                with suppress(ImapToolsError, imaplib.IMAP4.error, OSError):
                    await asyncio.to_thread(box.logout)
            finally:
                await _hang_up(box)


class OpenedMailbox:
    """`uid_validity` says which numbering of mails holds; `next_uid` is the number that comes next."""

    def __init__(self, box: BaseMailBox, uid_validity: int, next_uid: int) -> None:
        self._box = box
        self.uid_validity = uid_validity
        self.next_uid = next_uid

    async def uids_after(self, uid: int) -> list[int]:
        """The numbers above `uid`, ascending."""
        # `7:*` names the last mail even when its number is below 7 (RFC 3501, 6.4.8).
        return [found for found in await self._search(AND(uid=U(str(uid + 1), "*"))) if found > uid]

    async def uids_since(self, day: date) -> list[int]:
        """The numbers of what arrived on that day or later, ascending."""
        return await self._search(AND(date_gte=day))

    async def fetch(self, uid: int) -> bytes | None:
        """The mail, its first LIMIT + 1 bytes at most; None when it is gone. It stays as unseen as it was."""
        return await asyncio.to_thread(_fetch, self._box, uid)

    async def _search(self, criteria: AND) -> list[int]:
        return sorted(int(uid) for uid in await asyncio.to_thread(self._box.uids, criteria))


def _connect(account: Account, seconds: float) -> BaseMailBox:
    """Signed in. The password goes over TLS only, except to a server on this machine."""
    trust = ssl.create_default_context()
    if account.local:
        # A server on this machine has a certificate for another name, or one that it made itself.
        trust.check_hostname, trust.verify_mode = False, ssl.CERT_NONE
    box: BaseMailBox
    if account.tls:
        box = MailBox(account.host, account.port, timeout=seconds, ssl_context=trust)
    else:
        box = MailBoxUnencrypted(account.host, account.port, timeout=seconds)
    try:
        if not account.tls and "STARTTLS" in box.client.capabilities:
            box.client.starttls(ssl_context=trust)
        elif not account.tls and not account.local:
            raise MailboxFailure(f"{account.host} offers no encryption on this port. Use imaps:// instead.")
        plain = (account.user + account.password).isascii()
        sign_in: Callable[..., object] = box.login if plain else box.login_utf8
        sign_in(account.user, account.password, initial_folder=None)
    except BaseException:
        _close(box)
        raise
    return box


def _select(box: BaseMailBox, account: Account) -> OpenedMailbox:
    box.folder.set(account.folder, readonly=True)
    validity, following = (box.client.response(name)[1][0] for name in ("UIDVALIDITY", "UIDNEXT"))
    if validity is None:
        raise MailboxFailure(f"{account.host} does not number its mails. Use `bantam inbound` instead.")
    if following is None:  # an old server: one above the last mail
        following = 1 + max((int(uid) for uid in box.uids("ALL")), default=0)
    return OpenedMailbox(box, int(validity), int(following))


def _fetch(box: BaseMailBox, uid: int) -> bytes | None:
    status, answer = box.client.uid("FETCH", str(uid), f"(BODY.PEEK[]<0.{LIMIT + 1}>)")
    if status != "OK":
        raise MailboxFailure(f"The mail server does not hand out the mail with the number {uid}.")
    found = [part for part in answer if part is not None]
    for part in found:
        if isinstance(part, tuple) and b"BODY[" in part[0]:
            return bytes(part[1])
    return b"" if any(b"BODY[" in part for part in found) else None


@contextmanager
def _in_words(account: Account) -> Iterator[None]:
    host = account.host
    try:
        yield
    except MailboxLoginError as error:
        words = f"{host} does not take the user and password of INBOUND_URL. Correct them."
        raise MailboxFailure(words) from error
    except MailboxFolderSelectError as error:
        words = f"{host} has no folder {account.folder}. Correct it in INBOUND_URL."
        raise MailboxFailure(words) from error
    except ssl.SSLCertVerificationError as error:
        words = (
            f"{host} has a certificate that is not trusted: {error.verify_message}. Check the host's name."
        )
        raise MailboxFailure(words) from error
    except (ImapToolsError, imaplib.IMAP4.abort, OSError, EOFError) as error:
        words = f"{host} does not answer as it should ({type(error).__name__}). It is tried again by itself."
        raise MailboxFailure(words) from error
    except imaplib.IMAP4.error as error:
        words = f"{host} refuses what it is asked ({type(error).__name__}). Check INBOUND_URL."
        raise MailboxFailure(words) from error


async def _hang_up(box: BaseMailBox) -> None:
    # First the line: a thread that still waits for an answer holds what closing the file waits for.
    with suppress(OSError):
        box.client.sock.shutdown(socket.SHUT_RDWR)
    await asyncio.to_thread(_close, box)


def _close(box: BaseMailBox) -> None:
    with suppress(OSError, ValueError):
        box.client.shutdown()
