"""The worker's part of holds: what ran out is freed, so that the day that it counted to is offered again."""

from __future__ import annotations

from contextlib import AbstractAsyncContextManager
from datetime import datetime
from typing import Protocol

from bot.book.ports import BookWork
from bot.book.service import end_holds


class Store(Protocol):
    def write(self) -> AbstractAsyncContextManager[BookWork]: ...
    def read(self) -> AbstractAsyncContextManager[BookWork]: ...


async def end_run_out_holds(store: Store, *, now: datetime) -> int:
    """Free the holds of one rep that have run out; how many that were, 0 when nobody has any."""
    async with store.read() as uow:
        rep_id = await uow.meetings.rep_of_run_out_hold(now=now)
    if rep_id is None:
        return 0
    async with store.write() as uow:
        return await end_holds(uow, rep_id, now=now)
