"""Signing in and out."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.staff import service
from bot.staff.rules import Limit, csrf_token
from bot.web.console.pages import asset, show_bare
from bot.web.console.session import (
    SIGN_IN,
    Form,
    Signed,
    before_sign_in,
    checked_form,
    cookie_name,
    drop_cookie,
    own_address,
    set_cookie,
    text_of,
)
from bot.web.guard import of, source_of

router = APIRouter(prefix="/console")


@router.get("/assets/{name}")
async def assets(name: str) -> Response:
    return asset(name)


@router.get("/sign-in")
async def sign_in_page(request: Request) -> Response:
    return _form(request, after=own_address(request.query_params.get("next", "/console")))


def _form(request: Request, *, after: str, email: str = "", fault: str = "", status: int = 200) -> Response:
    cookie = before_sign_in(request)
    csrf = csrf_token(of(request).settings.secret_key, cookie)
    changed = "changed" in request.query_params
    page = show_bare(
        "sign_in.html", status=status, csrf=csrf, after=after, email=email, fault=fault, changed=changed
    )
    set_cookie(request, page, cookie, "form")
    return page


@router.post("/sign-in")
async def sign_in(request: Request) -> Response:
    form = await checked_form(request, request.cookies.get(cookie_name(request, "form")))
    email, after = text_of(form, "email")[:320], own_address(text_of(form, "next"))
    app = of(request)
    rate = app.settings.limits.sign_in
    outcome = await service.sign_in(
        app.store,
        email,
        text_of(form, "password"),
        address=source_of(request, app.settings),
        limit=Limit.per(rate.count, rate.seconds),
        now=app.clock.now(),
    )
    match outcome:
        case service.SignedIn(token=token):
            answer = RedirectResponse(after, 303)
            set_cookie(request, answer, token)
            drop_cookie(request, answer, "form")
            return answer
        case service.Throttled(wait=wait):
            minutes = -(-int(wait.total_seconds()) // 60)
            fault = f"Too many attempts. Try again in {minutes} min, or ask an admin for a new password."
            page = _form(request, after=after, email=email, fault=fault, status=429)
            page.headers["Retry-After"] = str(int(wait.total_seconds()) + 1)
            return page
    fault = "This e-mail and password do not go together. Check both; capitals count in the password."
    return _form(request, after=after, email=email, fault=fault, status=401)


@router.post("/sign-out")
async def sign_out(request: Request, visit: Signed, _form: Form) -> Response:
    async with visit.app.store.write() as uow:
        await service.sign_out(uow, request.cookies[cookie_name(request)], visit.who, now=visit.now)
    answer = RedirectResponse(SIGN_IN, 303)
    drop_cookie(request, answer)
    return answer
