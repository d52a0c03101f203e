"""The preview: staff chat with what they changed before visitors do, and see what would have come of it."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.chat.models import Conversation
from bot.connect.model import outdated
from bot.nurture.models import RUNNING
from bot.playbook import PlaybookError
from bot.preview import Preview
from bot.report import service
from bot.report.ports import ReportWork, Row
from bot.report.service import Story
from bot.staff.rules import EVERYTHING
from bot.web.console import story
from bot.web.console.pages import show
from bot.web.console.session import Form, Signed

router = APIRouter(prefix="/preview")


@dataclass(frozen=True)
class Mailing:
    """A mail that would leave: `at` is None for one that does so at once, or after the one before it."""

    subject: str
    to: str
    kind: str
    at: datetime | None = None
    condition: Row | None = None


@router.get("")
async def page(request: Request, visit: Signed) -> Response:
    """The chat, over the files as they are now; or, where they have faults, those."""
    preview = _preview(request)
    try:
        await preview.open()
    except PlaybookError as error:
        return show(request, visit, "preview_faults.html", faults=error.faults)
    return show(
        request,
        visit,
        "preview.html",
        company=preview.playbook().site.company,
        untrained=await asyncio.to_thread(outdated, preview.root),
        away=not await preview.dialogue.ready(),
        unknown_to_visitors=preview.playbook() != visit.app.playbook(),
    )


@router.post("/start-over")
async def start_over(request: Request, visit: Signed, _form: Form) -> Response:
    """Erase what was said; the page then begins anew."""
    await (await _preview(request).ready()).erase(visit.who.id)
    return RedirectResponse("/preview", 303)


@router.get("/outcome")
async def outcome(request: Request, visit: Signed) -> Response:
    """What the chat has come to so far: a part of the page, asked for again and again."""
    preview = await _preview(request).ready()
    async with preview.store.read() as uow:
        talk = next(iter(await uow.conversations.of_visitor(visit.who.id)), None)
        found = await _story(uow, talk)
        mailings = await _mailings(uow, found) if found else []
    return show(
        request,
        visit,
        "preview_outcome.html",
        outcome=talk.outcome if talk else None,
        lead=found.lead if found else None,
        meeting_rep=found.meeting_rep if found else None,
        bars=story.bars(found.lead["score"], found.facts) if found else [],
        mailings=mailings,
    )


async def _story(uow: ReportWork, talk: Conversation | None) -> Story | None:
    """All that the chat left, also of the reps' calendars: they are empty here, and nobody's."""
    return await service.lead_story(uow, talk.lead_id, EVERYTHING) if talk and talk.lead_id else None


async def _mailings(uow: ReportWork, found: Story) -> list[Mailing]:
    """The mails that wait, and those of a running sequence, which the worker would write in their time."""
    mailings = [Mailing(mail["subject"], mail["to"], mail["kind"]) for mail in reversed(found.mails)]
    running = [each for each in found.lead["enrolments"] if each["status"] in RUNNING]
    versions = {(each.name, each.version): each for each in await service.find_sequences(uow)}
    for enrolment in running:
        due = enrolment["due_at"]
        for step in versions[enrolment["sequence"], enrolment["version"]].steps:
            to = found.lead["contact"]["email"] or ""
            mailings.append(Mailing(step["subject"], to, "nurture", due, step["condition"]))
            due = None
    return mailings


def _preview(request: Request) -> Preview:
    return cast(Preview, request.app.state.preview)
