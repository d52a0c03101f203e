"""What tests of a person in a chat do again and again."""

from __future__ import annotations

from bot.chat import service as chat
from bot.chat.takeover import (
    HandedBack,
    Joined,
    TakenBy,
    hand_back,
    join,
    write,
)
from bot.staff.models import Staff
from bot.staff.service import add_staff
from tests.consoles import PASSWORD, add_reps
from tests.integration.chat.conftest import NOW, Talk, Words

WORDS = Words()
DANA, MEI, IDA = "dana@tidewater.example", "mei@tidewater.example", "ida@tidewater.example"


async def team(talk: Talk) -> tuple[Staff, Staff]:
    """Two reps who sign in."""
    await add_reps(talk.store)
    async with talk.store.write() as uow:
        for email, name in ((DANA, "Dana Köhler"), (MEI, "Mei Tanaka")):
            await add_staff(uow, email, "rep", now=NOW, name=name, password=PASSWORD)
        dana, mei = await uow.staff.by_email(DANA), await uow.staff.by_email(MEI)
    assert dana
    assert mei
    return dana, mei


async def joined(talk: Talk, started: chat.Started, who: Staff) -> None:
    async with talk.store.write() as uow:
        assert await join(uow, started.conversation.id, who, WORDS, now=talk.clock.now()) == Joined()


async def written(talk: Talk, started: chat.Started, who: Staff, text: str, form: str = "f1") -> object:
    async with talk.store.write() as uow:
        return await write(uow, started.conversation.id, who, text, form, now=talk.clock.now())


async def handed_back(talk: Talk, started: chat.Started, who: Staff) -> HandedBack | TakenBy:
    async with talk.store.write() as uow:
        return await hand_back(uow, started.conversation.id, who, WORDS, now=talk.clock.now())


async def texts(talk: Talk, started: chat.Started) -> list[str]:
    return [m.text for m in await talk.history(started.conversation.id)]


def heard(talk: Talk) -> list[str]:
    return [text for _, text in talk.dialogue.heard]
