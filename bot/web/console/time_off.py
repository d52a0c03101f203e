"""Time off: a rep's own, or anybody's for an admin; with the meetings that stand in it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from urllib.parse import quote

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.book.time_off import add_time_off, remove_time_off
from bot.bootstrap import Work
from bot.errors import Refused
from bot.playbook.shapes import Rep
from bot.report import service
from bot.report.ports import MeetingsAsked
from bot.report.shapes import MeetingShape
from bot.web.console.meetings import note, unmarked_of
from bot.web.console.pages import asked_for, show
from bot.web.console.session import Form, Signed, Visit, text_of
from bot.web.console.whose import whose
from bot.web.console.words import zone_of

router = APIRouter(prefix="/console/meetings/time-off")
PAGE = "/console/meetings/time-off"


@dataclass(frozen=True)
class Away:
    """Whole days of the rep's zone, both ends included. Without an `id` it stands in team.yml."""

    first: date
    last: date
    because: str
    meetings: list[MeetingShape]
    id: str | None = None
    by: str = ""


@router.get("")
async def time_off(request: Request, visit: Signed) -> Response:
    """The days off that are not over yet."""
    return await _page(request, visit, asked_for(request, "rep"))


@router.post("")
async def add(request: Request, visit: Signed, form: Form) -> Response:
    """Enter days off; the page that follows lists the meetings that stand in them."""
    rep_id = text_of(form, "rep")
    typed = {name: text_of(form, name)[:200] for name in ("first", "last", "because")}
    try:
        first, last = (_date(typed[name]) for name in ("first", "last"))
        async with visit.app.store.write() as uow:
            rep = (await whose(uow, visit, rep_id)).rep
            if rep is None:
                raise Refused("You are not on the team of team.yml, so there is nobody to give days off to.")
            by, now = visit.who.email, visit.now
            await add_time_off(uow, rep.id, first, last, typed["because"], by=by, now=now)
            await note(uow, visit, "time off added", rep.id)
    except Refused as refused:
        return await _page(request, visit, rep_id, status=422, fault=str(refused), typed=typed)
    return _back(rep.id, "added")


@router.post("/{time_off_id}/remove")
async def remove(request: Request, visit: Signed, form: Form, time_off_id: str) -> Response:
    """Offer the days again."""
    rep_id = text_of(form, "rep")
    try:
        async with visit.app.store.write() as uow:
            rep = (await whose(uow, visit, rep_id)).rep
            await remove_time_off(uow, rep.id if rep else "", time_off_id)
            await note(uow, visit, "time off removed", rep.id if rep else "")
    except Refused as refused:
        return await _page(request, visit, rep_id, status=404, fault=str(refused))
    return _back(rep.id if rep else "", "removed")


def _back(rep_id: str, done: str) -> Response:
    return RedirectResponse(f"{PAGE}?rep={quote(rep_id)}&done={done}", 303)


def _date(text: str) -> date:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if not 2000 <= found.year < 2200:
        raise Refused("Enter both days as dates: 2026-03-05.")
    return found


async def _page(
    request: Request,
    visit: Visit,
    rep_id: str | None,
    *,
    status: int = 200,
    fault: str = "",
    typed: dict[str, str] | None = None,
) -> Response:
    async with visit.app.store.read() as uow:
        found = await whose(uow, visit, rep_id)
        away = await _away(uow, visit, found.rep) if found.rep else []
        _, unmarked = await uow.listings.meetings(unmarked_of(visit))
    shown: dict[str, Any] = {
        "rep": found.rep,
        "team": found.team,
        "away": away,
        "today": _today(visit, found.rep),
        "unmarked": unmarked,
        "fault": fault,
        "done": asked_for(request, "done") if status == 200 else None,
        "typed": typed or {"first": "", "last": "", "because": ""},
    }
    return show(request, visit, "time_off.html", status=status, **shown)


def _today(visit: Visit, rep: Rep | None) -> date:
    return visit.now.astimezone(zone_of(rep.timezone) if rep else visit.zone).date()


async def _away(uow: Work, visit: Visit, rep: Rep) -> list[Away]:
    """Days off that are not over, the earliest first, each with the meetings that stand in it."""
    entered = await uow.reps.time_off(rep.id)
    in_file = rep.time_off[: len(rep.time_off) - len(entered)]
    days = [Away(off.first, off.last, off.because, []) for off in in_file]
    days += [Away(off.first, off.last, off.because, [], off.id, off.created_by) for off in entered]
    ahead = sorted((off for off in days if off.last >= _today(visit, rep)), key=lambda off: off.first)
    for off in ahead:
        off.meetings.extend(await _standing(uow, visit, rep, off))
    return ahead


async def _standing(uow: Work, visit: Visit, rep: Rep, off: Away) -> list[MeetingShape]:
    zone = zone_of(rep.timezone)
    start = datetime.combine(off.first, time(), zone).astimezone(UTC)
    end = datetime.combine(off.last + timedelta(days=1), time(), zone).astimezone(UTC)
    asked = MeetingsAsked(
        visit.sight, start=max(start, visit.now), end=end, rep=rep.id, statuses=("confirmed",)
    )
    return (await service.find_meetings(uow, asked))["meetings"]
