"""Chats of the preview, and what they leave."""

from __future__ import annotations

from sqlalchemy import func, select

from bot.preview import Preview
from bot.store.database import Store
from bot.store.tables import metadata
from tests.integration.preview.conftest import Desk

READY = "We need dashboards, 80k EUR a year, I sign off on it, within 3 months, I'm Clara Finch"
MINE = {"playbooks", "reps", "sequence_versions", "sequence_steps", "alembic_version"}
"""What the preview keeps of the files; everything else is of a chat."""


async def rows(store: Store) -> dict[str, int]:
    """How many rows each table has."""
    async with store.read() as uow:
        return {
            name: (await uow.connection.execute(select(func.count()).select_from(table))).scalar_one()
            for name, table in metadata.tables.items()
        }


async def left(preview: Preview) -> dict[str, int]:
    """What a chat has left in the preview's database."""
    return {name: count for name, count in (await rows(preview.store)).items() if count and name not in MINE}


async def whole_chat(desk: Desk) -> str:
    """From the greeting to a booked meeting; the conversation's id."""
    conversation = await desk.start()
    await desk.say(1, text=READY)
    asked = await desk.say(2, text="clara.finch@finchworks.example")
    yes = next(choice["id"] for choice in asked[-1]["choices"] if choice["title"].startswith("Yes"))
    offered = await desk.say(3, choice=yes)
    booked = await desk.say(4, choice=offered[-1]["card"]["slots"][0]["id"])
    assert booked[-1]["card"]["type"] == "meeting"
    return conversation
