"""The chat as a page of its own: where links in mails lead, and for who has no website for the widget."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from bot.web.guard import of
from bot.web.link_pages import link_page

router = APIRouter(include_in_schema=False)


@router.get("/chat")
async def show(request: Request) -> Response:
    """The widget, opened large. `#carry-on=TOKEN` behind the address takes an earlier chat up again."""
    return link_page(of(request), "chat.html")
