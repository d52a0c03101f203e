"""How a page is made: templates, what every page knows, the headers that keep it safe."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.leads.links import without_carry_on
from bot.report.ports import PAGE_SIZE
from bot.web.console import meeting_words, nurture_words, words
from bot.web.console.session import Visit
from bot.web.problems import Problem

HERE = Path(__file__).parent
OURS = (
    "console.css", "console.js", "conversations.css", "conversations.js", "frame.css", "icon.svg",
    "meetings.css", "preview.css", "preview.js", "sequences.css", "waiting.js",
)  # fmt: skip
ASSETS = {name: HERE / name for name in OURS} | {"tokens.css": HERE.parent / "static" / "tokens.css"}
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; frame-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "Cache-Control": "no-store",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
}

RAIL = (
    ("Today", "/console", "today"),
    ("Leads", "/console/leads", "leads"),
    ("Conversations", "/console/conversations", "conversations"),
    ("Meetings", "/console/meetings", "meetings"),
    ("Sequences", "/console/sequences", "sequences"),
    ("Mail", "/console/mail", "mail"),
    ("Reports", "/console/reports", "reports"),
    ("Preview", "/preview", "preview"),
    ("Settings", "/console/settings", "settings"),
)


@cache
def environment() -> Environment:
    made = Environment(
        loader=FileSystemLoader(HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.globals.update(
        STAGES=words.STAGES,
        STATES=words.STATES,
        REPLIES=meeting_words.REPLIES,
        RATINGS=meeting_words.RATINGS,
        PAGE_SIZE=PAGE_SIZE,
        by_whom=words.by_whom,
        hour_in=words.hour,
        day_in=words.long_day,
        days_words=words.days,
        waits=nurture_words.waits,
        ended_because=nurture_words.ended,
        endings_words=nurture_words.endings,
        counted=nurture_words.counted,
        share_words=nurture_words.share_words,
        for_whom=nurture_words.for_whom,
        template_subject=nurture_words.template_subject,
        local=words.local,
        exact_in=lambda instant, zone: words.exact(instant, words.zone_of(zone)),
    )
    made.filters.update(
        without_carry_on=without_carry_on,
        spoken=words.spoken,
        sentence=words.sentence,
        task_reason=words.task_reason,
        number=words.number,
        country=words.country,
        language=words.language,
    )
    return made


def show(request: Request, visit: Visit, template: str, *, status: int = 200, **more: Any) -> Response:
    """A page for somebody who is signed in."""
    rail = [entry for entry in RAIL if entry[2] != "meetings" or visit.sight.calendars != "none"]
    context = {"visit": visit, "rail": rail, "path": request.url.path, **_times(visit), **more}
    return _answer(template, context, status)


def part(visit: Visit, template: str, **more: Any) -> str:
    """A part of a page, to be put into one that is open already."""
    return environment().get_template(template).render({"visit": visit, **_times(visit), **more})


def show_bare(template: str, *, status: int = 200, **context: Any) -> Response:
    """A page for somebody who is not signed in."""
    return _answer(template, context, status)


def _answer(template: str, context: dict[str, Any], status: int) -> Response:
    return HTMLResponse(environment().get_template(template).render(context), status, HEADERS)


def _times(visit: Visit) -> dict[str, Any]:
    """What templates call to show instants as this person's clock and calendar have them."""

    def when(instant: datetime) -> Markup:
        told, exact = words.ago(instant, visit.now), words.exact(instant, visit.zone)
        return Markup('<time datetime="{}" title="{}">{}</time>').format(instant.isoformat(), exact, told)

    return {
        "when": when,
        "hour": lambda instant: words.hour(instant, visit.zone),
        "short_day": lambda instant: words.short_day(instant, visit.zone, visit.now),
        "exact": lambda instant: words.exact(instant, visit.zone),
        "fact_in_words": words.fact_in_words,
        "span": words.span,
        "silence": words.GAP,
        "phase_of": lambda meeting: meeting_words.phase(meeting, visit.now),
    }


def error_page(request: Request, problem: Problem) -> Response:
    """An error as a page for people: what is wrong and what to do. It needs no session and no database."""
    if problem.status == 303:
        return Response(status_code=303, headers=problem.headers)
    home = "/console" if request.url.path.startswith(("/console", "/preview")) else "/"
    answer = show_bare("error.html", status=problem.status, problem=problem, home=home, path=request.url.path)
    answer.headers.update(problem.headers)
    return answer


def asset(name: str) -> Response:
    """A style sheet, a script or the icon. Raises Problem 404."""
    if name not in ASSETS:
        raise Problem(404, "Not found", "There is no such file. Load the page again.")
    return FileResponse(ASSETS[name], headers={"Cache-Control": "no-cache"})


MAIL_POLICY = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; form-action 'none'; "
    "base-uri 'none'; frame-ancestors 'self'"
)
"""For a mail's own HTML, whose styles stand in it: no script, no requests, an origin of its own."""


def mail_frame(html: str) -> Response:
    """A mail's own HTML, for the sandboxed frame of a page."""
    own = {"Content-Security-Policy": MAIL_POLICY, "Referrer-Policy": "no-referrer"}
    return HTMLResponse(html, headers={**HEADERS, **own})


def page_number(request: Request) -> int:
    """The page that the address asks for; 1 for anything that is no sensible number."""
    asked = request.query_params.get("page", "1")
    return int(asked) if asked.isascii() and asked.isdigit() and 0 < len(asked) <= 6 and int(asked) else 1


def asked_for(request: Request, name: str) -> str | None:
    """A filter of the address; None when it is empty."""
    given = request.query_params.get(name, "").replace("\0", "").strip()[:320]
    return given or None


def pager(request: Request, page: int, total: int, *, path: str | None = None) -> dict[str, Any]:
    """Where the page stands in its list, and the addresses of the pages beside it; `path` is the list's own
    where only a part of its page is asked for."""
    last = max(1, -(-total // PAGE_SIZE))

    def address(number: int) -> str:
        beside = request.url.include_query_params(page=number)
        return str(beside.replace(scheme="", netloc="", path=path or beside.path))

    return {
        "total": total,
        "first": min((page - 1) * PAGE_SIZE + 1, total),
        "last": min(page * PAGE_SIZE, total),
        "previous": address(page - 1) if 1 < page <= last else None,
        "next": address(page + 1) if page < last else None,
    }
