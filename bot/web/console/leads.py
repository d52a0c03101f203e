"""The list of leads, and one lead's whole story."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response

from bot.leads.models import STAGES
from bot.report import service
from bot.report.ports import Asked, LeadsAsked
from bot.report.rules import OF_A_ROW
from bot.report.upcoming import find_upcoming
from bot.web.console import marking, story
from bot.web.console.pages import asked_for, page_number, pager, show
from bot.web.console.session import Signed
from bot.web.problems import Problem

router = APIRouter(prefix="/console/leads")


@router.get("")
async def leads(request: Request, visit: Signed) -> Response:
    """Leads by stage, owner and words, the latest changed first."""
    stage, owner, q = (asked_for(request, name) for name in ("stage", "owner", "q"))
    page = page_number(request)
    known = stage if stage in STAGES else None
    asked = LeadsAsked(visit.sight, page, stage=known, owner=owner, q=q)
    async with visit.app.store.read() as uow:
        found = await service.find_leads(uow, asked, of=OF_A_ROW)
        reps = await uow.reports.reps()
    return show(
        request,
        visit,
        "leads.html",
        leads=found["leads"],
        pager=pager(request, page, found["total"]),
        reps=reps,
        asked={"stage": known, "owner": owner, "q": q},
    )


@router.get("/{lead_id}")
async def lead(request: Request, visit: Signed, lead_id: str) -> Response:
    async with visit.app.store.read() as uow:
        lead_id = lead_id.replace("\0", "")
        found = await service.lead_story(uow, lead_id, visit.sight)
        kept = await uow.leads.get(lead_id) if found else None
        coming, _ = await find_upcoming(uow, Asked(visit.sight), lead=lead_id)
    if found is None:
        # The same words for a lead that belongs to somebody else: that it exists is not told either.
        words = "It was erased, or it belongs to another rep. The list shows the leads that you may see."
        raise Problem(404, "No such lead", words)
    return show(
        request,
        visit,
        "lead.html",
        lead=found.lead,
        said=story.said(found.facts),
        bars=story.bars(found.lead["score"], found.facts),
        moments=story.moments(found),
        meeting_rep=found.meeting_rep,
        mails=found.mails,
        coming=coming,
        buttons=marking.BUTTONS if kept and marking.may_mark(visit, kept.owner_id) else {},
        done=marking.DONE.get(asked_for(request, "done") or ""),
    )
