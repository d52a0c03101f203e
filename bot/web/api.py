"""The staff interface: what is known of leads, as JSON, for programs with an API token.

`Authorization: Bearer TOKEN` (RFC 6750), made with `bantam token create NAME` or in the console's settings.
Pages hold 50 rows; `?page=2` is the next, and the Link header (RFC 8288) names it. Instants are in UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from pydantic import AfterValidator

from bot.leads.models import Stage
from bot.report import service, shapes
from bot.report.ports import PAGE_SIZE, Asked, LeadsAsked, MailAsked, MeetingsAsked
from bot.staff.models import Scope
from bot.staff.service import token_for
from bot.web.guard import of
from bot.web.problems import Problem, documented

bearer = HTTPBearer(auto_error=False, description="An API token: `bantam token create NAME` prints one.")


async def token_holder(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(bearer)]
) -> None:
    """Let programs with a live token through that may read leads. Raises Problem 401."""
    await check_token(request, given, scope="read")


async def check_token(request: Request, given: HTTPAuthorizationCredentials | None, *, scope: Scope) -> None:
    """Raises Problem 401 unless it is a live token that is good for the scope."""
    app = of(request)
    if given is None or not given.credentials.isascii():
        raise _not_allowed("Send `Authorization: Bearer TOKEN`. `bantam token create NAME` makes a token.")
    if await token_for(app.store, given.credentials, scope=scope, now=app.clock.now()) is None:
        words = "This token is unknown, revoked or not for this. `bantam token create NAME` makes a new one."
        raise _not_allowed(words, 'Bearer error="invalid_token"')


def _not_allowed(words: str, challenge: str = "Bearer") -> Problem:
    return Problem(401, "Not signed in", words, headers={"WWW-Authenticate": challenge})


def _plain(words: str) -> str:
    if not words.isprintable():  # PostgreSQL keeps no NUL, and nothing that we list holds a control character
        raise ValueError("holds a control character")
    return words


def _instant(given: datetime | date) -> datetime:
    moment = given if isinstance(given, datetime) else datetime.combine(given, time())
    try:
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except OverflowError:
        raise ValueError("is outside the calendar") from None


Words = Annotated[str, Query(max_length=320), AfterValidator(_plain)]
Moment = Annotated[datetime | date, AfterValidator(_instant)]
PageNumber = Annotated[int, Query(ge=1, le=1_000_000, description=f"Pages of {PAGE_SIZE}; 1 is the first")]
LeadId = Annotated[str, Path(max_length=80), AfterValidator(_plain)]

router = APIRouter(
    prefix="/api",
    tags=["staff"],
    dependencies=[Depends(token_holder)],
    responses={
        401: documented("No token, or one that is unknown or revoked"),
        422: documented("A parameter that cannot be used"),
        503: documented("The database does not answer"),
    },
)


@router.get("/leads")
async def leads(
    request: Request,
    response: Response,
    email: Words | None = None,
    conversation: Words | None = None,
    stage: Stage | None = None,
    owner: Annotated[Words | None, Query(description="A rep's e-mail, id or name; or `none`")] = None,
    q: Annotated[Words | None, Query(description="Part of a name, an e-mail or a company")] = None,
    page: PageNumber = 1,
) -> shapes.LeadsPage:
    """Leads, the latest changed first."""
    asked = LeadsAsked(page=page, email=email, conversation=conversation, stage=stage, owner=owner, q=q)
    async with of(request).store.read() as uow:
        found = await service.find_leads(uow, asked)
    _link_pages(request, response, page, found["total"])
    return found


@router.get("/leads/{lead_id}", responses={404: documented("No lead of this id")})
async def lead(request: Request, lead_id: LeadId) -> shapes.LeadShape:
    """One lead: who, what they said, why this score and this rep, what was agreed, and every message."""
    async with of(request).store.read() as uow:
        found = await service.find_lead(uow, lead_id)
    if found is None:
        words = "No lead has this id; it may have been erased. `GET /api/leads` lists those there are."
        raise Problem(404, "No such lead", words)
    return found


@router.get("/meetings")
async def meetings(
    request: Request,
    response: Response,
    start: Annotated[Moment | None, Query(alias="from", description="Starting then or later")] = None,
    end: Annotated[Moment | None, Query(alias="to", description="Starting before then")] = None,
    rep: Annotated[Words | None, Query(description="A rep's e-mail, id or name")] = None,
    page: PageNumber = 1,
) -> shapes.MeetingsPage:
    """Meetings by their start. A date means its midnight in UTC."""
    asked = MeetingsAsked(page=page, start=_aware(start), end=_aware(end), rep=rep)
    async with of(request).store.read() as uow:
        found = await service.find_meetings(uow, asked)
    _link_pages(request, response, page, found["total"])
    return found


@router.get("/enrolments")
async def enrolments(
    request: Request,
    response: Response,
    lead: Annotated[Words | None, Query(description="A lead's id or e-mail")] = None,
    page: PageNumber = 1,
) -> shapes.EnrolmentsPage:
    """Who is in which nurture sequence, the latest enrolled first."""
    async with of(request).store.read() as uow:
        found = await service.find_enrolments(uow, Asked(page=page), lead=lead)
    _link_pages(request, response, page, found["total"])
    return found


@router.get("/mail")
async def mail(
    request: Request, response: Response, to: Words | None = None, page: PageNumber = 1
) -> shapes.MailPage:
    """The mail log, the latest first: every mail with its state and, when it was not sent, the reason."""
    async with of(request).store.read() as uow:
        found = await service.find_mail(uow, MailAsked(page=page, to=to))
    _link_pages(request, response, page, found["total"])
    return found


def _aware(moment: datetime | date | None) -> datetime | None:
    return _instant(moment) if moment is not None else None


def _link_pages(request: Request, response: Response, page: int, total: int) -> None:
    around = {"prev": page - 1, "next": page + 1}
    last = -(-total // PAGE_SIZE)
    links = [
        f'<{request.url.include_query_params(page=number)}>; rel="{name}"'
        for name, number in around.items()
        if 1 <= number <= last
    ]
    if links:
        response.headers["Link"] = ", ".join(links)
