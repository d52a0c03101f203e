"""What an admin does about the people who sign in: add one, another role, off and on, a new password."""

from __future__ import annotations

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse
from starlette.datastructures import FormData

from bot.bootstrap import Work
from bot.errors import Refused
from bot.staff.models import ROLES, Role, Staff
from bot.staff.service import normal, reset_password
from bot.staff.team import add_colleague, change_role, switch_off, switch_on
from bot.web.console.session import Form, Signed, Visit, only, text_of
from bot.web.console.settings import settings_page
from bot.web.problems import Problem

router = APIRouter(prefix="/console/settings/staff")


@router.post("")
async def add(request: Request, visit: Signed, form: Form) -> Response:
    """The answer shows the new colleague's password, this once: it is kept as a hash only."""
    only(visit, "admin")
    email, wanted = text_of(form, "email").strip()[:320], _role(form)
    try:
        async with visit.app.store.write() as uow:
            fresh = await add_colleague(uow, email, wanted, by=visit.who, now=visit.now)
    except Refused as refused:
        return await _refused(request, visit, refused, status=422, new_email=email, new_role=wanted)
    return await settings_page(request, visit, status=201, new_password=fresh, password_of=normal(email))


@router.post("/{staff_id}/role")
async def role(request: Request, visit: Signed, form: Form, staff_id: str) -> Response:
    """`role` holds from their next request on."""
    only(visit, "admin")
    wanted = _role(form)
    try:
        async with visit.app.store.write() as uow:
            who = await _somebody(uow, staff_id)
            await change_role(uow, who.email, wanted, now=visit.now, actor=visit.who.email)
    except Refused as refused:
        return await _refused(request, visit, refused)
    return _back()


@router.post("/{staff_id}/off")
async def off(request: Request, visit: Signed, _form: Form, staff_id: str) -> Response:
    """Their sessions end at once."""
    only(visit, "admin")
    try:
        async with visit.app.store.write() as uow:
            who = await _somebody(uow, staff_id)
            await switch_off(uow, who.email, now=visit.now, actor=visit.who.email)
    except Refused as refused:
        return await _refused(request, visit, refused)
    return _back()


@router.post("/{staff_id}/on")
async def on(visit: Signed, _form: Form, staff_id: str) -> Response:
    only(visit, "admin")
    async with visit.app.store.write() as uow:
        who = await _somebody(uow, staff_id)
        await switch_on(uow, who.email, now=visit.now, actor=visit.who.email)
    return _back()


@router.post("/{staff_id}/password")
async def password(request: Request, visit: Signed, _form: Form, staff_id: str) -> Response:
    """The answer shows the new password, this once; their sessions end at once."""
    only(visit, "admin")
    async with visit.app.store.write() as uow:
        who = await _somebody(uow, staff_id)
        if who.id == visit.who.id:
            raise Problem(409, "Refused", "Change your own password above: Settings, Your password.")
        fresh = await reset_password(uow, who.email, now=visit.now, actor=visit.who.email)
    return await settings_page(request, visit, new_password=fresh, password_of=who.email)


async def _somebody(uow: Work, staff_id: str) -> Staff:
    """Raises Problem 404."""
    found = next((one for one in await uow.staff.all() if one.id == staff_id), None)
    if found is None:
        raise Problem(404, "Nobody of this name", "Nobody signs in with this id. Go back to Settings.")
    return found


def _role(form: FormData) -> Role:
    """Raises Problem 422."""
    wanted = next((role for role in ROLES if role == text_of(form, "role")), None)
    if wanted is None:
        raise Problem(422, "Not valid", "There is no such role. Go back and choose one of them.")
    return wanted


async def _refused(
    request: Request, visit: Visit, refused: Refused, *, status: int = 409, **more: str
) -> Response:
    return await settings_page(request, visit, status=status, fault=str(refused), fault_in="staff", **more)


def _back() -> Response:
    return RedirectResponse("/console/settings#staff", 303)
