"""The first page of the day, tasks, and the funnel."""

from __future__ import annotations

from datetime import timedelta

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.report import service
from bot.report.ports import Asked, LeadsAsked, MeetingsAsked, ReportWork, Row
from bot.report.rules import OF_A_ROW
from bot.staff.models import AuditEntry
from bot.web.console import words
from bot.web.console.meetings import marked_just_now, unmarked_of
from bot.web.console.pages import asked_for, show
from bot.web.console.session import Form, Signed, Visit, own_address, text_of
from bot.web.problems import Problem

router = APIRouter(prefix="/console")
PERIODS = {"7": "7 days", "30": "30 days", "90": "90 days", "all": "All time"}
COUNTED = 6  # rows of each list on the first page


@router.get("")
@router.get("/")
async def today(request: Request, visit: Signed) -> Response:
    """What is new, who is met today, what waits for a person."""
    start = words.start_of_day(visit.now, visit.zone)
    tomorrow = words.start_of_day(visit.now + timedelta(days=1), visit.zone)
    week = visit.now - timedelta(days=7)
    this_week = LeadsAsked(visit.sight, since=week, newest_first=True, size=COUNTED)
    soon = MeetingsAsked(visit.sight, start=start, end=start + timedelta(days=8), statuses=("confirmed",))
    async with visit.app.store.read() as uow:
        newest = await service.find_leads(uow, this_week, of=OF_A_ROW)
        born_today = await service.find_leads(uow, LeadsAsked(visit.sight, since=start, size=0))
        meetings = await service.find_meetings(uow, soon)
        unmarked = await service.find_meetings(uow, unmarked_of(visit))
        marked = await marked_just_now(request, uow, visit)
        tasks, open_tasks = await uow.listings.open_tasks(Asked(visit.sight))
        funnel = await service.count_funnel(uow, visit.sight, since=visit.now - timedelta(days=30))
        task = await _task(uow, visit, asked_for(request, "done"))
    return show(
        request,
        visit,
        "today.html",
        greeting=words.greeting(visit.now, visit.zone),
        newest=newest["leads"],
        new_today=born_today["total"],
        meetings=[m for m in meetings["meetings"] if m["end"] > visit.now][:COUNTED],
        meetings_today=sum(m["start"] < tomorrow for m in meetings["meetings"]),
        unmarked=unmarked["meetings"][:COUNTED],
        unmarked_count=unmarked["total"],
        marked=marked,
        tasks=tasks[:COUNTED],
        open_tasks=open_tasks,
        funnel=funnel,
        done=task,
    )


@router.post("/tasks/{task_id}/done")
async def done(visit: Signed, form: Form, task_id: str) -> Response:
    """Close a task; the page that follows offers to take it back."""
    return await _close(visit, task_id, closed=True, back=own_address(text_of(form, "next")))


@router.post("/tasks/{task_id}/reopen")
async def reopen(visit: Signed, form: Form, task_id: str) -> Response:
    return await _close(visit, task_id, closed=False, back=own_address(text_of(form, "next")))


async def _close(visit: Visit, task_id: str, *, closed: bool, back: str) -> Response:
    async with visit.app.store.write() as uow:
        task = await _task(uow, visit, task_id)
        if task is None:
            raise Problem(404, "No such task", "It may have been erased with its lead. Go back to Today.")
        await uow.tasks.finish(task["id"], at=visit.now if closed else None)
        did = "task closed" if closed else "task opened again"
        await uow.audit.add(AuditEntry(visit.now, visit.who.email, did, task["id"]))
    return RedirectResponse(f"{back}?done={task['id']}" if closed else back, 303)


async def _task(uow: ReportWork, visit: Visit, task_id: str | None) -> Row | None:
    """The task, if there is one and this person may see it."""
    task = await uow.listings.task(task_id) if task_id else None
    if task is None:
        return None
    mine = task["assigned_to"] is not None and task["assigned_to"] == visit.sight.rep_id
    nobodys = task["assigned_to"] is None and visit.sight.lead(task["lead_owner_id"])
    return task if visit.sight.leads == "all" or mine or nobodys else None


@router.get("/reports")
async def reports(request: Request, visit: Signed) -> Response:
    period = asked_for(request, "period") or "30"
    if period not in PERIODS:
        period = "30"
    since = None if period == "all" else visit.now - timedelta(days=int(period))
    async with visit.app.store.read() as uow:
        funnel = await service.count_funnel(uow, visit.sight, since=since)
    return show(request, visit, "reports.html", funnel=funnel, period=period, periods=PERIODS)
