"""What keeps programs from filling the sales database with chats, and what of it a visitor notices: nothing.

A field that people never see, a first message that waits until a person could have written it, and a proof of
work from an address that begins many chats.
"""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta
from typing import Annotated

from fastapi import Request
from pydantic import AfterValidator, Field, WithJsonSchema

from bot.chat.proof import new_challenge, read_proof
from bot.chat.service import token_hash
from bot.web.guard import counted, exempt, of
from bot.web.problems import Problem

FIRST_MESSAGE_AFTER = timedelta(seconds=1)
"""After the start. A page may speak at once in its visitor's name (`ask`, a link, what was written before the
network came back), so that a first message is never refused: it only waits until then."""


def _empty(given: str) -> str:
    if given:
        raise ValueError("leave it empty; it is there for programs that fill in whatever they find")
    return given


Honeypot = Annotated[str, AfterValidator(_empty), WithJsonSchema({"type": "string", "maxLength": 0})]
ProofText = Annotated[str, Field(max_length=1000)]


async def let_in(request: Request, proof: str | None) -> None:
    """Let a chat begin. Raises Problem 429 with a `challenge` for an address that has begun many.

    Such an address goes on with a proof for each chat (`bot/widget/proof.js` makes it), or after a while.
    """
    if exempt(request):
        return
    app = of(request)
    wait = await counted(request, "start", app.settings.limits.start)
    if not wait or await _proves(request, proof):
        return
    raise Problem(
        429,
        "Many chats from here",
        "Many chats were started from your address. Wait a moment, then try again.",
        headers={"Retry-After": str(wait)},
        challenge=new_challenge(app.settings.secret_key, now=app.clock.now()),
    )


async def _proves(request: Request, payload: str | None) -> bool:
    app = of(request)
    now = app.clock.now()
    proof = read_proof(app.settings.secret_key, payload, now=now) if payload else None
    if proof is None:
        return False
    async with app.store.write() as uow:
        return await uow.solved_challenges.use(proof, now=now)


async def unhurried(request: Request, token: str) -> None:
    """Let a first message wait until a person could have written it; nothing is open or kept meanwhile."""
    app = of(request)
    if exempt(request):
        return
    async with app.store.read() as uow:
        conversation = await uow.conversations.by_token(token_hash(token))
    if conversation is not None and conversation.lead_id is None:
        await asyncio.sleep(early(conversation.created_at, app.clock.now()))


def early(started_at: datetime, now: datetime) -> float:
    """How many seconds too early a first message is."""
    return max(0.0, (started_at + FIRST_MESSAGE_AFTER - now).total_seconds())
