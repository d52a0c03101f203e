"""Sequences: what runs, what goes out next, and what came of every step."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from bot.report import service
from bot.web.console.pages import show
from bot.web.console.session import Signed

router = APIRouter(prefix="/console/sequences")


@router.get("")
async def sequences(request: Request, visit: Signed) -> Response:
    async with visit.app.store.read() as uow:
        found = await service.find_sequences(uow)
    return show(request, visit, "sequences.html", sequences=found)
