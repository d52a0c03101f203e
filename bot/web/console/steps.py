"""A step's mail as a lead would get it, and a test of it to oneself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import quote, urlencode

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.bootstrap import App, Work
from bot.errors import BantamError
from bot.leads.mail import MailWords
from bot.leads.models import Known, Lead
from bot.nurture.models import SequenceVersion, Step
from bot.nurture.steps import wanted
from bot.nurture.trying import EXAMPLE, TESTS, TooMany, example_known, preview, send_test
from bot.report.ports import LeadsAsked
from bot.web.console.pages import asked_for, mail_frame, show
from bot.web.console.sequences import numbered
from bot.web.console.session import Form, Signed, Visit, only, text_of
from bot.web.problems import Problem

router = APIRouter(prefix="/console/sequences/{name}/steps/{number}")


@dataclass(frozen=True)
class Tried:
    """A step's mail to a lead; `words` is None when the template has a `fault`.

    `known_email` is of the lead who was chosen; None for the example, also when nobody fits who was `asked`.
    """

    version: SequenceVersion
    step: Step
    lead: Lead
    passed_over: bool
    words: MailWords | None
    fault: str
    asked: str | None
    known_email: str | None


@router.get("")
async def step(request: Request, visit: Signed, name: str, number: str) -> Response:
    """The mail, for the lead with the e-mail `?lead=`, or for an example."""
    tried = await _tried(visit, name, number, asked_for(request, "version"), asked_for(request, "lead"))
    sent = asked_for(request, "sent")
    return _page(request, visit, tried, sent=sent)


def _page(request: Request, visit: Visit, tried: Tried, *, status: int = 200, **more: Any) -> Response:
    told = {"sent": None, "refused": None}
    return show(
        request,
        visit,
        "sequence_step.html",
        status=status,
        tried=tried,
        may_test=visit.who.role != "rep",
        mailbox=visit.app.settings.smtp_url is None,
        **{**told, **more},
    )


@router.get("/html")
async def step_html(request: Request, visit: Signed, name: str, number: str) -> Response:
    """The mail's own HTML, for the sandboxed frame."""
    tried = await _tried(visit, name, number, asked_for(request, "version"), asked_for(request, "lead"))
    if tried.words is None:
        raise Problem(422, "The template has a fault", tried.fault)
    return mail_frame(tried.words.html)


@router.post("/test")
async def test(request: Request, visit: Signed, form: Form, name: str, number: str) -> Response:
    """Send the mail that the page shows to oneself."""
    only(visit, "marketer", "admin")
    version, lead = text_of(form, "version") or None, text_of(form, "lead") or None
    tried = await _tried(visit, name, number, version, lead)
    if tried.words is None:
        return _page(request, visit, tried, status=422)
    reply_to = visit.app.desk.reply_to(tried.lead)
    try:
        async with visit.app.store.write() as uow:
            done = await send_test(
                uow, tried.words, visit.who.email, name=visit.who.name, reply_to=reply_to, now=visit.now
            )
    except BantamError as fault:
        return _page(request, visit, tried, status=422, refused=str(fault))
    if isinstance(done, TooMany):
        told = f"You sent yourself {TESTS} tests within an hour. The next one can go at "
        refused = f"{told}{done.again.astimezone(visit.zone):%H:%M}."
        return _page(request, visit, tried, status=429, refused=refused)
    then = {"version": version, "lead": tried.known_email, "sent": done.mail_id}
    back = f"/console/sequences/{quote(name, safe='')}/steps/{tried.step.position + 1}"
    return RedirectResponse(f"{back}?{urlencode({k: v for k, v in then.items() if v})}", 303)


async def _tried(visit: Visit, name: str, number: str, version: str | None, asked: str | None) -> Tried:
    async with visit.app.store.read() as uow:
        found = await numbered(uow, name, version)
        step = next((s for s in found.steps if str(s.position + 1) == number), None)
        if step is None:
            raise Problem(404, "No such step", "This version of the sequence has no step of that number.")
        chosen = await _chosen(uow, visit, asked)
    lead, known = chosen or (EXAMPLE, _example(visit.app))
    words, fault = None, ""
    try:
        words = preview(visit.app.desk, step, lead, known, now=visit.now)
    except BantamError as error:
        fault = str(error)
    known_email = lead.contact.email if chosen else None
    return Tried(found, step, lead, not wanted(step, known), words, fault, asked, known_email)


async def _chosen(uow: Work, visit: Visit, email: str | None) -> tuple[Lead, Known] | None:
    """The lead with that address, if this person may see them; the latest changed, if there are several."""
    if email is None:
        return None
    rows, _ = await uow.reports.leads(LeadsAsked(visit.sight, email=email))
    lead = await uow.leads.get(rows[0]["id"]) if rows else None
    return (lead, await uow.facts.known(lead.id)) if lead else None


def _example(app: App) -> Known:
    needs = app.playbook().qualification.needs
    return example_known(needs[0].name if needs else None)
