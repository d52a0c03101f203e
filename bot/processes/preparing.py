"""From a fresh clone to a running demo, step by step, each said before it is done."""

from __future__ import annotations

import asyncio
import os
from pathlib import Path

from bot.bootstrap import build
from bot.demo.seed import seed
from bot.demo.sign_ins import lines
from bot.processes.progress import say
from bot.processes.training import train
from bot.processes.up import up
from bot.settings import Settings, load_settings
from bot.store.migrate import upgrade


def run(root: Path) -> int:
    """What `make run` does after both environments stand; the exit code."""
    if "DEMO" not in os.environ and not _says_demo(root / ".env"):
        os.environ["DEMO"] = "1"
    settings = load_settings(root)
    train(root, say)
    say("Bringing the database to its newest form.")
    upgrade(settings.database_url)
    if settings.demo:
        say("Bringing in the demo company, unless it is there.")
        seed(settings)
    else:
        asyncio.run(_import_playbook(settings))
    say("Starting web, actions, dialogue and worker; the dialogue takes some 15 s. Ctrl-C ends all.")
    return up(settings, root, welcome=lambda: _welcome(settings))


def _says_demo(env_file: Path) -> bool:
    text = env_file.read_text() if env_file.is_file() else ""
    return any(line.strip().startswith("DEMO=") for line in text.splitlines())


async def _import_playbook(settings: Settings) -> None:
    app = build(settings)
    try:
        if await app.import_playbook():
            say("Imported the playbook.")
    finally:
        await app.close()


def _welcome(settings: Settings) -> None:
    url = settings.public_url
    if not settings.demo:
        say(f"The console is at {url}/console. `bantam staff add` lets somebody sign in.")
        return
    say(f"Tidewater's website, with the chat:  {url}")
    say(f"The sales team's console:            {url}/console")
    say("\n".join(("Sign in as one of:", *(f"  {line}" for line in lines(settings)))))
