"""One conversation, live: read along, join, write, hand back to the bot."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import JSONResponse, RedirectResponse
from starlette.background import BackgroundTask

from bot.bootstrap import Work
from bot.chat import takeover
from bot.chat.duty import JOIN
from bot.chat.takeover import LONGEST, HandedBack, TakenBy
from bot.errors import NotFound, Refused
from bot.leads.links import without_carry_on
from bot.report import service
from bot.report.ports import Row
from bot.report.service import Story
from bot.web.console import story
from bot.web.console.conversations import NOTED_EVERY, note_presence, standing
from bot.web.console.pages import part, show
from bot.web.console.session import Form, Signed, Visit, only, text_of
from bot.web.problems import Problem, wants_page

router = APIRouter(prefix="/console/conversations/{conversation_id}")
WHOLE = 5000  # messages of a conversation that are shown
FORM_ID = 40  # characters of a form's id
PARTS = ("messages", "bar", "facts", "here")


def _gone() -> Problem:
    # The same words for one that belongs to somebody else: that it exists is not told either.
    words = "Its visitor has deleted it, or it belongs to another rep. The list shows those that you may see."
    return Problem(404, "No such conversation", words)


async def _seen(uow: Work, visit: Visit, conversation_id: str) -> Row:
    """The conversation, for who may see it: its lead's owner, or who is talking in it. Raises Problem 404."""
    row = await uow.listings.conversation(conversation_id.replace("\0", ""))
    if row is None or not (visit.sight.lead(row["lead_owner_id"]) or row["taken_by"] == visit.who.id):
        raise _gone()
    return row


@router.get("")
async def page(request: Request, visit: Signed, conversation_id: str) -> Response:
    """The whole transcript, the lead's facts, and what may be done."""
    return await _page(request, visit, conversation_id)


async def _page(
    request: Request, visit: Visit, conversation_id: str, *, status: int = 200, **more: Any
) -> Response:
    shown = await _look(visit, conversation_id, after=0)
    fault = {"fault": None, "text": "", **more}
    return show(request, visit, "conversation.html", status=status, **shown, **fault)


@router.get("/news")
async def news(visit: Signed, conversation_id: str, after: int = 0) -> Response:
    """What is new, as parts of the page: `{"last", "messages", "key", "bar", "facts", "here"}`.

    `key` changes when somebody else answers: then `bar`, which says so and holds the forms, takes its place.
    """
    shown = {**await _look(visit, conversation_id, after=after), "fault": None, "text": ""}
    parts = {name: part(visit, f"conversation_{name}.html", **shown) for name in PARTS}
    told = {"last": shown["last"], "key": shown["key"], **parts}
    return JSONResponse(told, headers={"Cache-Control": "no-store"})


async def _look(visit: Visit, conversation_id: str, *, after: int) -> dict[str, Any]:
    """What the page shows; the taker's own look counts as being there."""
    await note_presence(visit)
    async with visit.app.store.read() as uow:
        talk = await _seen(uow, visit, conversation_id)
        said = await uow.messages.after(talk["id"], min(max(after, 0), 2**62), limit=WHOLE)
        found = await service.lead_story(uow, talk["lead_id"], visit.sight) if talk["lead_id"] else None
    stands = standing(talk, visit)
    if stands["mine"] and visit.now - talk["taker_seen_at"] >= NOTED_EVERY:
        async with visit.app.store.write() as uow:
            await uow.takeovers.seen(talk["id"], visit.who.id, now=visit.now)
    return {
        "talk": {**talk, **stands},
        "messages": [replace(message, text=without_carry_on(message.text)) for message in said],
        "after": after,
        "last": said[-1].id if said else after,
        "key": f"{talk['taken_by'] or ''}/{talk['waits_since'] or ''}",
        "may_join": visit.who.role in JOIN,
        "form_id": secrets.token_hex(12),
        "longest": LONGEST,
        **_facts(found),
    }


def _facts(found: Story | None) -> dict[str, Any]:
    said = [fact for fact in story.said(found.facts) if not fact.open] if found else []
    return {"lead": found.lead if found else None, "said": said}


@router.post("/join")
async def join(request: Request, visit: Signed, form: Form, conversation_id: str) -> Response:
    """Answer instead of the bot; who comes second reads who was first."""
    only(visit, "rep", "admin")
    words = visit.app.words
    got = await _do(
        visit,
        conversation_id,
        lambda uow: takeover.join(uow, conversation_id, visit.who, words, now=visit.now),
    )
    if isinstance(got, TakenBy):
        return await _page(
            request, visit, conversation_id, status=409, fault=f"{got.name} has joined already."
        )
    return _back_to(conversation_id)


@router.post("/write")
async def write(request: Request, visit: Signed, form: Form, conversation_id: str) -> Response:
    """Send the visitor a message, once for each form.

    The page's script is told 204: a redirect looks to it as one to the sign-in, by which nothing is sent.
    """
    only(visit, "rep", "admin")
    text, form_id = text_of(form, "text"), text_of(form, "id")[:FORM_ID]
    try:
        got = await _do(
            visit,
            conversation_id,
            lambda uow: takeover.write(uow, conversation_id, visit.who, text, form_id, now=visit.now),
        )
    except Refused as refusal:
        return await _page(request, visit, conversation_id, status=422, fault=str(refusal), text=text)
    if isinstance(got, TakenBy):
        return await _page(request, visit, conversation_id, status=409, fault=_not_yours(got), text=text)
    return _back_to(conversation_id) if wants_page(request) else Response(status_code=204)


@router.post("/hand-back")
async def hand_back(request: Request, visit: Signed, form: Form, conversation_id: str) -> Response:
    """Let the bot answer again; it takes up what was open."""
    only(visit, "rep", "admin")
    words = visit.app.words
    got = await _do(
        visit,
        conversation_id,
        lambda uow: takeover.hand_back(uow, conversation_id, visit.who, words, now=visit.now),
    )
    if not isinstance(got, HandedBack):
        return await _page(request, visit, conversation_id, status=409, fault=_not_yours(got))
    answer = _back_to(conversation_id)
    answer.background = BackgroundTask(visit.app.turns.answer, got.turn)
    return answer


async def _do[T](visit: Visit, conversation_id: str, verb: Callable[[Work], Awaitable[T]]) -> T:
    """In one transaction with the look whether this person may. Raises Problem 404."""
    try:
        async with visit.app.store.write() as uow:
            await _seen(uow, visit, conversation_id)
            return await verb(uow)
    except NotFound as gone:
        raise _gone() from gone


def _not_yours(got: TakenBy) -> str:
    return (
        f"{got.name} has this chat now." if got.name else "The bot has this chat again. Join to write in it."
    )


def _back_to(conversation_id: str) -> RedirectResponse:
    return RedirectResponse(f"/console/conversations/{conversation_id}", 303)
