"""Fills an empty copy with the demo company: playbook, sign-ins, and the visitors of the last three weeks."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

from bot.bootstrap import App, build
from bot.demo.chat import begin, play
from bot.demo.endings import ENDINGS
from bot.demo.sign_ins import ACTOR, seed_sign_ins
from bot.demo.visitor import Visitor, visitors
from bot.settings import Settings
from bot.staff.models import AuditEntry

SEEDED = "demo visitors brought in"
STEP = timedelta(hours=6)
"""How finely the past is lived through when the worker's share of it is done."""


def seed(settings: Settings) -> None:
    """Bring in the demo, once: what is there already stays as it is, and who was erased stays away.

    With a real mail server set, only the playbook and the sign-ins: nobody is to write to made-up people.
    """
    asyncio.run(_seed(settings))


async def _seed(settings: Settings) -> None:
    app = build(settings)
    try:
        await app.import_playbook()
        await app.refresh_playbook()
        await seed_sign_ins(app)
        if settings.smtp_url is None:
            await seed_visitors(app)
    finally:
        await app.close()


async def seed_visitors(app: App) -> None:
    """Let the visitors chat, each on their day, and do in between what the worker would have done by then."""
    now = app.clock.now()
    async with app.store.read() as uow:
        if await uow.audit.has(SEEDED):
            return
    lived: datetime | None = None
    for visitor in visitors():
        came = now - timedelta(days=visitor.days_ago)
        if lived is not None:
            await _live_through(app, lived, came)
        await _bring_in(app, visitor, came)
        lived = came
    if lived is not None:
        await _live_through(app, lived, now)
    async with app.store.write() as uow:
        await uow.audit.add(AuditEntry(now, ACTOR, SEEDED))


async def _bring_in(app: App, visitor: Visitor, came: datetime) -> None:
    async with app.store.write() as uow:
        if await uow.conversations.of_visitor(visitor.id):
            return  # an earlier run was ended in the middle
        chat = await begin(app, uow, visitor, came)
        await play(chat, visitor)
        await ENDINGS[visitor.ends](chat)


async def _live_through(app: App, since: datetime, until: datetime) -> None:
    """Send what was due, at about the instants at which it was."""
    at = since
    while at < until:
        at = min(at + STEP, until)
        for do_one in (app.due_work["steps"], app.due_work["mail"]):
            while await do_one(at):
                pass
