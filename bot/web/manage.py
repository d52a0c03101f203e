"""The page behind a mail's manage link: a visitor sees their meeting, and cancels it.

GET shows and changes nothing, since mail scanners open links; the page's button posts. The signed link is all
that it takes, so nothing here is sent on to other sites, kept by browsers or found by search engines.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import HTMLResponse, RedirectResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.book.changes import cancel_meeting
from bot.book.manage_link import open_manage_link
from bot.book.models import Meeting
from bot.book.words import day_words, hours_words, zone_of, zone_words
from bot.leads.links import LinkInvalid
from bot.playbook.shapes import Rep
from bot.web.guard import limit_address, of

HERE = Path(__file__).parent
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}

router = APIRouter(include_in_schema=False)


@router.get("/meeting/{token}")
async def show(request: Request, token: str) -> Response:
    """The meeting that the link is for, in the visitor's zone."""
    app = of(request)
    try:
        meeting_id, version = open_manage_link(app.links, token, now=app.clock.now())
    except LinkInvalid as invalid:
        return _no_such_link(request, expired=invalid.expired)
    async with app.store.read() as uow:
        meeting = await uow.meetings.get(meeting_id)
        rep = await uow.reps.get(meeting.rep_id) if meeting else None
    if meeting is None or rep is None or meeting.link_version != version:
        return _no_such_link(request, expired=True)
    return _page(request, "manage.html", **_shown(request, meeting, rep))


@router.post("/meeting/{token}", dependencies=[Depends(limit_address)])
async def cancel(request: Request, token: str) -> Response:
    """Cancel the meeting; pressing the button again changes nothing more. Then show it."""
    app = of(request)
    try:
        meeting_id, version = open_manage_link(app.links, token, now=app.clock.now())
    except LinkInvalid as invalid:
        return _no_such_link(request, expired=invalid.expired)
    async with app.store.write() as uow:
        meeting = await uow.meetings.get(meeting_id)
        if meeting is None or meeting.link_version != version:
            return _no_such_link(request, expired=True)
        await cancel_meeting(uow, meeting_id, "visitor", clock=app.clock)
    return RedirectResponse(str(request.url.path), 303, HEADERS)


def _shown(request: Request, meeting: Meeting, rep: Rep) -> dict[str, Any]:
    zone = zone_of(meeting.visitor_timezone)
    location = meeting.location
    dial = "tel:" + "".join(sign for sign in location if sign in "+0123456789")
    return {
        "state": _state(request, meeting),
        "by": meeting.cancelled_by,
        "rep": rep.name,
        "rep_first_name": rep.name.split()[0],
        "day": day_words(meeting.start_at, zone),
        "hours": hours_words(meeting.start_at, meeting.end_at, zone),
        "zone": zone_words(meeting.start_at, zone),
        "location": location,
        "href": location if location.startswith("https://") else dial,
        "online": location.startswith("https://"),
        "path": request.url.path,
    }


def _state(request: Request, meeting: Meeting) -> str:
    """`ahead`, `on`, `over` or `cancelled`."""
    if meeting.status in ("cancelled", "expired"):
        return "cancelled"
    now = of(request).clock.now()
    if not meeting.active or meeting.end_at <= now:
        return "over"
    return "on" if meeting.start_at <= now else "ahead"


def _no_such_link(request: Request, *, expired: bool) -> HTMLResponse:
    """410 for a link that opened something once, 404 for one that never did."""
    return _page(request, "manage_no_link.html", 410 if expired else 404, expired=expired)


def _page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    company = of(request).playbook().site.company
    words = _templates().get_template(template).render(company=company, **values)
    return HTMLResponse(words, status, HEADERS)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
