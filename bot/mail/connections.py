"""An open connection to the mail server, kept for a while for the next mail."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from aiosmtplib import SMTP, SMTPException

QUIT_SECONDS = 2.0
KEEP_SECONDS = 20.0
"""For how long a connection that nobody uses is kept. Servers may end it after five minutes (RFC 5321,
4.5.3.2.7), and many do so sooner."""
KEEP_MAILS = 100
"""How many mails go over one connection: relays allow between ten and some thousands."""


@dataclass(eq=False)
class Connection:
    """One to the mail server, and how many mails it has taken over it."""

    client: SMTP
    taken: int = 0

    async def end(self) -> None:
        """Say goodbye, or just go when the server does not answer."""
        try:
            await self.client.quit(timeout=QUIT_SECONDS)
        except (SMTPException, OSError, ValueError):
            self.client.close()


class Connections:
    """Keeps one connection between two mails; a second one that is given back meanwhile is ended."""

    def __init__(self) -> None:
        self._kept: Connection | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._ending: set[asyncio.Task[None]] = set()

    def take(self) -> Connection | None:
        """The kept connection; None when there is none, or when the server has ended it."""
        kept, self._kept = self._kept, None
        if self._timer:
            self._timer.cancel()
        return kept if kept and kept.client.is_connected else None

    async def give_back(self, connection: Connection) -> None:
        """After a mail that the server took: keep it for the next one."""
        connection.taken += 1
        if self._kept or connection.taken >= KEEP_MAILS:
            await connection.end()
            return
        self._kept = connection
        self._timer = asyncio.get_running_loop().call_later(KEEP_SECONDS, self._let_go)

    def _let_go(self) -> None:
        if kept := self.take():
            ending = asyncio.ensure_future(kept.end())
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)

    async def close(self) -> None:
        """End what is kept."""
        if kept := self.take():
            await kept.end()
