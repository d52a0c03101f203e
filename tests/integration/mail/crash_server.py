"""A mail server in a process of its own, that writes down what it was given and what it answered.

Its log is a file with a line of JSON per event, written before the answer goes out:

    {"event": "rcpt", "to": ADDRESS, "answer": CODE}             the envelope's recipient
    {"event": "part", "to": ADDRESS}                             the connection was lost inside DATA
    {"event": "whole", "to": ADDRESS, "id": MESSAGE_ID, "answer": CODE}     the final dot was seen

CODE is None where it hung up, or kept silent, in place of an answer.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import socket
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from email import message_from_bytes
from pathlib import Path
from typing import Any

Answers = Mapping[str, str]
"""What a transaction gets at `MAIL`, `RCPT`, `DATA` or `.`: an answer, `drop` (hangs up) or `stall`."""
USUAL = {"DATA": "354 go on", "QUIT": "221 bye"}


@dataclass
class CrashServer:
    """Transactions are answered by `plan`, in the order of their MAIL; the later ones as usual.

    With `hangs_up` it ends every connection after one mail, as some relays do.
    """

    log: Path
    plan: Sequence[Answers] = ()
    always: Answers = field(default_factory=dict)
    hangs_up: bool = False
    _begun: int = 0

    def __enter__(self) -> str:
        """Starts it; its SMTP_URL."""
        listening = socket.create_server(("127.0.0.1", 0))
        self._pid = os.fork()
        if self._pid == 0:
            try:
                asyncio.run(self._serve(listening))
            finally:
                os._exit(0)
        port = listening.getsockname()[1]
        listening.close()
        return f"smtp://127.0.0.1:{port}"

    def __exit__(self, *_: object) -> None:
        os.kill(self._pid, signal.SIGTERM)
        os.waitpid(self._pid, 0)

    def events(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.log.read_text().splitlines()] if self.log.exists() else []

    async def _serve(self, listening: socket.socket) -> None:
        stop = asyncio.Event()
        asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, stop.set)
        with self.log.open("a", buffering=1) as self._file:
            await asyncio.start_server(self._talk, sock=listening)
            await stop.wait()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            await _Conversation(self, reader, writer).hold()
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            writer.close()

    def begin(self) -> Answers:
        """What the transaction that now begins will get."""
        number, self._begun = self._begun, self._begun + 1
        return self.plan[number] if number < len(self.plan) else self.always

    def write(self, event: str, **what: Any) -> None:
        self._file.write(json.dumps({"event": event, **what}) + "\n")


class _Conversation:
    """One connection."""

    def __init__(
        self, server: CrashServer, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> None:
        self._server, self._reader, self._writer = server, reader, writer
        self._answers: Answers = {}
        self._to = ""

    async def hold(self) -> None:
        await self._say("220 here")
        while line := await self._reader.readline():
            command = line.decode().split(" ")[0].strip().upper()
            if command == "MAIL":
                self._answers, self._to = self._server.begin(), ""
            answer = self._answers.get(command, USUAL.get(command, "250 fine"))
            if command == "RCPT":
                self._to = line.decode().partition("<")[2].partition(">")[0]
                self._server.write("rcpt", to=self._to, answer=_code(answer))
            if not await self._say(answer) or command == "QUIT":
                return
            if command == "DATA" and answer.startswith("354") and not await self._take():
                return

    async def _take(self) -> bool:
        """The mail, up to its final dot; whether the connection goes on."""
        try:
            raw = await self._reader.readuntil(b"\r\n.\r\n")
        except (ConnectionError, asyncio.IncompleteReadError):
            self._server.write("part", to=self._to)
            raise
        answer = self._answers.get(".", "250 taken")
        message_id = str(message_from_bytes(raw)["Message-ID"])
        self._server.write("whole", to=self._to, id=message_id, answer=_code(answer))
        return await self._say(answer) and not self._server.hangs_up

    async def _say(self, answer: str) -> bool:
        if answer == "stall":
            await asyncio.sleep(60)
        if answer in ("stall", "drop"):
            return False
        self._writer.write(f"{answer}\r\n".encode())
        await self._writer.drain()
        return True


def _code(answer: str) -> int | None:
    return None if answer in ("stall", "drop") else int(answer[:3])
