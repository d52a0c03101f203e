"""Fills an empty copy with the demo company: playbook, sign-ins, and the visitors of the last four weeks."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from bot.bootstrap import App, build
from bot.demo.chat import begin, play
from bot.demo.endings import ENDINGS
from bot.demo.later import LATER, Moment
from bot.demo.mailbox import DemoServers
from bot.demo.sign_ins import ACTOR, seed_sign_ins
from bot.demo.visitor import Visitor, stated, visitors
from bot.settings import Settings
from bot.staff.models import AuditEntry

SEEDED = "demo visitors brought in"
STEP = timedelta(hours=6)
"""How finely the past is lived through when the worker's share of it is done."""
DUE = ("steps", "reminders", "mail")


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
            await seed_visitors(app, visitors())
    finally:
        await app.close()


async def seed_visitors(app: App, people: Sequence[Visitor]) -> None:
    """Let the visitors chat, each on their day, and do in between what the worker would have done by then."""
    now = app.clock.now()
    async with app.store.read() as uow:
        if await uow.audit.has(SEEDED):
            return
    before, app.mailer = app.mailer, DemoServers({_address(one, now): one.mailbox for one in people})
    try:
        await _live(app, people, now)
    finally:
        app.mailer = before
    async with app.store.write() as uow:
        await uow.audit.add(AuditEntry(now, ACTOR, SEEDED))


async def _live(app: App, people: Sequence[Visitor], now: datetime) -> None:
    """Everything in the order of its instants; what a chat leads to takes its place among the rest."""
    order = count()  # two things of one instant happen as they were told
    ahead: list[tuple[datetime, int, Visitor | tuple[str, Moment]]] = [
        (one.came(now), next(order), one) for one in people
    ]
    heapq.heapify(ahead)
    lived = ahead[0][0] if ahead else now
    while ahead:
        at, _, what = heapq.heappop(ahead)
        await _live_through(app, lived, at)
        lived = at
        if isinstance(what, Visitor):
            for verb, moment in await _bring_in(app, what, at):
                if moment.at <= now:
                    heapq.heappush(ahead, (moment.at, next(order), (verb, moment)))
        else:
            await LATER[what[0]](what[1])
    await _live_through(app, lived, now)


async def _bring_in(app: App, visitor: Visitor, came: datetime) -> list[tuple[str, Moment]]:
    """The chat of the visitor; what happens afterwards, and when."""
    async with app.store.write() as uow:
        if await uow.conversations.of_visitor(visitor.id):
            return []  # an earlier run was ended in the middle
        chat = await begin(app, uow, visitor, came)
        await play(chat, visitor)
        await ENDINGS[visitor.ends](chat)
        meeting = await uow.meetings.booked_of(chat.lead.id)
    moments = []
    for each in visitor.later:
        base = came if not each.met else meeting.end_at if meeting else None
        if base is not None:
            at = base + timedelta(days=each.days)
            moments.append((each.what, Moment(app, chat.lead.id, chat.conversation.id, at, each.words)))
    return moments


async def _live_through(app: App, since: datetime, until: datetime) -> None:
    """Do what was due, at about the instants at which it was."""
    at = since
    while at < until:
        at = min(at + STEP, until)
        for do_one in (app.due_work[kind] for kind in DUE):
            while await do_one(at):
                pass


def _address(visitor: Visitor, now: datetime) -> str:
    """The address that they give; "" when they give none."""
    given = [fact["value"] for said in visitor.says if (fact := stated(said, now).get("email"))]
    return given[-1] if given else ""
