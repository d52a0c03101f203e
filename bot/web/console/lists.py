"""Conversations."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from bot.report.ports import Asked
from bot.web.console.pages import page_number, pager, show
from bot.web.console.session import Signed

router = APIRouter(prefix="/console")


@router.get("/conversations")
async def conversations(request: Request, visit: Signed) -> Response:
    page = page_number(request)
    async with visit.app.store.read() as uow:
        rows, total = await uow.listings.conversations(Asked(visit.sight, page))
    return show(request, visit, "conversations.html", conversations=rows, pager=pager(request, page, total))
