"""What the verbs share: how they are declared, the application for the length of one, instants as typed."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser, Namespace
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from bot.errors import Refused
from bot.settings import load_settings

if TYPE_CHECKING:
    # Only when a verb needs it: `bantam understand` is to be quick, and the dialogue's process small.
    from bot.bootstrap import App


def add_verb(verbs: Any, name: str, run: Callable[[Namespace], int | None], what: str) -> ArgumentParser:
    """Declare a verb; `run` gets what was typed, and its answer, if any, is the exit code."""
    parser: ArgumentParser = verbs.add_parser(name, help=what, description=what)
    parser.set_defaults(run=run)
    return parser


def add_group(verbs: Any, name: str, what: str) -> Any:
    """Declare a word that further verbs follow."""
    return verbs.add_parser(name, help=what).add_subparsers(metavar="COMMAND", required=True)


def with_app[T](run: Callable[[App], Awaitable[T]]) -> T:
    """Build everything, run the verb, close everything."""
    from bot.bootstrap import build

    async def built() -> T:
        app = build(load_settings())
        try:
            return await run(await app.start())
        finally:
            await app.close()

    return asyncio.run(built())


def instant(text: str | None) -> datetime | None:
    """An aware instant of the command line or of a file; None for none. Raises Refused."""
    if text is None:
        return None
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        found = None
    if found is None or found.tzinfo is None:
        raise Refused(f"{text!r} is no instant with its offset. Write it as 2026-03-02T09:00:00+01:00.")
    return found
