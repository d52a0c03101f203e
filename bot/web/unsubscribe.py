"""The links under nurture mails: unsubscribe (RFC 8058) and the confirmation of a double opt-in.

GET shows and never changes anything, since mail scanners open every link; POST does it, without cookies.
"""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request, Response

from bot.bootstrap import App
from bot.leads.links import LinkInvalid
from bot.nurture.models import Refused
from bot.nurture.service import confirm, unsubscribe
from bot.web import guard
from bot.web.link_pages import broken_link, link_page

CONFIRM_WITHIN = timedelta(days=14)

router = APIRouter(include_in_schema=False)


@router.get("/unsubscribe/{token}")
async def show_unsubscribe(request: Request, token: str) -> Response:
    """What the button will do."""
    app = guard.of(request)
    try:
        _lead_and_hash(app, token)
    except LinkInvalid as fault:
        return broken_link(app, fault)
    return link_page(app, "unsubscribe.html", state="ask")


@router.post("/unsubscribe/{token}")
async def do_unsubscribe(request: Request, token: str) -> Response:
    """Unsubscribe: the page's button, or a mail program's one click. A second time changes nothing."""
    app = guard.of(request)
    try:
        lead_id, hashed = _lead_and_hash(app, token)
    except LinkInvalid as fault:
        return broken_link(app, fault)
    async with app.store.write() as uow:
        await unsubscribe(uow, lead_id, hashed, now=app.clock.now())
    return link_page(app, "unsubscribe.html", state="done")


@router.get("/confirm/{token}")
async def show_confirm(request: Request, token: str) -> Response:
    """What the button will do."""
    app = guard.of(request)
    try:
        app.links.open("confirm", token, now=app.clock.now(), max_age=CONFIRM_WITHIN)
    except LinkInvalid as fault:
        return broken_link(app, fault)
    return link_page(app, "confirm.html", state="ask")


@router.post("/confirm/{token}")
async def do_confirm(request: Request, token: str) -> Response:
    """Confirm the double opt-in; the sequence starts. A second time changes nothing."""
    app = guard.of(request)
    now = app.clock.now()
    try:
        enrolment_id = app.links.open("confirm", token, now=now, max_age=CONFIRM_WITHIN)
    except LinkInvalid as fault:
        return broken_link(app, fault)
    async with app.store.write() as uow:
        outcome = await confirm(uow, enrolment_id, app.playbook().site, now=now)
    if isinstance(outcome, Refused):
        return link_page(app, "confirm.html", status=410, state="over")
    return link_page(app, "confirm.html", state="done")


def _lead_and_hash(app: App, token: str) -> tuple[str, str]:
    """Raises LinkInvalid. Without an age limit: who wants out must always get out."""
    lead_id, _, hashed = app.links.open("unsubscribe", token, now=app.clock.now()).partition(":")
    return lead_id, hashed
