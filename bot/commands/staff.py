"""The verbs about people who sign in to the console."""

from __future__ import annotations

from argparse import Namespace
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from bot.commands.app import add_group, add_verb, with_app

if TYPE_CHECKING:
    from datetime import datetime

    from bot.bootstrap import Work

ROLES = ("rep", "marketer", "admin")


def add_verbs(verbs: Any) -> None:
    staff = add_group(verbs, "staff", "people who sign in to the console")
    adds = _about(staff, "add", add, "add somebody and print the password")
    adds.add_argument("--role", required=True, choices=ROLES)
    add_verb(staff, "list", list_all, "list them, with their roles")
    changes = _about(staff, "role", role, "give somebody another role")
    changes.add_argument("--role", required=True, choices=ROLES)
    _about(staff, "off", off, "end all sessions of somebody, who can sign in no more")
    _about(staff, "on", on, "let somebody sign in again")
    _about(staff, "password", password, "end all sessions of somebody and print a new password")


def _about(staff: Any, name: str, run: Callable[[Namespace], None], what: str) -> Any:
    verb = add_verb(staff, name, run, what)
    verb.add_argument("email")
    return verb


def add(arguments: Namespace) -> None:
    from bot.staff.service import add_staff

    print(_written(lambda uow, now: add_staff(uow, arguments.email, arguments.role, now=now)))


def list_all(_: Namespace) -> None:
    for one in _written(lambda uow, _now: uow.staff.all()):
        print(f"{one.email}\t{one.role}\t{'on' if one.active else 'off'}\t{one.name}")


def role(arguments: Namespace) -> None:
    from bot.staff.team import change_role

    _written(lambda uow, now: change_role(uow, arguments.email, arguments.role, now=now))


def off(arguments: Namespace) -> None:
    from bot.staff.team import switch_off

    _written(lambda uow, now: switch_off(uow, arguments.email, now=now))


def on(arguments: Namespace) -> None:
    from bot.staff.team import switch_on

    _written(lambda uow, now: switch_on(uow, arguments.email, now=now))


def password(arguments: Namespace) -> None:
    from bot.staff.service import reset_password

    print(_written(lambda uow, now: reset_password(uow, arguments.email, now=now)))


def _written[T](verb: Callable[[Work, datetime], Awaitable[T]]) -> T:
    """What the verb answers, in a transaction of its own, at the present instant."""

    async def run(app: Any) -> T:
        async with app.store.write() as uow:
            return await verb(uow, app.clock.now())

    return with_app(run)
