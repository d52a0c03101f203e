"""Several dialogue processes: which one is asked, and what happens when it cannot be reached."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import ExitStack, asynccontextmanager

import pytest

from bot.chat.ports import DialogueUnavailable
from bot.connect.dialogue import HttpDialogue, in_order
from tests.postgres import free_port

SAID = b'{"messages": [{"text": "Hello"}]}'


@asynccontextmanager
async def answering(asked: list[str]) -> AsyncIterator[str]:
    """A dialogue that says hello; the conversations that it was asked about go into `asked`."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = (await reader.readuntil(b"\r\n\r\n")).decode().lower()
        length = int(head.split("content-length: ")[1].split("\r\n")[0])
        asked.append(json.loads(await reader.readexactly(length))["conversation"])
        writer.write(b"HTTP/1.1 200 OK\r\nConnection: close\r\n")
        writer.write(b"Content-Length: %d\r\n\r\n%b" % (len(SAID), SAID))
        await writer.drain()
        writer.close()

    server = await asyncio.start_server(answer, "127.0.0.1", 0)
    async with server:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"


@pytest.fixture
def gone() -> Iterator[str]:
    """A machine that is gone, as seen from others: whoever connects to it hears nothing."""
    with ExitStack() as stack:
        machine = stack.enter_context(socket.socket())
        machine.bind(("127.0.0.1", 0))
        machine.listen(0)
        for _ in range(3):  # its queue is full, so the system drops the next one without a word
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(machine.getsockname())
        yield f"http://127.0.0.1:{machine.getsockname()[1]}"


def at_home(first: str, second: str) -> str:
    """The id of a conversation that is `first`'s."""
    ids = (f"cnv_{number}" for number in range(1000))
    return next(name for name in ids if in_order([first, second], name)[0] == first)


async def say(urls: list[str], conversation: str) -> str:
    dialogue = HttpDialogue(urls, "token")
    try:
        [message] = await dialogue.turn(conversation, "a", {"text": "Hi"}, {})
        return str(message["text"])
    finally:
        await dialogue.close()


async def test_a_chat_goes_to_the_next_dialogue_while_its_own_refuses() -> None:
    asked: list[str] = []
    refusing = f"http://127.0.0.1:{free_port()}"
    async with answering(asked) as other:
        conversation = at_home(refusing, other)
        assert await say([refusing, other], conversation) == "Hello"
    assert asked == [conversation]


async def test_a_chat_goes_to_the_next_dialogue_while_the_machine_of_its_own_is_gone(gone: str) -> None:
    asked: list[str] = []
    async with answering(asked) as other:
        conversation = at_home(gone, other)
        assert await say([gone, other], conversation) == "Hello"
    assert asked == [conversation]


async def test_with_every_dialogue_away_the_turn_is_left_for_later(gone: str) -> None:
    with pytest.raises(DialogueUnavailable):
        await say([gone, f"http://127.0.0.1:{free_port()}"], "cnv")


def test_a_lost_dialogue_moves_its_own_chats_and_no_others() -> None:
    urls = [f"http://10.0.0.{number}:5005" for number in range(1, 5)]
    chats = [f"cnv_{number}" for number in range(2000)]
    homes = {chat: in_order(urls, chat)[0] for chat in chats}
    for url in urls:
        assert 400 < sum(home == url for home in homes.values()) < 600
    left = urls[1:]
    assert all(in_order(left, chat)[0] == home for chat, home in homes.items() if home != urls[0])
