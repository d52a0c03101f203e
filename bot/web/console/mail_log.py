"""The mail log, one mail of it, and what an operator says of a mail that may have arrived or not."""

from __future__ import annotations

from typing import Final

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.mail.deciding import Decided, leave_it, send_again
from bot.report import service, shapes
from bot.report.ports import MailAsked
from bot.staff.models import Role
from bot.web.console.meetings import note
from bot.web.console.pages import asked_for, mail_frame, page_number, pager, show
from bot.web.console.session import Form, Signed, Visit, only
from bot.web.problems import Problem

router = APIRouter(prefix="/console/mail")
MAIL_STATES = ("queued", "sending", "accepted", "deferred", "rejected", "unknown", "withheld")
OPERATORS: Final[tuple[Role, ...]] = ("admin", "marketer")
DONE: Final = {
    "again": "It will be sent again, unless something speaks against it by then.",
    "left": "It counts as sent.",
}
KNOWN_BY_NOW = "What became of this mail is known by now, so nothing was changed."


@router.get("")
async def mail_log(request: Request, visit: Signed) -> Response:
    page, to, state = page_number(request), asked_for(request, "to"), asked_for(request, "state")
    known = state if state in MAIL_STATES else None
    async with visit.app.store.read() as uow:
        found = await service.find_mail(uow, MailAsked(visit.sight, page, to=to, state=known))
    return show(
        request,
        visit,
        "mail_log.html",
        mails=found["mail"],
        pager=pager(request, page, found["total"]),
        states=MAIL_STATES,
        mailbox=visit.app.settings.smtp_url is None,
        asked={"to": to, "state": known},
    )


@router.get("/{mail_id}")
async def mail(request: Request, visit: Signed, mail_id: str) -> Response:
    return await _page(request, visit, mail_id, done=DONE.get(asked_for(request, "done") or ""))


@router.post("/{mail_id}/again")
async def again(request: Request, visit: Signed, _form: Form, mail_id: str) -> Response:
    """Send a mail again of which nobody knows whether it arrived."""
    only(visit, *OPERATORS)
    found = await _mail(visit, mail_id)
    async with visit.app.store.write() as uow:
        said = await send_again(uow, found["id"], visit.who.email, now=visit.now)
        if isinstance(said, Decided):
            await note(uow, visit, "mail to be sent again", found["id"])
            return _back(found, "again")
    return await _page(request, visit, mail_id, status=409, fault=KNOWN_BY_NOW)


@router.post("/{mail_id}/leave")
async def leave(request: Request, visit: Signed, _form: Form, mail_id: str) -> Response:
    """Let such a mail count as sent."""
    only(visit, *OPERATORS)
    found = await _mail(visit, mail_id)
    async with visit.app.store.write() as uow:
        said = await leave_it(uow, found["id"], visit.who.email, now=visit.now)
        if isinstance(said, Decided):
            await note(uow, visit, "mail counts as sent", found["id"])
            return _back(found, "left")
    return await _page(request, visit, mail_id, status=409, fault=KNOWN_BY_NOW)


@router.get("/{mail_id}/html")
async def mail_html(visit: Signed, mail_id: str) -> Response:
    """The mail's own HTML, for the sandboxed frame on the mail's page."""
    return mail_frame((await _mail(visit, mail_id))["html"])


@router.get("/{mail_id}/invite.ics")
async def mail_invite(visit: Signed, mail_id: str) -> Response:
    """The calendar part of an invite, as a file to open in a calendar."""
    found = await _mail(visit, mail_id)
    if found["ics"] is None:
        raise Problem(404, "No invite", "This mail carries no invite. Go back to the mail.")
    headers = {"Content-Disposition": 'attachment; filename="invite.ics"', "Cache-Control": "no-store"}
    return Response(found["ics"].encode(), 200, headers, "text/calendar; charset=utf-8")


async def _page(
    request: Request,
    visit: Visit,
    mail_id: str,
    *,
    status: int = 200,
    done: str | None = None,
    fault: str | None = None,
) -> Response:
    found = await _mail(visit, mail_id)
    decides = visit.who.role in OPERATORS
    shown = {"mail": found, "decides": decides, "done": done, "fault": fault}
    return show(request, visit, "mail.html", status=status, **shown)


def _back(found: shapes.MailShape, done: str) -> Response:
    return RedirectResponse(f"/console/mail/{found['id']}?done={done}", 303)


async def _mail(visit: Visit, mail_id: str) -> shapes.MailShape:
    async with visit.app.store.read() as uow:
        found = await service.one_mail(uow, mail_id.replace("\0", ""), visit.sight)
    if found is None:
        words_ = "It was erased, or it belongs to a lead that you may not see. The mail log shows the others."
        raise Problem(404, "No such mail", words_)
    return found
