"""One's own password; for admins the team's sign-ins, API tokens and the audit log."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse

from bot.errors import Refused
from bot.staff import service
from bot.staff.models import ROLES
from bot.web.console.pages import show
from bot.web.console.session import SIGN_IN, Form, Signed, Visit, drop_cookie, only, text_of

router = APIRouter(prefix="/console/settings")
AUDIT_ROWS = 30


@router.get("")
async def settings(request: Request, visit: Signed) -> Response:
    return await settings_page(request, visit)


async def settings_page(request: Request, visit: Visit, *, status: int = 200, **more: Any) -> Response:
    """The page, with what the template tells beside it: a fault and where, or what is shown once."""
    shown: dict[str, Any] = {"staff": [], "tokens": [], "audit": [], "roles": ROLES}
    if visit.who.role == "admin":
        async with visit.app.store.read() as uow:
            shown["staff"] = await uow.staff.all()
            shown["tokens"] = await service.list_tokens(uow)
            shown["audit"] = await uow.audit.latest(AUDIT_ROWS)
    shown["called"] = {one.id: one.email for one in shown["staff"]}
    told = {"fault": None, "fault_in": None, "new_token": None, "token_name": "", "new_password": None,
            "new_email": "", "new_role": "rep"}  # fmt: skip
    return show(request, visit, "settings.html", status=status, **shown, **{**told, **more})


@router.post("/password")
async def password(request: Request, visit: Signed, form: Form) -> Response:
    """A new password ends every session of this person; they sign in with it."""
    try:
        await service.change_password(
            visit.app.store, visit.who, text_of(form, "old"), text_of(form, "new"), now=visit.now
        )
    except Refused as refusal:
        return await settings_page(request, visit, status=422, fault=str(refusal), fault_in="password")
    answer = RedirectResponse(f"{SIGN_IN}?changed=1", 303)
    drop_cookie(request, answer)
    return answer


@router.post("/tokens")
async def new_token(request: Request, visit: Signed, form: Form) -> Response:
    """The answer shows the token, this once: it is kept as a hash only."""
    only(visit, "admin")
    name = text_of(form, "name")
    try:
        async with visit.app.store.write() as uow:
            token = await service.create_token(uow, name, visit.now, actor=visit.who.email)
    except Refused as refusal:
        return await settings_page(
            request, visit, status=422, fault=str(refusal), fault_in="token", token_name=name[:80]
        )
    return await settings_page(request, visit, status=201, new_token=token)


@router.post("/tokens/{token_id}/revoke")
async def revoke(visit: Signed, _form: Form, token_id: str) -> Response:
    only(visit, "admin")
    async with visit.app.store.write() as uow:
        await service.revoke_token(uow, token_id, now=visit.now, actor=visit.who.email)
    return RedirectResponse("/console/settings#tokens", 303)
