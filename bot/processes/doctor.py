"""`bantam doctor`: what this copy needs, one line each, with the remedy for what is missing."""

from __future__ import annotations

import asyncio
import io
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from alembic import command
from alembic.util import CommandError
from sqlalchemy.exc import OperationalError

from bot.bootstrap import build
from bot.connect.model import outdated
from bot.errors import BantamError, DatabaseUnavailable
from bot.mail.imap import Account, Imap
from bot.playbook.check import check as faults_in_words
from bot.processes.progress import say
from bot.processes.rasa import rasa_command
from bot.processes.training import checked_model
from bot.processes.up import is_alive
from bot.settings import Settings, load_settings
from bot.store.migrate import alembic_config

LEAST_SPACE = 1_000_000_000  # bytes; a training needs about half of it


class Ill(BantamError):
    pass


def examine(root: Path) -> int:
    """Print what is in order and what is not; 0 when all is, 1 when something is not."""
    settings = _report("settings", lambda: load_settings(root))
    checks: dict[str, Callable[[], str]] = {
        "Python": lambda: sys.version.split()[0],
        "dialogue's environment": lambda: rasa_command(root)[0],
        "words and playbook": lambda: _words(root),
        "model": lambda: _model(root),
    }
    if settings:
        checks |= {
            "data folder": lambda: _space(settings.data_dir),
            "database": lambda: _database(settings.database_url),
            "mailbox": lambda: _mailbox(settings.inbound_url),
            "web": lambda: _web(settings),
            "dialogue": lambda: _asked(settings, "dialogue"),
            "actions": lambda: _asked(settings, "actions"),
        }
    results = [_report(name, check) for name, check in checks.items()]
    return 0 if settings and all(results) else 1


def _report[T](name: str, check: Callable[[], T]) -> T | None:
    try:
        found = check()
    except BantamError as error:
        say(f"FAULT  {name}: {error}")
        return None
    say(f"ok     {name}" + (f": {found}" if isinstance(found, str) else ""))
    return found


def _words(root: Path) -> str:
    if faults := faults_in_words(root):
        raise Ill(f"{len(faults)} to mend. Run `bantam check`.")
    return "in order"


def _model(root: Path) -> str:
    model = checked_model(root)
    if outdated(root):
        raise Ill("Words, stories or code changed since it was trained. Run `bantam train`.")
    return model.path.name


def _space(data_dir: Path) -> str:
    free = shutil.disk_usage(data_dir).free
    if free < LEAST_SPACE:
        raise Ill(f"Only {free / 1e6:.0f} MB are free in {data_dir}. Make room, or move it with DATA_DIR.")
    return f"{data_dir}, {free / 1e9:.0f} GB free"


def _database(url: str) -> str:
    config = alembic_config(url)
    config.stdout = io.StringIO()
    try:
        command.current(config, check_heads=True)
    except OperationalError as error:
        raise DatabaseUnavailable from error
    except CommandError as error:
        raise Ill("Its tables are not of this version. Run `bantam db upgrade`.") from error
    return "reachable, newest tables"


def _mailbox(inbound_url: str | None) -> str:
    if inbound_url is None:
        return "none is read; bounces and replies are not seen (INBOUND_URL)"
    if inbound_url == "pipe:":
        return "mails are handed to `bantam inbound`"

    async def ask() -> str:
        box = Imap(Account.from_url(inbound_url))
        async with box.open():
            return box.name

    return f"{asyncio.run(ask())} can be read"


def _web(settings: Settings) -> str:
    if not is_alive(settings):
        raise Ill(f"Nothing answers at {settings.web_address.url}. Start it: `bantam web` or `bantam up`.")
    return settings.web_address.url


def _asked(settings: Settings, name: str) -> str:
    async def ask() -> bool:
        app = build(settings)
        try:
            return await (app.dialogue.ready() if name == "dialogue" else app.actions_answer())
        finally:
            await app.close()

    if not asyncio.run(ask()):
        raise Ill(f"It does not answer. Start it: `bantam {name}` or `bantam up`.")
    return "answers"
