"""Sequences: what runs, what goes out next, and what came of every step."""

from __future__ import annotations

from datetime import datetime, timedelta

from fastapi import APIRouter, Request, Response

from bot.bootstrap import Work
from bot.nurture.models import SequenceVersion
from bot.report.nurture import SequenceReport, VersionReport, report_sequences
from bot.report.ports import Asked, StepsAsked
from bot.report.service import find_sequences
from bot.report.upcoming import find_upcoming
from bot.web.console.nurture_words import steps_picture
from bot.web.console.pages import asked_for, page_number, pager, show
from bot.web.console.session import Signed, Visit
from bot.web.problems import Problem

router = APIRouter(prefix="/console/sequences")
PERIODS = {"30": "30 days", "90": "90 days", "all": "All time"}


@router.get("")
async def sequences(request: Request, visit: Signed) -> Response:
    """Every sequence with its last 30 days; with `?show=next`, what goes out next."""
    if asked_for(request, "show") == "next":
        return await _next_sends(request, visit)
    async with visit.app.store.read() as uow:
        found = await report_sequences(uow, StepsAsked(since=visit.now - timedelta(days=30)))
        _, coming = await uow.next_sends.page(Asked(visit.sight), None)
    return show(request, visit, "sequences.html", sequences=found, coming=coming)


async def _next_sends(request: Request, visit: Visit) -> Response:
    page = page_number(request)
    async with visit.app.store.read() as uow:
        coming, total = await find_upcoming(uow, Asked(visit.sight, page))
    return show(request, visit, "next_sends.html", coming=coming, pager=pager(request, page, total))


@router.get("/{name}")
async def sequence(request: Request, visit: Signed, name: str) -> Response:
    """One version of a sequence, step by step, and what came of each."""
    period, since = period_of(request, visit)
    found = await one_sequence(visit, name, since)
    version = version_of(found, asked_for(request, "version"))
    return show(
        request,
        visit,
        "sequence.html",
        sequence=found,
        version=version,
        versions=[each for each in found.versions if each is version or worth_showing(each)],
        picture=steps_picture(version),
        period=period,
        periods=PERIODS,
    )


def period_of(request: Request, visit: Visit) -> tuple[str, datetime | None]:
    """The period that is asked for, 30 days unless the address says otherwise, and its beginning."""
    asked = asked_for(request, "period") or "30"
    period = asked if asked in PERIODS else "30"
    return period, None if period == "all" else visit.now - timedelta(days=int(period))


async def one_sequence(visit: Visit, name: str, since: datetime | None) -> SequenceReport:
    """Raises Problem 404 when there is none of this name."""
    async with visit.app.store.read() as uow:
        found = await report_sequences(uow, StepsAsked(name.replace("\0", ""), since))
    if not found:
        words = "No sequence has this name. Sequences shows those there are."
        raise Problem(404, "No such sequence", words)
    return found[0]


def version_of(sequence: SequenceReport, asked: str | None) -> VersionReport:
    """The version of that number, or the newest. Raises Problem 404 for a number that there is not."""
    if asked is None:
        return sequence.newest
    for each in sequence.versions:
        if str(each.version.version) == asked:
            return each
    raise Problem(404, "No such version", "This sequence has no version of that number. Choose another one.")


def worth_showing(version: VersionReport) -> bool:
    """The version that is in use, and older ones that still run or have sent something in the period."""
    return version.version.active or version.running > 0 or version.total.sent > 0


async def numbered(uow: Work, name: str, number: str | None) -> SequenceVersion:
    """The version of that number with the words of its mails; without a number, the newest one.

    Raises Problem 404 when there is none.
    """
    versions = [v for v in await find_sequences(uow) if v.name == name and number in (None, str(v.version))]
    found = await uow.sequences.get(versions[0].id) if versions else None
    if found is None:
        raise Problem(404, "No such sequence", "Sequences shows those there are, each with its versions.")
    return found
