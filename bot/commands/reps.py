"""The verbs of reps: why a lead went where it went."""

from __future__ import annotations

from argparse import Namespace
from typing import TYPE_CHECKING, Any

from bot.commands.app import add_verb, with_app
from bot.errors import NotFound

if TYPE_CHECKING:
    from bot.bootstrap import App


def add_verbs(verbs: Any) -> None:
    why = add_verb(verbs, "why-rep", why_rep, "tell why a lead went to its rep, and why not to another")
    why.add_argument("--lead", metavar="EMAIL", required=True)


def why_rep(arguments: Namespace) -> None:
    async def run(app: App) -> None:
        async with app.store.read() as uow:
            lead = await uow.leads.by_email(arguments.lead.strip().casefold())
            if lead is None:
                raise NotFound(f"There is no lead with the address {arguments.lead}.")
            steps = await uow.reports.of_leads("routing", [lead.id])
        for step in steps:
            print(step["rule"], step["outcome"], sep="\t")
        if not steps:
            print("Not routed yet: the conversation has not come to an outcome.")

    with_app(run)
