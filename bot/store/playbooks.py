"""The playbook as it was last imported: one document."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.playbook.document import from_document, to_document
from bot.playbook.shapes import Playbook
from bot.store.tables.staff import playbooks


class Playbooks:
    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def keep(self, playbook: Playbook, *, now: datetime) -> bool:
        """Let this playbook hold from now on; False when it holds already."""
        document = to_document(playbook)
        digest = hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()
        if await self.digest() == digest:
            return False
        await self._connection.execute(
            insert(playbooks).values(digest=digest, imported_at=now, document=document)
        )
        return True

    async def digest(self) -> str | None:
        """The digest of the playbook that holds; None before the first import."""
        query = select(playbooks.c.digest).order_by(playbooks.c.id.desc()).limit(1)
        digest: str | None = (await self._connection.execute(query)).scalar_one_or_none()
        return digest

    async def newest(self) -> Playbook | None:
        """The playbook that holds."""
        query = select(playbooks.c.document).order_by(playbooks.c.id.desc()).limit(1)
        document = (await self._connection.execute(query)).scalar_one_or_none()
        return from_document(document) if document else None
