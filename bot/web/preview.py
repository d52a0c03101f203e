"""The widget's interface for the preview: the same routes, under /preview, for staff, over its data."""

from __future__ import annotations

from typing import Annotated, Any, cast

from fastapi import APIRouter, Depends, Request, Response

from bot.chat.models import Conversation
from bot.chat.service import Started
from bot.playbook import PlaybookError
from bot.preview import Preview
from bot.staff.rules import csrf_holds
from bot.web import chat, stream
from bot.web.console.session import Visit, cookie_name, visit_of
from bot.web.guard import of
from bot.web.problems import Problem


async def previewer(request: Request) -> Visit:
    """Somebody signed in, on a page of ours; from here on `of(request)` is the preview.

    Raises Problem 401 for who is not signed in, 403 when a change comes from elsewhere.
    """
    who = await visit_of(request)
    if who is None:
        raise Problem(401, "Not signed in", "The preview is for staff. Sign in to the console, then go on.")
    secret, cookie = who.app.settings.secret_key, request.cookies.get(cookie_name(request))
    token = request.headers.get("X-CSRF-Token")
    if request.method != "GET" and not csrf_holds(secret, cookie, token):
        raise Problem(403, "This page has expired", "Load the page again, then go on.")
    request.state.bantam = await cast(Preview, request.app.state.preview).ready()
    return who


Previewer = Annotated[Visit, Depends(previewer)]
ours = APIRouter(prefix="/preview/api/chat")


@ours.post("/start", status_code=201)
async def start(request: Request, visit: Previewer, body: chat.StartBody) -> dict[str, Any]:
    """A new preview, with the playbook's files as they are now."""
    return await _begin(request, visit, body)


@ours.post("/reset", status_code=201)
async def reset(request: Request, visit: Previewer, body: chat.ResetBody | None = None) -> dict[str, Any]:
    """Start over: what was said is erased, and the files are read anew."""
    page = body.page if body and body.page else chat.Page(url="")
    before = await conversation_of(_preview(request), visit)
    zone, locale = (before.timezone, before.locale) if before else (None, None)
    return await _begin(request, visit, chat.StartBody(page=page, locale=locale, timezone=zone))


@ours.post("/erase", status_code=204)
async def erase(request: Request, visit: Previewer) -> Response:
    await _preview(request).erase(visit.who.id)
    return Response(status_code=204)


async def conversation_of(preview: Preview, visit: Visit) -> Conversation | None:
    """The preview that this person has now."""
    async with preview.store.read() as uow:
        return next(iter(await uow.conversations.of_visitor(visit.who.id)), None)


async def _begin(request: Request, visit: Visit, body: chat.StartBody) -> dict[str, Any]:
    preview, page = _preview(request), body.page.model_dump()
    try:
        started: Started = await preview.begin(visit.who.id, page, locale=body.locale, timezone=body.timezone)
    except PlaybookError as error:
        raise Problem(409, "The playbook has faults", f"Mend these, then try again: {error}") from error
    return await chat.opened(preview, started)


def _preview(request: Request) -> Preview:
    return cast(Preview, of(request))


router = APIRouter(include_in_schema=False, dependencies=[Depends(previewer)])
router.include_router(ours)
router.include_router(chat.router, prefix="/preview")
router.include_router(stream.router, prefix="/preview")
