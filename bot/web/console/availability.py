"""Why a rep has the free times that they have: one day, hour by hour, as a picture and in words."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

from fastapi import APIRouter, Request, Response

from bot.book.availability import Availability, availability
from bot.book.whynot import reason_words
from bot.bootstrap import Work
from bot.errors import Refused
from bot.playbook.shapes import Rep
from bot.report import service
from bot.report.ports import MeetingsAsked
from bot.report.shapes import MeetingShape
from bot.web.console.day_picture import hours_words, most_of, picture, tone
from bot.web.console.meetings import unmarked_of
from bot.web.console.pages import asked_for, show
from bot.web.console.session import Signed, Visit
from bot.web.console.whose import whose
from bot.web.console.words import zone_of
from bot.web.problems import Problem

router = APIRouter(prefix="/console/meetings/availability")
DAY = timedelta(days=1)


@router.get("")
async def day(request: Request, visit: Signed) -> Response:
    """One day of a rep's, today unless the address says otherwise."""
    async with visit.app.store.read() as uow:
        found = await whose(uow, visit, asked_for(request, "rep"))
        zone = zone_of(found.rep.timezone) if found.rep else visit.zone
        today = visit.now.astimezone(zone).date()
        wanted = _date(asked_for(request, "day"), today)
        told = await _told(uow, found.rep, wanted, visit) if found.rep else None
        meetings = await _meetings(uow, visit, found.rep, wanted) if found.rep else []
        _, unmarked = await uow.listings.meetings(unmarked_of(visit))
    return show(
        request,
        visit,
        "availability.html",
        rep=found.rep,
        team=found.team,
        day=wanted,
        today=today,
        before=wanted - DAY,
        after=wanted + DAY,
        told=told,
        meetings=meetings,
        unmarked=unmarked,
        zone=zone,
        picture=picture(told.explained, told.rep) if told else None,
        most_of=most_of(told.explained, told.rep) if told else "",
        hours_words=hours_words,
        reason_words=reason_words,
        tone=tone,
    )


async def _told(uow: Work, rep: Rep, wanted: date, visit: Visit) -> Availability:
    try:
        return await availability(uow, rep.id, wanted, now=visit.now)
    except Refused as refused:
        raise Problem(422, "Not valid", str(refused)) from refused


async def _meetings(uow: Work, visit: Visit, rep: Rep, wanted: date) -> list[MeetingShape]:
    zone = zone_of(rep.timezone)
    start, end = (datetime.combine(at, time(), zone).astimezone(UTC) for at in (wanted, wanted + DAY))
    asked = MeetingsAsked(visit.sight, start=start, end=end, rep=rep.id, statuses=("held", "confirmed"))
    return (await service.find_meetings(uow, asked))["meetings"]


def _date(asked: str | None, today: date) -> date:
    """The date that is asked for. Raises Problem 422 for what is none."""
    if asked is None:
        return today
    try:
        return date.fromisoformat(asked)
    except ValueError:
        raise Problem(422, "Not valid", "The day is no date. Write it as 2026-03-05.") from None
