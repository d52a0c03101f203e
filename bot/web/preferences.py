"""The page behind a mail's preferences link: less mail, a pause, none, or everything deleted.

GET shows and never changes anything, since mail scanners open every link; POST does it, without cookies.
"""

from __future__ import annotations

from typing import Any, get_args

from fastapi import APIRouter, Depends, Request, Response

from bot.book.words import start_words
from bot.bootstrap import App
from bot.leads.links import LinkInvalid
from bot.nurture.preferences import Holder, Standing, Wish, choose, holder_of, masked, standing, theirs
from bot.web.guard import limit_address, of
from bot.web.link_pages import broken_link, link_page

WISHES: tuple[Wish, ...] = get_args(Wish)

router = APIRouter(include_in_schema=False)


@router.get("/preferences/{token}")
async def show(request: Request, token: str) -> Response:
    """What is sent to the link's holder, and what they can choose."""
    app = of(request)
    try:
        holder = holder_of(app.links, token, app.clock.now())
    except LinkInvalid as fault:
        return broken_link(app, fault)
    return _page(app, await _standing(app, holder))


@router.post("/preferences/{token}", dependencies=[Depends(limit_address)])
async def save(request: Request, token: str) -> Response:
    """Do what was chosen. A second time changes nothing more; deleting is asked about first."""
    app = of(request)
    try:
        holder = holder_of(app.links, token, app.clock.now())
    except LinkInvalid as fault:
        return broken_link(app, fault)
    form = await request.form(max_files=0, max_fields=20)
    wish = form.get("wish")
    if wish in ("erase", "erase_now"):
        return await _erase(app, holder, sure=wish == "erase_now")
    chosen = next((each for each in WISHES if each == wish), None)
    if chosen is None:
        return _page(app, await _standing(app, holder), fault=True)
    async with app.store.write() as uow:
        await choose(uow, holder, chosen, app.playbook().site.sending, now=app.clock.now())
    return _page(app, await _standing(app, holder), saved=True)


async def _erase(app: App, holder: Holder, *, sure: bool) -> Response:
    async with app.store.read() as uow:
        lead = await theirs(uow, holder)
    if sure:
        if lead:
            await app.eraser.lead(lead.id)
        return link_page(app, "preferences.html", state="erased")
    if lead is None:
        return _page(app, await _standing(app, holder))
    return link_page(app, "preferences.html", state="erase", address=masked(lead.contact.email or ""))


async def _standing(app: App, holder: Holder) -> Standing:
    async with app.store.read() as uow:
        return await standing(uow, holder, app.playbook().site.sending, now=app.clock.now())


def _page(app: App, stands: Standing, *, saved: bool = False, fault: bool = False) -> Response:
    lead, chosen = stands.lead, stands.preferences
    shown: dict[str, Any] = {"address": masked(lead.contact.email or "") if lead else None}
    if stands.stopped:
        return link_page(app, "preferences.html", state="stopped", stopped=stands.stopped, **shown)
    if lead is None:
        return link_page(app, "preferences.html", state="gone", **shown)
    paused = chosen.paused_until.astimezone(stands.zone) if chosen and chosen.paused_until else None
    return link_page(
        app,
        "preferences.html",
        status=422 if fault else 200,
        state="mails",
        saved=saved,
        fault=fault,
        agreed=stands.agreed,
        unconfirmed=stands.unconfirmed,
        chosen=None if paused else "monthly" if chosen and chosen.every_days else "usual",
        paused=f"{paused.day} {paused:%B %Y}" if paused else None,
        due=start_words(stands.due_at, stands.zone) if stands.due_at else None,
        **shown,
    )
