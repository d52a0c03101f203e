"""The list of conversations, live; who waits for a person; the switch of who takes chats."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse

from bot.chat.duty import JOIN, attend, is_on_duty
from bot.chat.silence import HERE
from bot.report.ports import Asked, Row
from bot.web.console.pages import page_number, pager, show
from bot.web.console.session import Form, Signed, Visit, only, text_of

router = APIRouter(prefix="/console")
FRESH = timedelta(minutes=30)
"""How long a chat stands in the list in which its visitor has not said a word."""
NOTED_EVERY = timedelta(seconds=20)
"""How exactly it is kept when a page asked: every note is a write."""


@router.get("/conversations")
async def conversations(request: Request, visit: Signed) -> Response:
    """Who waits for a person first, then the latest spoken in."""
    await note_presence(visit)
    shown = await _listed(request, visit)
    return show(request, visit, "conversations.html", **shown, duty=is_on_duty(visit.who, now=visit.now))


@router.get("/conversations/rows")
async def rows(request: Request, visit: Signed) -> Response:
    """The list alone, asked for again and again by the page."""
    return show(request, visit, "conversations_rows.html", **await _listed(request, visit))


async def _listed(request: Request, visit: Visit) -> dict[str, Any]:
    page = page_number(request)
    async with visit.app.store.read() as uow:
        asked = Asked(visit.sight, page)
        found, total = await uow.listings.conversations(asked, fresh=visit.now - FRESH)
    listed = [{**row, **standing(row, visit)} for row in found]
    return {"conversations": listed, "pager": pager(request, page, total, path="/console/conversations")}


def standing(row: Row, visit: Visit) -> dict[str, Any]:
    """Whether the visitor is here, who answers, and whether that is this person, with a reply to give."""
    # Who has become a marketer meanwhile can neither write nor hand back.
    mine = row["taken_by"] == visit.who.id and visit.who.role in JOIN
    return {
        "here": row["seen_at"] is not None and visit.now - row["seen_at"] <= HERE,
        "mine": mine,
        "answers": "You" if mine else row["taker_name"] or "Bot",
        "unanswered": mine and row["last_sender"] == "visitor",
    }


@router.get("/waiting")
async def waiting(visit: Signed) -> Response:
    """`{"waiting": N}` visitors who were told that a person comes; asked for by every page of the console."""
    await note_presence(visit)
    async with visit.app.store.read() as uow:
        count = await uow.listings.waiting(visit.sight) if visit.who.role in JOIN else 0
    return JSONResponse({"waiting": count}, headers={"Cache-Control": "no-store"})


async def note_presence(visit: Visit) -> None:
    """This person is at a page of the console, which matters while they are on duty."""
    if not visit.who.on_duty:
        return
    if visit.who.seen_at is None or visit.now - visit.who.seen_at >= NOTED_EVERY:
        async with visit.app.store.write() as uow:
            await attend(uow, visit.who, now=visit.now)


@router.post("/duty")
async def duty(visit: Signed, form: Form) -> Response:
    """Take chats, or no longer."""
    only(visit, "rep", "admin")
    on = text_of(form, "on") == "1"
    async with visit.app.store.write() as uow:
        await uow.staff.keep_duty(visit.who.id, on=on, seen_at=visit.now if on else None)
    return RedirectResponse("/console/conversations", 303)
