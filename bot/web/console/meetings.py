"""Meetings: those to come and those that are over, one meeting's page, and what is done about it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.book import changes
from bot.book.models import Marked, Meeting, NotCancelled, NotMarked, Rating
from bot.bootstrap import Work
from bot.report import service
from bot.report.ports import MeetingsAsked, ReportWork
from bot.staff.models import AuditEntry
from bot.web.console import meeting_words, story
from bot.web.console.pages import asked_for, page_number, pager, show
from bot.web.console.session import Form, Signed, Visit, own_address, text_of
from bot.web.problems import Problem

router = APIRouter(prefix="/console/meetings")

BOOKED: Final = ("held", "confirmed", "cancelled")
WAS: Final = ("confirmed", "completed", "no_show", "cancelled")
RATINGS: Mapping[str, Rating | None] = {"good": "good", "bad": "bad", "": None}


def calendars_of(visit: Visit) -> None:
    """Raises Problem 403 for who sees nobody's calendar."""
    if visit.sight.calendars == "none":
        words_ = (
            "Meetings are in the reps' calendars, which marketers do not see. Ask an admin for what you need."
        )
        raise Problem(403, "Not for your role", words_)


def unknown_meeting() -> Problem:
    # The same words for a meeting of somebody else: that it exists is not told either.
    words_ = "It was erased with its lead, or it is in a calendar that you do not see. Go back to Meetings."
    return Problem(404, "No such meeting", words_)


async def own_meeting(uow: Work, visit: Visit, meeting_id: str) -> Meeting:
    """The meeting, for who may act on it. Raises Problem 403 or 404."""
    calendars_of(visit)
    meeting = await uow.meetings.get(meeting_id.replace("\0", ""))
    if meeting is None or not visit.sight.calendar(meeting.rep_id):
        raise unknown_meeting()
    return meeting


async def note(uow: Work, visit: Visit, did: str, object_id: str) -> None:
    """Keep in the audit log who did it."""
    await uow.audit.add(AuditEntry(visit.now, visit.who.email, did, object_id))


@router.get("")
async def meetings(request: Request, visit: Signed) -> Response:
    """Those to come, or those that are over; of the latter, those first that nobody marked."""
    calendars_of(visit)
    page, past = page_number(request), asked_for(request, "show") == "past"
    asked = (
        MeetingsAsked(visit.sight, page, over_at=visit.now, statuses=WAS, latest_first=True)
        if past
        else MeetingsAsked(visit.sight, page, ahead_at=visit.now, statuses=BOOKED)
    )
    async with visit.app.store.read() as uow:
        found = await service.find_meetings(uow, asked)
        _, unmarked = await uow.listings.meetings(unmarked_of(visit))
        marked = await marked_just_now(request, uow, visit)
    return show(
        request,
        visit,
        "meetings.html",
        meetings=found["meetings"],
        past=past,
        unmarked=unmarked,
        pager=pager(request, page, found["total"]),
        marked=marked,
    )


def unmarked_of(visit: Visit) -> MeetingsAsked:
    """The meetings that are over and that nobody has said of whether they took place."""
    return MeetingsAsked(visit.sight, over_at=visit.now, statuses=("confirmed",), latest_first=True)


async def marked_just_now(request: Request, uow: ReportWork, visit: Visit) -> Mapping[str, Any] | None:
    """The meeting that was marked by one click before, to say so and offer what else it can be marked as."""
    meeting_id = asked_for(request, "marked")
    found = await service.meeting_story(uow, meeting_id, visit.sight) if meeting_id else None
    return found.meeting if found and found.meeting["status"] in ("completed", "no_show") else None


@router.get("/{meeting_id}")
async def meeting(request: Request, visit: Signed, meeting_id: str) -> Response:
    return await meeting_page(request, visit, meeting_id)


async def meeting_page(
    request: Request, visit: Visit, meeting_id: str, *, status: int = 200, fault: str = ""
) -> Response:
    """The whole story of a meeting, with what can be done about it. Raises Problem 403 or 404."""
    calendars_of(visit)
    async with visit.app.store.read() as uow:
        found = await service.meeting_story(uow, meeting_id.replace("\0", ""), visit.sight)
    if found is None:
        raise unknown_meeting()
    return show(
        request,
        visit,
        "meeting.html",
        status=status,
        fault=fault,
        meeting=found.meeting,
        phase=meeting_words.phase(found.meeting, visit.now),
        lead=found.lead,
        said=story.said(found.facts) if found.lead else [],
        moments=meeting_words.moments(found.events, visit.zone),
        mails=found.mails,
        done=meeting_words.DONE.get(asked_for(request, "done") or ""),
    )


def to_meeting(meeting_id: str, done: str) -> Response:
    return RedirectResponse(f"/console/meetings/{meeting_id}?done={done}", 303)


@router.post("/{meeting_id}/cancel")
async def cancel(request: Request, visit: Signed, _form: Form, meeting_id: str) -> Response:
    """Cancel it; both sides are told by mail."""
    async with visit.app.store.write() as uow:
        found = await own_meeting(uow, visit, meeting_id)
        outcome = await changes.cancel_meeting(uow, found.id, "rep", clock=visit.app.clock)
        if not isinstance(outcome, NotCancelled):
            await note(uow, visit, "meeting cancelled", found.id)
    if isinstance(outcome, NotCancelled):
        fault = meeting_words.not_cancelled(outcome)
        return await meeting_page(request, visit, meeting_id, status=409, fault=fault)
    return to_meeting(meeting_id, "cancelled")


@router.post("/{meeting_id}/held")
async def held(request: Request, visit: Signed, form: Form, meeting_id: str) -> Response:
    """It took place; `rating` is good, bad or empty."""
    given = text_of(form, "rating")
    if given not in RATINGS:
        raise Problem(422, "Not valid", "A lead is good, bad or not rated. Go back and choose one of them.")
    async with visit.app.store.write() as uow:
        found = await own_meeting(uow, visit, meeting_id)
        outcome = await changes.mark_held(uow, found.id, RATINGS[given], clock=visit.app.clock)
        await _note_mark(uow, visit, outcome, f"meeting held, lead {given or 'not rated'}")
    return await _after_mark(request, visit, form, outcome, given or "held")


@router.post("/{meeting_id}/no-show")
async def no_show(request: Request, visit: Signed, form: Form, meeting_id: str) -> Response:
    """The visitor did not come."""
    async with visit.app.store.write() as uow:
        found = await own_meeting(uow, visit, meeting_id)
        outcome = await changes.mark_no_show(uow, found.id, clock=visit.app.clock)
        await _note_mark(uow, visit, outcome, "meeting missed")
    return await _after_mark(request, visit, form, outcome, "no-show")


async def _note_mark(uow: Work, visit: Visit, outcome: Marked | NotMarked, did: str) -> None:
    if isinstance(outcome, Marked):
        await note(uow, visit, did, outcome.meeting.id)


async def _after_mark(
    request: Request, visit: Visit, form: Any, outcome: Marked | NotMarked, done: str
) -> Response:
    """Back to where it was marked: a list, or the meeting's own page."""
    meeting_id = outcome.meeting.id
    if isinstance(outcome, NotMarked):
        fault = meeting_words.not_marked(outcome)
        return await meeting_page(request, visit, meeting_id, status=409, fault=fault)
    if not (wanted := text_of(form, "next")):
        return to_meeting(meeting_id, done)
    back = own_address(wanted)
    return RedirectResponse(f"{back}{'&' if '?' in back else '?'}marked={meeting_id}", 303)


@router.post("/{meeting_id}/link")
async def new_link(visit: Signed, _form: Form, meeting_id: str) -> Response:
    """End every manage link of the meeting that was given out, and send the visitor a new one."""
    async with visit.app.store.write() as uow:
        found = await own_meeting(uow, visit, meeting_id)
        if found.status != "confirmed" or found.start_at <= visit.now:
            raise Problem(
                409, "Nothing was sent", "Only a meeting that is ahead has a link. Go back to Meetings."
            )
        renewed = await changes.renew_link(uow, found.id, clock=visit.app.clock)
        sent = await visit.app.invites.send_link(uow, renewed, now=visit.now)
        await note(uow, visit, "meeting link renewed", found.id)
    return to_meeting(meeting_id, "link" if sent else "link-only")
