"""What every page of a manage link shares: whose meeting it is, the link's faults, headers, templates."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlencode, urlsplit
from zoneinfo import ZoneInfo

from fastapi import Depends, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import HTMLResponse, RedirectResponse
from fastapi.routing import APIRoute
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.exceptions import HTTPException

from bot.book.manage_link import open_manage_link
from bot.book.models import Meeting
from bot.book.words import day_words, hours_words, zone_of, zone_words
from bot.bootstrap import Work
from bot.errors import BantamError
from bot.leads.links import LinkInvalid
from bot.leads.models import Lead
from bot.playbook.shapes import Rep
from bot.web.guard import of
from bot.web.manage.zones import known_zone, zone_choices
from bot.web.problems import Problem, problem_of

TEMPLATES = Path(__file__).parents[1] / "templates"
HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex, nofollow"}
State = Literal["ahead", "on", "over", "missed", "cancelled"]


@dataclass(frozen=True)
class Link:
    """A link that was signed here: for this meeting, as long as it has this `link_version`."""

    path: str
    meeting_id: str
    version: int


@dataclass(frozen=True)
class Case:
    """The meeting of a link, who it is with, and who holds the link."""

    link: Link
    meeting: Meeting
    rep: Rep
    lead: Lead

    def state(self, now: datetime) -> State:
        meeting = self.meeting
        if meeting.status == "no_show":
            return "missed"
        if not meeting.active:
            return "over" if meeting.status == "completed" else "cancelled"
        if meeting.end_at <= now:
            return "over"
        return "on" if meeting.start_at <= now else "ahead"

    @property
    def may_book(self) -> bool:
        """A customer, and whoever the team has turned down, talks to a person instead."""
        return self.lead.stage not in ("customer", "lost", "disqualified")


class NoSuchLink(Exception):
    """The link opened something once (`expired`), or never did."""

    def __init__(self, *, expired: bool) -> None:
        super().__init__("expired" if expired else "not one of ours")
        self.expired = expired


class ManageRoute(APIRoute):
    """A route whose errors are pages for the visitor: what is wrong with a link, or with us."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        answer = super().get_route_handler()

        async def answer_or_say_why(request: Request) -> Response:
            try:
                return await answer(request)
            except NoSuchLink as fault:
                # 410 for a link that opened something once, 404 for one that never did.
                status = 410 if fault.expired else 404
                return page(request, "manage_no_link.html", status, expired=fault.expired)
            except (Problem, BantamError, HTTPException, RequestValidationError) as error:
                return _trouble(request, problem_of(error))

        return answer_or_say_why


def link_of(request: Request, token: str) -> Link:
    """Raises NoSuchLink for one that is forged, of another purpose or too old."""
    app = of(request)
    try:
        meeting_id, version = open_manage_link(app.links, token, now=app.clock.now())
    except LinkInvalid as invalid:
        raise NoSuchLink(expired=invalid.expired) from invalid
    return Link(f"/meeting/{token}", meeting_id, version)


Opened = Annotated[Link, Depends(link_of)]


async def case_of(uow: Work, link: Link) -> Case:
    """Raises NoSuchLink when the link was ended, or its meeting is no longer kept."""
    meeting = await uow.meetings.get(link.meeting_id)
    if meeting is None or meeting.link_version != link.version or meeting.status in ("held", "expired"):
        raise NoSuchLink(expired=True)
    rep, lead = await uow.reps.get(meeting.rep_id), await uow.leads.get(meeting.lead_id)
    if rep is None or lead is None:
        raise NoSuchLink(expired=True)
    return Case(link, meeting, rep, lead)


def same_origin(request: Request) -> None:
    """Raises Problem 403 for a form that another site sends: it would need the link, which is the secret.

    These pages send no referrer, and then browsers send `Origin: null` with their forms: only
    Sec-Fetch-Site tells. Browsers without it are not refused.
    """
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin", "null")
    ours = {request.headers.get("Host", ""), urlsplit(of(request).settings.public_url).netloc}
    foreign = origin != "null" and urlsplit(origin).netloc not in ours
    if site not in (None, "same-origin", "none") or (site is None and foreign):
        raise Problem(403, "Not from here", "This form was sent from another site. Open the link again.")


def zone_for(case: Case, asked: object) -> ZoneInfo:
    """The zone that the visitor switched to, or else the one that is kept with the meeting."""
    return zone_of(known_zone(asked) or case.meeting.visitor_timezone)


def address(case: Case, step: str = "", *, zone: ZoneInfo | None = None, **more: str) -> str:
    """Another page of the same link; a zone that is not the kept one goes along."""
    query = dict(more)
    if zone and zone.key != case.meeting.visitor_timezone:
        query["zone"] = zone.key
    return case.link.path + step + (f"?{urlencode(query)}" if query else "")


def back_to(path: str) -> RedirectResponse:
    return RedirectResponse(path, 303, HEADERS)


def facts(case: Case, zone: ZoneInfo, now: datetime) -> dict[str, Any]:
    """What all templates say of a meeting."""
    meeting, location = case.meeting, case.meeting.location
    return {
        "state": case.state(now),
        "rep": case.rep.name,
        "rep_first_name": case.rep.name.split()[0],
        "rep_email": case.rep.email,
        "rep_phone": None if _online(case.rep.location) else case.rep.location,
        "day": day_words(meeting.start_at, zone),
        "hours": hours_words(meeting.start_at, meeting.end_at, zone),
        "zone": zone_words(meeting.start_at, zone),
        "zone_name": zone.key,
        "zones_to_choose": zone_choices(
            meeting.start_at, {meeting.visitor_timezone, case.rep.timezone, zone.key}
        ),
        "instant": meeting.start_at.isoformat(),
        "location": location,
        "href": location if _online(location) else dial(location),
        "online": _online(location),
        "path": case.link.path,
        "to": lambda step="", **more: address(case, step, zone=zone, **more),
        "dial": dial,
    }


def dial(number: str) -> str:
    return "tel:" + "".join(sign for sign in number if sign in "+0123456789")


def page(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    app = of(request)
    company = app.playbook().site.company
    home = "/" if app.settings.demo else None  # without the demo's website, / is the staff's console
    words = _templates().get_template(template).render(company=company, home=home, **values)
    return HTMLResponse(words, status, HEADERS)


def _online(location: str) -> bool:
    return location.startswith("https://")


def _trouble(request: Request, problem: Problem) -> Response:
    answer = page(
        request, "manage_trouble.html", problem.status, wrong=problem.status, again=_meeting_path(request)
    )
    answer.headers.update(problem.headers)
    return answer


def _meeting_path(request: Request) -> str:
    return f"/meeting/{request.path_params['token']}"


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
