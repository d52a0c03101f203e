"""Conversations and the mail log."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import HTMLResponse

from bot.report import service, shapes
from bot.report.ports import Asked, MailAsked
from bot.web.console.pages import asked_for, page_number, pager, show
from bot.web.console.session import Signed, Visit
from bot.web.problems import Problem

router = APIRouter(prefix="/console")
MAIL_STATES = ("queued", "sending", "accepted", "deferred", "rejected", "unknown", "withheld")

PREVIEW_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
"""For a mail's own HTML, whose styles stand in it: no script, no requests, an origin of its own."""


@router.get("/conversations")
async def conversations(request: Request, visit: Signed) -> Response:
    page = page_number(request)
    async with visit.app.store.read() as uow:
        rows, total = await uow.listings.conversations(Asked(visit.sight, page))
    return show(request, visit, "conversations.html", conversations=rows, pager=pager(request, page, total))


@router.get("/mail")
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


@router.get("/mail/{mail_id}")
async def mail(request: Request, visit: Signed, mail_id: str) -> Response:
    return show(request, visit, "mail.html", mail=await _mail(visit, mail_id))


@router.get("/mail/{mail_id}/html")
async def mail_html(visit: Signed, mail_id: str) -> Response:
    """The mail's own HTML, for the sandboxed frame on the mail's page."""
    found = await _mail(visit, mail_id)
    headers = {
        "Content-Security-Policy": PREVIEW_POLICY,
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
    }
    return HTMLResponse(found["html"], headers=headers)


@router.get("/mail/{mail_id}/invite.ics")
async def mail_invite(visit: Signed, mail_id: str) -> Response:
    """The calendar part of an invite, as a file to open in a calendar."""
    found = await _mail(visit, mail_id)
    if found["ics"] is None:
        raise Problem(404, "No invite", "This mail carries no invite. Go back to the mail.")
    headers = {"Content-Disposition": 'attachment; filename="invite.ics"', "Cache-Control": "no-store"}
    return Response(found["ics"].encode(), 200, headers, "text/calendar; charset=utf-8")


async def _mail(visit: Visit, mail_id: str) -> shapes.MailShape:
    async with visit.app.store.read() as uow:
        found = await service.one_mail(uow, mail_id.replace("\0", ""), visit.sight)
    if found is None:
        words_ = "It was erased, or it belongs to a lead that you may not see. The mail log shows the others."
        raise Problem(404, "No such mail", words_)
    return found
