"""A rep's own calendars, which say when they are busy, and the private feed of their meetings."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.book.calendar_feed import feed_url
from bot.book.calendar_models import CalendarFailure, CalendarRefused
from bot.book.calendar_reading import read_calendar
from bot.book.own_calendars import add_calendar, calendars_of, remove_calendar
from bot.bootstrap import Work
from bot.errors import NotFound, Refused
from bot.playbook.shapes import Rep
from bot.web.console.meetings import note
from bot.web.console.pages import asked_for, show
from bot.web.console.session import Form, Signed, Visit, text_of
from bot.web.console.whose import whose

PAGE = "/console/settings/calendars"
router = APIRouter(prefix=PAGE)
WITHIN = 15.0
"""Seconds that somebody waits who has a calendar read now."""
DONE = {
    "added": "The calendar is connected. Times at which it is busy are offered no more.",
    "removed": "The calendar is removed, and what was known of it forgotten.",
    "read": "The calendar was read just now.",
    "feed": "Earlier links of the feed are ended. Put the new one into your calendar program.",
}


@router.get("")
async def own_calendars(request: Request, visit: Signed) -> Response:
    return await _page(request, visit, asked_for(request, "rep"))


@router.post("")
async def connect(request: Request, visit: Signed, form: Form) -> Response:
    """Read the calendar once, and keep it when that worked; what was typed is never shown again."""
    rep_id = text_of(form, "rep")
    try:
        rep = await _rep_of(visit, rep_id)
        added = await add_calendar(
            visit.app.store,
            visit.app.calendar_desk,
            rep.id,
            text_of(form, "address"),
            username=text_of(form, "username").strip() or None,
            password=text_of(form, "password") or None,
            written=text_of(form, "written") == "yes",
            by_admin=visit.who.role == "admin",
            now=visit.now,
        )
    except (CalendarRefused, CalendarFailure) as error:
        username = text_of(form, "username")[:320]
        return await _page(request, visit, rep_id, status=422, fault=str(error), username=username)
    async with visit.app.store.write() as uow:
        await note(uow, visit, "calendar connected", added.calendar_id)
    return _back(rep.id, "added")


@router.post("/feed")
async def new_feed(visit: Signed, form: Form) -> Response:
    """End every link of the rep's private feed that was given out."""
    async with visit.app.store.write() as uow:
        rep = _there((await whose(uow, visit, text_of(form, "rep"))).rep)
        await uow.calendars.end_feed_links(rep.id)
        await note(uow, visit, "calendar feed renewed", rep.id)
    return _back(rep.id, "feed")


@router.post("/{calendar_id}/read")
async def read_now(visit: Signed, form: Form, calendar_id: str) -> Response:
    """Read it at once; what goes wrong stands beside it on the page that follows."""
    rep = await _rep_of(visit, text_of(form, "rep"))
    await _own(visit, rep, calendar_id)
    await read_calendar(visit.app.store, visit.app.calendar_desk, calendar_id, now=visit.now, within=WITHIN)
    async with visit.app.store.read() as uow:
        calendar = await uow.calendars.get(calendar_id)
    return _back(rep.id, "" if calendar is None or calendar.problem else "read")


@router.post("/{calendar_id}/remove")
async def remove(visit: Signed, form: Form, calendar_id: str) -> Response:
    async with visit.app.store.write() as uow:
        rep = _there((await whose(uow, visit, text_of(form, "rep"))).rep)
        await remove_calendar(uow, rep.id, calendar_id)
        await note(uow, visit, "calendar removed", calendar_id)
    return _back(rep.id, "removed")


async def _rep_of(visit: Visit, rep_id: str) -> Rep:
    async with visit.app.store.read() as uow:
        return _there((await whose(uow, visit, rep_id)).rep)


def _there(rep: Rep | None) -> Rep:
    if rep is None:
        raise Refused("You are not on the team of team.yml, so you have no calendars here. Ask an admin.")
    return rep


async def _own(visit: Visit, rep: Rep, calendar_id: str) -> None:
    """Raises NotFound for a calendar that is not the rep's."""
    async with visit.app.store.read() as uow:
        calendar = await uow.calendars.get(calendar_id)
    if calendar is None or calendar.rep_id != rep.id:
        raise NotFound("This calendar is gone already. Load the page again.")


def _back(rep_id: str, done: str) -> Response:
    return RedirectResponse(f"{PAGE}?rep={quote(rep_id)}&done={done}", 303)


async def _page(
    request: Request,
    visit: Visit,
    rep_id: str | None,
    *,
    status: int = 200,
    fault: str = "",
    username: str = "",
) -> Response:
    async with visit.app.store.read() as uow:
        found = await whose(uow, visit, rep_id)
        shown = await _shown(uow, visit, found.rep) if found.rep else {}
    return show(
        request,
        visit,
        "calendars.html",
        status=status,
        rep=found.rep,
        team=found.team,
        own=found.rep is not None and found.rep.id == visit.sight.rep_id,
        fault=fault,
        username=username,
        done=DONE.get(asked_for(request, "done") or "") if status == 200 else None,
        **{"calendars": [], "feed": None, **shown},
    )


async def _shown(uow: Work, visit: Visit, rep: Rep) -> dict[str, Any]:
    """The calendars, and the feed's address for the rep alone: it opens to whoever has it."""
    owner = await uow.calendars.feed_owner(rep.id) if rep.id == visit.sight.rep_id else None
    feed = feed_url(visit.app.links, visit.app.settings.public_url, owner) if owner else None
    return {"calendars": await calendars_of(uow, rep.id, now=visit.now), "feed": feed}
