"""The demo's sign-ins: the reps of team.yml, a marketer and an admin. Passwords are kept in DATA_DIR."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from bot.bootstrap import App
from bot.settings import Settings
from bot.staff.models import Role
from bot.staff.rules import new_password
from bot.staff.service import add_staff, normal, reset_password

FILE = "demo-sign-ins.json"
ACTOR = "demo"


@dataclass(frozen=True)
class SignIn:
    name: str
    email: str
    role: Role
    timezone: str
    password: str


def sign_ins(settings: Settings) -> list[SignIn]:
    """The demo's sign-ins as they were made; empty before the demo was seeded."""
    path = settings.data_dir / FILE
    return [SignIn(**kept) for kept in json.loads(path.read_text())] if path.is_file() else []


def lines(settings: Settings) -> list[str]:
    """The sign-ins for the terminal, one a line."""
    return [f"{one.role:<8}  {one.email:<28}  {one.password}" for one in sign_ins(settings)]


async def seed_sign_ins(app: App) -> None:
    """Add the sign-ins that are missing. Who is there keeps their password, unless its file is lost."""
    kept = {one.email: one for one in sign_ins(app.settings)}
    wanted = [kept.get(one.email, one) for one in _people(app)]
    # The file goes first: a password that nobody knows would be worse than one that opens nothing yet.
    _keep(app.settings.data_dir / FILE, wanted)
    now = app.clock.now()
    async with app.store.write() as uow:
        for one in wanted:
            if await uow.staff.by_email(one.email) is None:
                await add_staff(
                    uow, one.email, one.role, now=now, name=one.name, timezone=one.timezone,
                    password=one.password, actor=ACTOR,
                )  # fmt: skip
            elif one.email not in kept:
                await reset_password(uow, one.email, now=now, password=one.password, actor=ACTOR)


def _people(app: App) -> list[SignIn]:
    playbook = app.playbook()
    reps = [
        SignIn(rep.name, normal(rep.email), "rep", rep.timezone, new_password()) for rep in playbook.team.reps
    ]
    domain = reps[0].email.rpartition("@")[2] if reps else "tidewater.example"
    return [
        *reps,
        SignIn("Ida Brandt", f"marketing@{domain}", "marketer", "Europe/Berlin", new_password()),
        SignIn("Alex Admin", f"admin@{domain}", "admin", "Europe/Berlin", new_password()),
    ]


def _keep(path: Path, wanted: list[SignIn]) -> None:
    """Write the file for its owner's eyes only, whole or not at all."""
    draft = path.with_name(f".{path.name}")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump([asdict(one) for one in wanted], file, indent=1)
    draft.replace(path)
