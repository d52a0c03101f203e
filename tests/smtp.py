"""Mail servers for tests: a real one that keeps what it gets, and one that fails at a chosen moment."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.postgres import free_port


@dataclass
class Received:
    """What arrived: the envelope's addresses and the mail, raw and parsed."""

    sender: str
    recipients: list[str]
    raw: bytes

    @property
    def mail(self) -> EmailMessage:
        return message_from_bytes(self.raw, policy=default)


class Keeper:
    """Keeps every mail; refuses recipients named `nobody`."""

    def __init__(self) -> None:
        self.received: list[Received] = []

    async def handle_RCPT(  # noqa: N802
        self, _server: Any, _session: Any, envelope: Envelope, address: str, _options: Any
    ) -> str:
        if address.startswith("nobody@"):
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Envelope) -> str:  # noqa: N802
        content = (
            envelope.content if isinstance(envelope.content, bytes) else (envelope.content or "").encode()
        )
        self.received.append(Received(envelope.mail_from or "", list(envelope.rcpt_tos), content))
        return "250 2.0.0 taken"


@contextmanager
def mail_server() -> Iterator[tuple[str, Keeper]]:
    """A real SMTP server on a free port: its SMTP_URL, and what it gets."""
    keeper = Keeper()
    controller = Controller(keeper, hostname="127.0.0.1", port=free_port())
    controller.start()
    try:
        yield f"smtp://127.0.0.1:{controller.port}", keeper
    finally:
        controller.stop()


@dataclass
class Script:
    """How a server fails: an answer per command (`greeting`, `EHLO`, `MAIL`, `RCPT`, `DATA`, `.`).

    None hangs up, "stall" never answers. `later` are answers on a connection that has taken a mail; with
    `hangs_up` none takes a second one. `dots` counts the mails that were handed over whole.
    """

    answers: dict[str, str | None]
    later: dict[str, str | None] = field(default_factory=dict)
    hangs_up: bool = False
    dots: int = 0
    connections: int = 0
    commands: list[str] = field(default_factory=list)

    def answer(self, command: str, *, later: bool = False) -> str | None:
        usual = {"greeting": "220 here", "DATA": "354 go on", "QUIT": "221 bye"}
        scripted = self.answers | (self.later if later else {})
        return scripted.get(command, usual.get(command, "250 fine"))


@asynccontextmanager
async def failing_server(
    later: dict[str, str | None] | None = None, hangs_up: bool = False, **answers: str | None
) -> AsyncIterator[tuple[str, Script]]:
    """A server that answers as told, for example `RCPT="450 later"`; `dot` stands for the final dot."""
    by_command, later = (
        {("." if name == "dot" else name): answer for name, answer in given.items()}
        for given in (answers, later or {})
    )
    script = Script(by_command, later, hangs_up)

    async def say(command: str, writer: asyncio.StreamWriter, taken: int = 0) -> bool:
        answer = script.answer(command, later=taken > 0)
        if answer == "stall":
            await asyncio.sleep(30)
        if answer is None or answer == "stall":
            return False
        writer.write(f"{answer}\r\n".encode())
        await writer.drain()
        return True

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        script.connections += 1
        taken = 0
        try:
            going = await say("greeting", writer)
            while going and (line := await reader.readline()):
                command = line.decode().split(" ")[0].strip().upper()
                script.commands.append(command)
                going = await say(command, writer, taken)
                if command == "DATA" and going and (script.answer("DATA") or "").startswith("354"):
                    await reader.readuntil(b"\r\n.\r\n")
                    script.dots += 1
                    going = await say(".", writer, taken) and not script.hangs_up
                    taken += 1
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"smtp://127.0.0.1:{server.sockets[0].getsockname()[1]}", script
    finally:
        server.close()
