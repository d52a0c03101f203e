"""What a person may ask for by law: all that is kept of them, and that none of it stays."""

from __future__ import annotations

import json
import sys
from argparse import Namespace
from collections.abc import Mapping, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from bot.commands.app import add_group, add_verb, with_app
from bot.errors import NotFound, Refused

if TYPE_CHECKING:
    from bot.bootstrap import App, Work


def add_verbs(verbs: Any) -> None:
    lead = add_group(verbs, "lead", "what is kept of a lead")
    exports = add_verb(lead, "export", export, "print everything that is kept of a lead, as JSON")
    exports.add_argument("email", metavar="EMAIL")
    erases = add_verb(lead, "erase", erase, "remove everything that is kept of a lead, after asking")
    erases.add_argument("email", metavar="EMAIL")
    erases.add_argument("--yes", action="store_true", help="do not ask")


def export(arguments: Namespace) -> None:
    async def run(app: App) -> dict[str, Any]:
        async with app.store.write() as uow:
            kept = await _kept(uow, arguments.email)
            await _note(app, uow, "lead exported", kept)
        kept["dialogue_events"] = await app.remembered([row["id"] for row in kept.get("conversations", ())])
        return {"exported_at": app.clock.now(), **kept}

    print(json.dumps(with_app(run), ensure_ascii=False, indent=1, default=_in_words))


def erase(arguments: Namespace) -> None:

    async def count(app: App) -> Mapping[str, Sequence[Any]]:
        async with app.store.read() as uow:
            return await _kept(uow, arguments.email)

    async def run(app: App) -> None:
        async with app.store.read() as uow:
            kept = await _kept(uow, arguments.email)
        await app.eraser.lead(kept["leads"][0]["id"])
        async with app.store.write() as uow:
            await _note(app, uow, "lead erased", kept)

    if not arguments.yes:
        _ask(with_app(count))
    with_app(run)
    print("Erased. Only the backups that you keep still hold anything of them.")


async def _kept(uow: Work, email: str) -> dict[str, Any]:
    """By table, all rows of the lead with this address. Raises NotFound."""
    from bot.nurture.rules import address_hash

    lead = await uow.leads.by_email(email.strip().casefold())
    if lead is None:
        raise NotFound(f"There is no lead with the address {email}.")
    kept: dict[str, Any] = await uow.belongings.of_lead(lead.id)
    if suppressed := await uow.belongings.suppression(address_hash(email)):
        kept["suppressions"] = suppressed
    return kept


async def _note(app: App, uow: Work, did: str, kept: Mapping[str, Sequence[Any]]) -> None:
    """The audit log names the lead by an id that means nothing once the lead is gone."""
    from bot.staff.models import AuditEntry
    from bot.staff.service import COMMAND_LINE

    await uow.audit.add(AuditEntry(app.clock.now(), COMMAND_LINE, did, kept["leads"][0]["id"]))


def _ask(kept: Mapping[str, Sequence[Any]]) -> None:
    """Say how much it is, and let a person decide. Raises Refused."""
    counted = ", ".join(f"{name} {len(rows)}" for name, rows in kept.items())
    print(f"This removes for good: {counted}.\nErase? Type yes: ", end="", file=sys.stderr, flush=True)
    if sys.stdin.readline().strip().casefold() != "yes":
        raise Refused("Nothing was erased. Type yes when you are asked, or give --yes.")


def _in_words(value: Any) -> str:
    if isinstance(value, date):  # an instant is one too
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no form in JSON")
