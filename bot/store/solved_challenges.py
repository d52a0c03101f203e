"""Proofs of work that were used: each counts once, in all processes."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.chat.proof import Proof
from bot.store.inserts import insert_unless_there
from bot.store.tables import staff as tables


class SolvedChallenges:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def use(self, proof: Proof, *, now: datetime) -> bool:
        """Whether this is the first time; what has expired, and so is refused anyhow, is forgotten."""
        table = tables.solved_challenges
        await self._connection.execute(delete(table).where(table.c.expires_at <= now))
        values = {"digest": proof.digest, "expires_at": proof.expires_at}
        return await insert_unless_there(self._connection, table, values)
