"""What the links and buttons of the page do.

GET shows and changes nothing, since mail scanners open links; only the page's buttons post. The signed link
is all that it takes, so nothing here is sent on to other sites, kept by browsers or found by search engines.
"""

from __future__ import annotations

from typing import Annotated, get_args

from fastapi import APIRouter, Depends, Request, Response
from starlette.datastructures import FormData

from bot.book.changes import cancel_meeting, move_meeting
from bot.book.manage_link import manage_url
from bot.book.models import AlreadyBooked, Booked, BookingRequest, Moved, NotMoved
from bot.book.service import book_meeting
from bot.book.words import when_words
from bot.bootstrap import App
from bot.web.guard import limit_address, of
from bot.web.manage import mails, times
from bot.web.manage.choice import choose, on_team, other_meeting
from bot.web.manage.pages import (
    Link,
    ManageRoute,
    Opened,
    address,
    back_to,
    case_of,
    facts,
    page,
    same_origin,
    zone_for,
)

RESULTS = ("moved", "same", "on", "over", "cancelled", "booked", *get_args(mails.Subscribed))
"""What the page says of the button that led to it, when it is so."""

router = APIRouter(include_in_schema=False, route_class=ManageRoute)
posted = [Depends(same_origin), Depends(limit_address)]


async def sent_form(request: Request) -> FormData:
    return await request.form(max_files=0, max_fields=20)


Sent = Annotated[FormData, Depends(sent_form)]


@router.get("/meeting/{token}")
async def show(request: Request, link: Opened) -> Response:
    """The meeting that the link is for, in the visitor's zone, and what can be done about it."""
    app = of(request)
    now = app.clock.now()
    async with app.store.read() as uow:
        case = await case_of(uow, link)
        other = await other_meeting(uow, case, now)
        question = await mails.question_for(app, uow, case)
        may_book = case.may_book and await on_team(uow, case)
    zone = zone_for(case, request.query_params.get("zone"))
    result = request.query_params.get("result")
    return page(
        request,
        "manage.html",
        by=case.meeting.cancelled_by,
        result=result if result in RESULTS else None,
        may_book=may_book,
        other=when_words(other, zone) if other else None,
        question=question if other is None else None,
        email=case.lead.contact.email,
        privacy_url=app.playbook().site.privacy_url,
        **facts(case, zone, now),
    )


@router.get("/meeting/{token}/cancel")
async def ask_to_cancel(request: Request, link: Opened) -> Response:
    """Asks once; the button cancels."""
    app = of(request)
    async with app.store.read() as uow:
        case = await case_of(uow, link)
    now, zone = app.clock.now(), zone_for(case, request.query_params.get("zone"))
    if case.state(now) != "ahead":
        return back_to(address(case, zone=zone))
    return page(request, "manage_cancel.html", **facts(case, zone, now))


@router.post("/meeting/{token}", dependencies=posted)
async def cancel(request: Request, link: Opened) -> Response:
    """Cancel the meeting; pressing the button again changes nothing more. Then show it."""
    app = of(request)
    async with app.store.write() as uow:
        case = await case_of(uow, link)
        await cancel_meeting(uow, case.meeting.id, "visitor", clock=app.clock)
    return back_to(link.path)


@router.get("/meeting/{token}/move")
async def times_to_move(request: Request, link: Opened) -> Response:
    """Times to which the meeting can be moved."""
    return await choose(request, link, "move")


@router.post("/meeting/{token}/move", dependencies=posted)
async def move(request: Request, link: Opened, form: Sent) -> Response:
    """Move the meeting to the time that was chosen, or show the next free ones."""
    app = of(request)
    start = times.chosen_start(form.get("start"), app.clock.now())
    if start is None:
        return await choose(request, link, "move", form=form, refused="none_chosen")
    await _fresh(app, link)
    async with app.store.write() as uow:
        case = await case_of(uow, link)
        zone = zone_for(case, form.get("zone"))
        outcome = await move_meeting(
            uow, case.meeting.id, start, "visitor", clock=app.clock, visitor_timezone=zone.key
        )
    match outcome:
        case Moved():
            return back_to(f"{link.path}?result=moved")
        case NotMoved(because=because):
            return back_to(address(case, zone=zone, result=because))
    return await choose(request, link, "move", form=form, refused=outcome)


@router.get("/meeting/{token}/again")
async def times_to_meet_again(request: Request, link: Opened) -> Response:
    """Times for another meeting, after one that was cancelled, missed or held."""
    return await choose(request, link, "again")


@router.post("/meeting/{token}/again", dependencies=posted)
async def book_again(request: Request, link: Opened, form: Sent) -> Response:
    """Book another meeting with the same rep. Its page has a link of its own, and who booked it gets that."""
    app = of(request)
    start = times.chosen_start(form.get("start"), app.clock.now())
    if start is None:
        return await choose(request, link, "again", form=form, refused="none_chosen")
    await _fresh(app, link)
    async with app.store.write() as uow:
        case = await case_of(uow, link)
        if case.state(app.clock.now()) in ("ahead", "on") or not case.may_book:
            return back_to(link.path)
        meeting = case.meeting
        zone = zone_for(case, form.get("zone"))
        wanted = BookingRequest(meeting.lead_id, meeting.conversation_id, case.rep.id, start, zone.key)
        outcome = await book_meeting(uow, wanted, clock=app.clock)
    match outcome:
        case Booked(meeting=booked):
            return back_to(f"{manage_url(app.links, '', booked, now=app.clock.now())}?result=booked")
        case AlreadyBooked():
            # The other meeting has a link of its own: this one must not open it.
            return back_to(address(case, zone=zone))
    return await choose(request, link, "again", form=form, refused=outcome)


@router.post("/meeting/{token}/mails", dependencies=posted)
async def send_mails(request: Request, link: Opened) -> Response:
    """The visitor wants something useful now and then; pressing again changes nothing."""
    app = of(request)
    async with app.store.write() as uow:
        case = await case_of(uow, link)
        await uow.reps.lock(case.rep.id)  # of two presses at once, the second sees the first
        result = await mails.subscribe(app, uow, case, now=app.clock.now())
    return back_to(f"{link.path}?result={result}")


async def _fresh(app: App, link: Link) -> None:
    """Read the rep's own calendars again: before the transaction and not in it, since it takes a while."""
    async with app.store.read() as uow:
        case = await case_of(uow, link)
    await app.fresh_calendar(case.rep.id)
