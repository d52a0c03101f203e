"""Who is looking: the session's cookie, the form's CSRF token, what the role may see."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated
from urllib.parse import quote, urlsplit
from zoneinfo import ZoneInfo

from fastapi import Depends, Request, Response
from starlette.datastructures import FormData

from bot.bootstrap import App
from bot.staff.models import Role, Staff
from bot.staff.rules import SESSION_LASTS, Sight, csrf_holds, csrf_token, sight
from bot.staff.service import who_is
from bot.web.console.words import zone_of
from bot.web.guard import of
from bot.web.problems import Problem

SIGN_IN = "/console/sign-in"


@dataclass(frozen=True)
class Visit:
    """One request of somebody who is signed in."""

    who: Staff
    sight: Sight
    zone: ZoneInfo
    now: datetime
    csrf: str
    app: App


def cookie_name(request: Request, purpose: str = "session") -> str:
    """Browsers keep cookies per host and not per port, so that two copies on one machine need two names.

    Over https the `__Host-` prefix (RFC 6265bis) keeps other hosts of the domain from setting it.
    """
    public = urlsplit(of(request).settings.public_url)
    if public.scheme == "https":
        return f"__Host-bantam_{purpose}"
    return f"bantam_{purpose}_{public.port or 80}"


def set_cookie(request: Request, response: Response, value: str, purpose: str = "session") -> None:
    response.set_cookie(
        cookie_name(request, purpose),
        value,
        max_age=int(SESSION_LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=cookie_name(request).startswith("__Host-"),
    )


def drop_cookie(request: Request, response: Response, purpose: str = "session") -> None:
    secure = cookie_name(request).startswith("__Host-")
    response.delete_cookie(cookie_name(request, purpose), httponly=True, samesite="lax", secure=secure)


async def visit_of(request: Request) -> Visit | None:
    """The visit of somebody signed in; None for everybody else."""
    app = of(request)
    now = app.clock.now()
    token = request.cookies.get(cookie_name(request))
    async with app.store.read() as uow:
        who = await who_is(uow, token, now=now)
    if who is None or token is None:
        return None
    return Visit(who, sight(who), zone_of(who.timezone), now, csrf_token(app.settings.secret_key, token), app)


async def visit(request: Request) -> Visit:
    """The visit of somebody signed in; everybody else is sent to sign in (Problem 303)."""
    if found := await visit_of(request):
        return found
    wanted = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    after = f"?next={quote(wanted, safe='')}" if request.method == "GET" and wanted != "/console" else ""
    raise Problem(303, "Sign in", "Sign in to see this.", headers={"Location": SIGN_IN + after})


Signed = Annotated[Visit, Depends(visit)]


async def form_of(request: Request, _visit: Signed) -> FormData:
    """The form of somebody signed in, from one of our own pages. Raises Problem 403 for any other."""
    return await checked_form(request, request.cookies.get(cookie_name(request)))


Form = Annotated[FormData, Depends(form_of)]


async def checked_form(request: Request, cookie: str | None) -> FormData:
    form = await request.form(max_files=0, max_fields=20)
    given = form.get("csrf")
    secret = of(request).settings.secret_key
    if not csrf_holds(secret, cookie, given if isinstance(given, str) else None):
        words = "This form belongs to another sign-in. Go back, load the page again and repeat what you did."
        raise Problem(403, "That form has expired", words)
    return form


def text_of(form: FormData, name: str) -> str:
    """A field's text, empty when it was not sent. Raises Problem 422 when it holds a NUL character."""
    value = form.get(name, "")
    if not isinstance(value, str) or "\0" in value:
        raise Problem(422, "Not valid", f"{name} is no text. Type it again.")
    return value


def only(visit: Visit, *roles: Role) -> None:
    """Raises Problem 403 for everybody who has none of the roles."""
    if visit.who.role not in roles:
        words = f"This page is for {' and '.join(roles)}s; you are signed in as a {visit.who.role}."
        raise Problem(403, "Not for your role", f"{words} Ask an admin if you need it.")


def before_sign_in(request: Request) -> str:
    """What ties the sign-in form to this browser before there is a session."""
    return request.cookies.get(cookie_name(request, "form")) or secrets.token_urlsafe(24)


def own_address(wanted: str) -> str:
    """Where to go after signing in: a page of the console, and never another site."""
    try:
        parts = urlsplit(wanted)
    except ValueError:  # as for `//[x`
        return "/console"
    inside = parts.path in ("/console", "/preview") or parts.path.startswith("/console/")
    if parts.scheme or parts.netloc or not inside or "\\" in wanted or not wanted.isprintable():
        return "/console"
    return wanted
