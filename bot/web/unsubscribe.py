"""The links under nurture mails: unsubscribe (RFC 8058) and the confirmation of a double opt-in.

GET shows and never changes anything, since mail scanners open every link; POST does it, without cookies.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Literal

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.bootstrap import App
from bot.leads.links import LinkInvalid
from bot.nurture.models import Refused
from bot.nurture.service import confirm, unsubscribe
from bot.web import guard

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}
CONFIRM_WITHIN = timedelta(days=14)

router = APIRouter(include_in_schema=False)


@router.get("/unsubscribe/{token}")
async def show_unsubscribe(request: Request, token: str) -> Response:
    """What the button will do."""
    app = guard.of(request)
    try:
        _lead_and_hash(app, token)
    except LinkInvalid as fault:
        return _broken(app, fault)
    return _page(app, "unsubscribe.html", "ask")


@router.post("/unsubscribe/{token}")
async def do_unsubscribe(request: Request, token: str) -> Response:
    """Unsubscribe: the page's button, or a mail program's one click. A second time changes nothing."""
    app = guard.of(request)
    try:
        lead_id, hashed = _lead_and_hash(app, token)
    except LinkInvalid as fault:
        return _broken(app, fault)
    async with app.store.write() as uow:
        await unsubscribe(uow, lead_id, hashed, now=app.clock.now())
    return _page(app, "unsubscribe.html", "done")


@router.get("/confirm/{token}")
async def show_confirm(request: Request, token: str) -> Response:
    """What the button will do."""
    app = guard.of(request)
    try:
        app.links.open("confirm", token, now=app.clock.now(), max_age=CONFIRM_WITHIN)
    except LinkInvalid as fault:
        return _broken(app, fault)
    return _page(app, "confirm.html", "ask")


@router.post("/confirm/{token}")
async def do_confirm(request: Request, token: str) -> Response:
    """Confirm the double opt-in; the sequence starts. A second time changes nothing."""
    app = guard.of(request)
    now = app.clock.now()
    try:
        enrolment_id = app.links.open("confirm", token, now=now, max_age=CONFIRM_WITHIN)
    except LinkInvalid as fault:
        return _broken(app, fault)
    async with app.store.write() as uow:
        outcome = await confirm(uow, enrolment_id, app.playbook().site, now=now)
    if isinstance(outcome, Refused):
        return _page(app, "confirm.html", "over", status=410)
    return _page(app, "confirm.html", "done")


def _lead_and_hash(app: App, token: str) -> tuple[str, str]:
    """Raises LinkInvalid. Without an age limit: who wants out must always get out."""
    lead_id, _, hashed = app.links.open("unsubscribe", token, now=app.clock.now()).partition(":")
    return lead_id, hashed


def _broken(app: App, fault: LinkInvalid) -> Response:
    if fault.expired:
        return _page(app, "broken_link.html", "expired", status=410)
    return _page(app, "broken_link.html", "invalid", status=404)


def _page(
    app: App, template: str, state: Literal["ask", "done", "over", "expired", "invalid"], *, status: int = 200
) -> Response:
    page = _templates().get_template(template)
    site = app.playbook().site
    return HTMLResponse(page.render(company=site.company, state=state), status, HEADERS)


@cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
