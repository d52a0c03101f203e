"""What the pages behind links of mails share: one card, headers that keep the link to itself, its faults."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from fastapi import Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from bot.bootstrap import App
from bot.leads.links import LinkInvalid

HEADERS = {"Cache-Control": "no-store", "Referrer-Policy": "no-referrer", "X-Robots-Tag": "noindex"}


def link_page(app: App, template: str, *, status: int = 200, **values: Any) -> Response:
    """The page, in the company's name; `values` are what its template wants beside that."""
    page = _templates().get_template(template)
    site = app.playbook().site
    words = page.render(company=site.company, privacy_url=site.privacy_url, **values)
    return HTMLResponse(words, status, HEADERS)


def broken_link(app: App, fault: LinkInvalid) -> Response:
    """What to do about a link that is too old, was cut off, or is none of ours."""
    state, status = ("expired", 410) if fault.expired else ("invalid", 404)
    return link_page(app, "broken_link.html", status=status, state=state)


@cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    return Environment(
        loader=FileSystemLoader(folder), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
