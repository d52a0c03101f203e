"""The verbs of marketers: check, train, see what goes out next."""

from __future__ import annotations

from argparse import Namespace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.commands.app import add_group, add_verb, with_app
from bot.errors import NotFound
from bot.settings import ROOT

if TYPE_CHECKING:
    from bot.bootstrap import App, Work
    from bot.leads.models import Lead
    from bot.nurture.models import NextSend


def add_verbs(verbs: Any) -> None:
    add_verb(verbs, "check", check, "list the faults of words, stories and playbook")
    trains = add_verb(verbs, "train", train, "train the dialogue when something changed")
    trains.add_argument("--force", action="store_true", help="train though nothing changed")
    playbook = add_group(verbs, "playbook", "what a good lead is, who takes it, what is mailed")
    add_verb(playbook, "import", playbook_import, "check playbook/ and let it hold from now on")
    exports = add_verb(playbook, "export", playbook_export, "write the playbook that holds as files")
    exports.add_argument(
        "folder", nargs="?", type=Path, default=ROOT, help="that gets a playbook/; else this one"
    )
    sends = add_verb(verbs, "next", next_sends, "list the next sends and why")
    sends.add_argument("--lead", metavar="EMAIL", help="of this lead alone")


def check(_: Namespace) -> int:
    from bot.playbook.check import check as find

    faults = find(ROOT)
    for fault in faults:
        print(fault)
    print(f"{len(faults)} to mend." if faults else "Words, stories and playbook are in order.")
    return 1 if faults else 0


def train(arguments: Namespace) -> None:
    from bot.processes.progress import say
    from bot.processes.training import train as run

    run(ROOT, say, force=arguments.force)


def playbook_import(_: Namespace) -> None:
    changed = with_app(lambda app: app.import_playbook())
    print("Imported; running processes follow within 10 s." if changed else "Nothing has changed.")


def playbook_export(arguments: Namespace) -> None:
    from bot.playbook.export import export

    async def run(app: App) -> list[Path]:
        return export(app.playbook(), arguments.folder)

    for file in with_app(run):
        print(file)


def next_sends(arguments: Namespace) -> None:
    from bot.nurture.upcoming import next_sends as upcoming

    async def run(app: App) -> None:
        async with app.store.read() as uow:
            lead = await _lead(uow, arguments.lead) if arguments.lead else None
            for send in await upcoming(uow, lead.id if lead else None):
                to = lead or await uow.leads.get(send.lead_id)
                due = send.due_at.isoformat(timespec="minutes") if send.due_at else "-"
                print(due, to.contact.email if to else "-", _what(send), send.why, sep="\t")

    with_app(run)


def _what(send: NextSend) -> str:
    """`not-now v1, step 2 of 4: budget-early`; a mail of no sequence is named by its kind."""
    sequence = f"{send.sequence} v{send.version}, " if send.sequence else ""
    return f"{sequence}{f'step {send.step} of {send.steps}: ' if send.step else ''}{send.template}"


async def _lead(uow: Work, email: str) -> Lead:
    """The lead with this address. Raises NotFound."""
    if found := await uow.leads.by_email(email.strip().casefold()):
        return found
    raise NotFound(f"There is no lead with the address {email}.")
