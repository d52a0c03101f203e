"""A chat's new messages by server-sent events; a browser that gets no stream polls the history."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from typing import Annotated

from fastapi import APIRouter, Depends, Header, Request
from fastapi.sse import EventSourceResponse, ServerSentEvent

from bot.chat.models import Conversation, Message
from bot.chat.rules import for_widget
from bot.errors import DatabaseUnavailable
from bot.web.chat import NEEDS_TOKEN, Mine
from bot.web.guard import of
from bot.web.live import Watch, feed_of

router = APIRouter(prefix="/api/chat", tags=["chat"])
AT_ONCE = 100  # messages that are read at once


async def watching(request: Request, mine: Mine) -> AsyncIterator[Watch]:
    """A place among the open streams; refused before the answer begins, given back after its end."""
    async with feed_of(request).watch([mine.id], visitor=True) as watch:
        yield watch


Watching = Annotated[Watch, Depends(watching)]


async def begins_after(
    request: Request, mine: Mine, watch: Watching, last_event_id: Annotated[str | None, Header()] = None
) -> int:
    """The id of the last message that the browser has; without Last-Event-ID, of the last one that there is.

    It needs the watch, as what is said after this look must wake the stream.
    """
    if re.fullmatch(r"[0-9]{1,18}", last_event_id or ""):
        return int(last_event_id or 0)
    async with of(request).store.read() as uow:
        return (await uow.messages.newest([mine.id])).get(mine.id, 0)


@router.get("/stream", responses=NEEDS_TOKEN, response_class=EventSourceResponse)
async def stream(
    request: Request, mine: Mine, watch: Watching, seen: Annotated[int, Depends(begins_after)]
) -> AsyncIterator[ServerSentEvent]:
    """New messages as they come, fed from SQL, so that any web process serves any stream.

    A comment comes at once, so that the browser knows that nothing on the way holds the stream back, and
    after 15 s in which nothing else does (FastAPI's own), so that proxies keep it.
    """
    yield ServerSentEvent(comment="open")
    while await watch.changed():
        try:
            async for message in _news(request, mine, seen):
                seen = message.id
                yield ServerSentEvent(id=str(message.id), event="message", data=for_widget(message))
        except DatabaseUnavailable:
            watch.again([mine.id])


async def _news(request: Request, mine: Conversation, seen: int) -> AsyncIterator[Message]:
    full = True
    while full:
        async with of(request).store.read() as uow:
            messages = await uow.messages.after(mine.id, seen, limit=AT_ONCE)
        for message in messages:
            seen = message.id
            yield message
        full = len(messages) == AT_ONCE
