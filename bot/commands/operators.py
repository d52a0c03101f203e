"""The verbs of operators: the database, due work, keys."""

from __future__ import annotations

import sys
from argparse import Namespace
from typing import TYPE_CHECKING, Any

from bot.commands import staff
from bot.commands.app import add_group, add_verb, instant, with_app
from bot.errors import BantamError, Refused
from bot.settings import ROOT, load_settings

if TYPE_CHECKING:
    from bot.bootstrap import App
    from bot.staff.models import ApiToken

TRY_AGAIN = 75


def add_verbs(verbs: Any) -> None:
    database = add_group(verbs, "db", "the database")
    add_verb(database, "upgrade", db_upgrade, "bring it to the newest form")
    add_verb(verbs, "demo", demo, "seed the demo company")
    ticks = add_verb(verbs, "tick", tick, "do all the work that is due, once")
    ticks.add_argument("--at", metavar="INSTANT", help="due then; only with the development mailbox")
    tokens = add_group(verbs, "token", "keys of programs that use the API")
    creates = add_verb(tokens, "create", token_create, "make one and print it")
    creates.add_argument("name")
    creates.add_argument(
        "--scope", choices=("read", "metrics"), default="read", help="all of leads, or numbers alone"
    )
    add_verb(tokens, "list", token_list, "list them")
    add_verb(tokens, "revoke", token_revoke, "end one").add_argument("name")
    staff.add_verbs(verbs)
    add_verb(
        verbs,
        "inbound",
        inbound,
        "read one mail from standard input: a bounce, a reply, an answer to an invite",
    )
    add_verb(verbs, "doctor", doctor, "say what this copy lacks, and what to do about it")


def db_upgrade(_: Namespace) -> None:
    from bot.store.migrate import upgrade

    upgrade(load_settings().database_url)


def demo(_: Namespace) -> None:
    from bot.demo.seed import seed

    seed(load_settings())


def tick(arguments: Namespace) -> None:
    from bot.worker.service import tick as do_what_is_due

    at = instant(arguments.at)
    if at and load_settings().smtp_url:
        raise Refused("--at would send real mail at a false time. Unset SMTP_URL first.")
    done = with_app(lambda app: do_what_is_due(app, at))
    print(", ".join(f"{name}: {count}" for name, count in done.items()))


def inbound(_: Namespace) -> int:
    """0 when the mail is dealt with, also when there was nothing to do. What is not about the mail itself is
    75 (EX_TEMPFAIL of sysexits.h): the mail server keeps the mail and tries again, and does not return it."""
    from bot.mail.inbound import in_words, receive
    from bot.mail.parsing import LIMIT

    raw = sys.stdin.buffer.read(LIMIT + 1)
    while sys.stdin.buffer.read(1_000_000):
        pass  # to its end, or a mail server takes it for a failure

    async def run(app: App) -> str:
        return in_words(await receive(app.store, raw, app.return_desk, clock=app.clock))

    try:
        print(with_app(run))
    except BantamError as error:
        print(f"bantam: {error} The mail was not dealt with: hand it in again.", file=sys.stderr)
        return TRY_AGAIN
    return 0


def doctor(_: Namespace) -> int:
    from bot.processes.doctor import examine

    return examine(ROOT)


def token_create(arguments: Namespace) -> None:
    from bot.staff.service import create_token

    async def run(app: App) -> str:
        async with app.store.write() as uow:
            return await create_token(uow, arguments.name, app.clock.now(), scope=arguments.scope)

    print(with_app(run))


def token_list(_: Namespace) -> None:
    from bot.staff.service import list_tokens

    async def run(app: App) -> list[ApiToken]:
        async with app.store.read() as uow:
            return await list_tokens(uow)

    for token in with_app(run):
        state = f"revoked {token.revoked_at:%Y-%m-%d}" if token.revoked_at else "good"
        used = f"{token.last_used_at:%Y-%m-%d}" if token.last_used_at else "never"
        print(f"{token.name}\t{state}\tmade {token.created_at:%Y-%m-%d}\tlast used {used}\tfor {token.scope}")


def token_revoke(arguments: Namespace) -> None:
    from bot.staff.service import revoke_token

    async def run(app: App) -> None:
        async with app.store.write() as uow:
            await revoke_token(uow, arguments.name, now=app.clock.now())

    with_app(run)
