"""A rep's private calendar feed: their meetings, for a calendar program that subscribes to it.

The signed address is all that it takes, so nothing of it is kept by proxies or found by search engines. It
holds until the rep leaves the team or ends its links.
"""

from __future__ import annotations

import hashlib

from fastapi import APIRouter, Request, Response

from bot.book.calendar_feed import PAST, feed_of, opened_feed
from bot.book.calendar_notices import visitor_name
from bot.leads.links import LinkInvalid
from bot.web.guard import of

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}

router = APIRouter(include_in_schema=False)


@router.get("/calendar/{token}.ics")
async def feed(request: Request, token: str) -> Response:
    """The rep's meetings as a calendar (RFC 5545); 304 when the program has them as they are."""
    app = of(request)
    try:
        rep_id, version = opened_feed(app.links, token, now=app.clock.now())
    except LinkInvalid:
        return _gone(404, "There is no such calendar. Copy its address again from the console.")
    now = app.clock.now()
    async with app.store.read() as uow:
        owner, rep = await uow.calendars.feed_owner(rep_id), await uow.reps.get(rep_id)
        if owner is None or rep is None or not owner.active or owner.version != version:
            return _gone(410, "This calendar's address has ended. Copy the new one from the console.")
        meetings = await uow.meetings.between(start=now - 3 * PAST, rep_id=rep_id)
        leads = {meeting.lead_id for meeting in meetings}
        visitors = {lead_id: visitor_name(await uow.leads.get(lead_id)) for lead_id in leads}
    text = feed_of(meetings, rep, visitors, app.settings.public_url, now=now)
    etag = f'"{hashlib.sha256(text.encode()).hexdigest()[:32]}"'
    headers = {**HEADERS, "ETag": etag, "Content-Disposition": 'inline; filename="meetings.ics"'}
    if etag in request.headers.get("If-None-Match", "").replace("W/", "").split(", "):
        return Response(status_code=304, headers=headers)
    return Response(text, media_type="text/calendar; charset=utf-8", headers=headers)


def _gone(status: int, words: str) -> Response:
    return Response(words, status, HEADERS, media_type="text/plain; charset=utf-8")
