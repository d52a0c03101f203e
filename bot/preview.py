"""The preview: staff chat against the files as they are now, in a database of its own.

Nothing else reads that database, and the worker never opens it: no mail of a preview leaves, no sequence goes
on, no report counts it. What stays of a preview is erased after an hour.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from bot.bootstrap import App
from bot.chat.service import Started, start
from bot.chat.turns import run_pending
from bot.clock import Clock
from bot.leads.ids import PREVIEW
from bot.settings import ROOT, Settings
from bot.store.migrate import upgrade
from bot.store.preview import erase_previews

KEPT = timedelta(hours=1)


class Preview(App):
    """The application over `preview.db` in DATA_DIR, always SQLite; one preview for each person."""

    def __init__(self, settings: Settings, *, clock: Clock | None = None, root: Path = ROOT) -> None:
        # Without a mail server even a mistake could send nothing.
        ours = replace(
            settings,
            database_url=f"sqlite:///{settings.data_dir / 'preview.db'}",
            smtp_url=None,
            inbound_url=None,
        )
        super().__init__(ours, clock=clock, root=root)
        self._one_at_a_time = asyncio.Lock()
        self._made = False

    async def ready(self) -> Preview:
        """Bring the database to the newest form and load the playbook in it, at the process's first use."""
        async with self._one_at_a_time:
            if not self._made:
                await asyncio.to_thread(upgrade, self.settings.database_url)
                await self.start()
                self._made = True
        return self

    async def open(self) -> None:
        """Erase what is old, and let the playbook hold that stands in the files now.

        Raises PlaybookError with every fault of the files; then there is nothing to chat with.
        """
        await self.ready()
        await self.erase()
        await self.import_playbook()

    async def begin(
        self, who: str, page: Mapping[str, Any], *, locale: str | None, timezone: str | None
    ) -> Started:
        """A new preview of this person, in place of the one before. Raises PlaybookError."""
        await self.open()
        await self.erase(who)
        now = self.clock.now()
        async with self.store.write() as uow:
            return await start(
                uow, page, locale=locale, timezone=timezone, now=now, visitor_id=who, prefix=PREVIEW
            )

    async def erase(self, who: str | None = None) -> None:
        """Erase this person's preview and all that are older than KEPT, the dialogue's events too."""
        before = self.clock.now() - KEPT
        async with self.store.write() as uow:
            gone = await erase_previews(uow.connection, of=who, before=before)
        if gone:
            await self.forget(gone)

    async def keep_up(self) -> None:
        """Also what no worker does here: answer turns that waited for the dialogue, erase what is old."""
        await super().keep_up()
        await run_pending(self.turns)
        await self.nudge(self.clock.now())
        await self.erase()
