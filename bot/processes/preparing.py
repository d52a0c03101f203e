"""From a fresh clone to a copy that can be started, step by step, each said before it is done."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.bootstrap import build
from bot.demo.seed import seed
from bot.demo.sign_ins import lines
from bot.processes.progress import say
from bot.processes.training import train
from bot.processes.up import wait_until_ready
from bot.settings import Settings, load_settings
from bot.store.migrate import upgrade


def prepare(root: Path) -> None:
    """Train, migrate, and bring in the demo or the playbook; what is done already is not done again."""
    settings = load_settings(root)
    train(root, say)
    say("Bringing the database to its newest form.")
    upgrade(settings.database_url)
    if settings.demo:
        say("Bringing in the demo company, unless it is there.")
        seed(settings)
    else:
        asyncio.run(_import_playbook(settings))


async def _import_playbook(settings: Settings) -> None:
    app = build(settings)
    try:
        if await app.import_playbook():
            say("Imported the playbook.")
    finally:
        await app.close()


def announce(root: Path) -> None:
    """When all is ready, say where everything is, and in the demo who can sign in."""
    settings = load_settings(root)
    if not wait_until_ready(settings):
        return
    url = settings.public_url
    if not settings.demo:
        say(f"The console is at {url}/console. `bantam staff add` lets somebody sign in.")
        return
    say(f"Tidewater's website, with the chat:  {url}")
    say(f"The sales team's console:            {url}/console")
    say("\n".join(("Sign in as one of:", *(f"  {line}" for line in lines(settings)))))
