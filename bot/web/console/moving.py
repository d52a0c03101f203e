"""The page on which a meeting is moved: the rep's free times, any other time, and for admins another rep."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request, Response

from bot.book.changes import move_meeting
from bot.book.models import Meeting, Moved, MoveOutcome, NotBookable, NotMoved, Slot, SlotTaken
from bot.book.service import all_free_slots
from bot.errors import Refused
from bot.playbook.shapes import Rep
from bot.report import service
from bot.web.console import meeting_words
from bot.web.console.meetings import meeting_page, note, own_meeting, to_meeting
from bot.web.console.pages import asked_for, show
from bot.web.console.session import Form, Signed, Visit, text_of
from bot.web.console.words import zone_of
from bot.web.problems import Problem

router = APIRouter(prefix="/console/meetings")
YEARS = range(2000, 2200)
"""Those with which every zone can be reckoned."""
DAYS = 4
"""Days with free times on one page."""


@dataclass(frozen=True)
class Typed:
    """What the form held, to be shown again beside what was wrong with it."""

    start: str = ""
    day: str = ""
    hour: str = ""


@dataclass(frozen=True)
class FreeDay:
    """A date of the rep's with its free times."""

    day: date
    slots: tuple[Slot, ...]


@router.get("/{meeting_id}/move")
async def choose(request: Request, visit: Signed, meeting_id: str) -> Response:
    """The rep's free times on a few days; `rep` asks for those of another rep, `from` for later days."""
    return await _page(request, visit, meeting_id, rep_id=asked_for(request, "rep"))


@router.post("/{meeting_id}/move")
async def move(request: Request, visit: Signed, form: Form, meeting_id: str) -> Response:
    """Move the meeting to the chosen time, and to another rep when an admin says so."""
    typed = Typed(*(text_of(form, name)[:40] for name in ("start", "day", "hour")))
    rep_id = text_of(form, "rep") or None
    async with visit.app.store.write() as uow:
        meeting = await own_meeting(uow, visit, meeting_id)
        _may_hand_over(visit, meeting, rep_id)
        rep = await uow.reps.get(rep_id or meeting.rep_id)
        fault, outcome = "", None
        try:
            start = _start(typed, zone_of(rep.timezone if rep else "UTC"))
        except Refused as refused:
            fault = str(refused)
        else:
            outcome = await move_meeting(uow, meeting.id, start, "rep", clock=visit.app.clock, rep_id=rep_id)
        if isinstance(outcome, Moved):
            handed = outcome.meeting.rep_id != meeting.rep_id
            await note(uow, visit, "meeting handed over" if handed else "meeting moved", meeting.id)
            return to_meeting(meeting.id, "handed" if handed else "moved")
    if fault:
        return await _page(request, visit, meeting_id, rep_id=rep_id, typed=typed, status=422, fault=fault)
    return await _refused(request, visit, meeting_id, outcome, typed, rep_id)


async def _refused(
    request: Request,
    visit: Visit,
    meeting_id: str,
    outcome: MoveOutcome | None,
    typed: Typed,
    rep_id: str | None,
) -> Response:
    """The same page with what was wrong; a meeting that can be moved no more has only its own page."""
    fault = meeting_words.not_moved(outcome) if outcome else ""
    nearest: tuple[Slot, ...] = ()
    if isinstance(outcome, SlotTaken | NotBookable):
        nearest = outcome.nearest
        if isinstance(outcome, NotBookable) and outcome.because == "rep_gone":
            rep_id = None
    elif isinstance(outcome, NotMoved) and outcome.because != "same":
        return await meeting_page(request, visit, meeting_id, status=409, fault=fault)
    return await _page(
        request, visit, meeting_id, rep_id=rep_id, typed=typed, status=409, fault=fault, nearest=nearest
    )


def _may_hand_over(visit: Visit, meeting: Meeting, rep_id: str | None) -> None:
    if rep_id not in (None, meeting.rep_id) and visit.who.role != "admin":
        words = "Only an admin hands a meeting to another rep. Ask one, or move it to another time."
        raise Problem(403, "Not for your role", words)


def _start(typed: Typed, zone: ZoneInfo) -> datetime:
    """The instant that was chosen, or typed as date and time of the rep's clock. Raises Refused."""
    if typed.start not in ("", "other"):
        return _instant(typed.start)
    try:
        wall = datetime.combine(date.fromisoformat(typed.day), time.fromisoformat(typed.hour))
    except ValueError:
        raise Refused(
            "Choose a free time, or write both the date and the time: 2026-03-05 and 14:30."
        ) from None
    if wall.tzinfo is not None or wall.year not in YEARS:
        raise Refused("Write a date of these years, and the time without a zone: 2026-03-05 and 14:30.")
    local = wall.replace(tzinfo=zone)
    there = local.astimezone(ZoneInfo("UTC")).astimezone(zone)
    if there.replace(tzinfo=None) != wall:
        raise Refused(
            f"There is no {wall:%H:%M} on that day in {zone.key}: the clocks are put forward then. "
            f"Write {there:%H:%M}, or another time."
        )
    return local


def _instant(text: str) -> datetime:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None or found.year not in YEARS:
        raise Refused("That is none of the times that were offered. Choose one of these.")
    return found


async def _page(
    request: Request,
    visit: Visit,
    meeting_id: str,
    *,
    rep_id: str | None,
    typed: Typed = Typed(),
    status: int = 200,
    fault: str = "",
    nearest: tuple[Slot, ...] = (),
) -> Response:
    async with visit.app.store.read() as uow:
        meeting = await own_meeting(uow, visit, meeting_id)
        _may_hand_over(visit, meeting, rep_id)
        found = await service.meeting_story(uow, meeting.id, visit.sight)
        team = await uow.reps.list()
    rep = next((one for one in team if one.id == (rep_id or meeting.rep_id)), None)
    if found is None or meeting_words.phase(found.meeting, visit.now) != "ahead":
        words = "It is cancelled or over, so that it cannot be moved."
        return await meeting_page(request, visit, meeting_id, status=409, fault=fault or words)
    days, more = await _free_days(request, visit, meeting, rep) if rep else ([], None)
    return show(
        request,
        visit,
        "meeting_move.html",
        status=status,
        fault=fault,
        nearest=nearest,
        meeting=found.meeting,
        team=team if visit.who.role == "admin" else [],
        rep=rep,
        zone=zone_of(rep.timezone if rep else found.meeting["rep_timezone"]),
        visitor_zone=zone_of(found.meeting["visitor_timezone"]),
        zone_name=meeting_words.zone_name,
        days=days,
        more=more,
        typed=typed,
    )


async def _free_days(
    request: Request, visit: Visit, meeting: Meeting, rep: Rep
) -> tuple[list[FreeDay], date | None]:
    """The rep's days with room, from the one that is asked for, and where the next ones begin."""
    await visit.app.fresh_calendar(rep.id)
    async with visit.app.store.read() as uow:
        besides = meeting if meeting.rep_id == rep.id else None
        slots = await all_free_slots(uow, rep, now=visit.now, besides=besides)
    first, zone = _first_day(asked_for(request, "from")), zone_of(rep.timezone)
    own = meeting.start_at if meeting.rep_id == rep.id else None
    free = [slot for slot in slots if slot.start != own and slot.start.astimezone(zone).date() >= first]
    by_day = groupby(free, key=lambda slot: slot.start.astimezone(zone).date())
    days = [FreeDay(day, tuple(of_day)) for day, of_day in by_day]
    more = days[DAYS].day if len(days) > DAYS else None
    return days[:DAYS], more


def _first_day(asked: str | None) -> date:
    try:
        return date.fromisoformat(asked) if asked else date.min
    except ValueError:
        return date.min
