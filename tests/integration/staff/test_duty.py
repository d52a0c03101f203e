"""Who takes chats: as long as a page of theirs is there, and they did not say otherwise."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.chat.duty import LAPSES, PRESENT
from tests.integration.staff.talking import TALK, later, news, visitor_says
from tests.integration.staff.world import World


async def on_duty(live: World) -> list[str]:
    async with live.app.store.read() as uow:
        return [who.name for who in await uow.staff.on_duty(live.app.clock.now() - PRESENT)]


async def test_duty_lasts_while_a_page_asks_and_lapses_when_none_does(live: World) -> None:
    await live.sign_in("dana")
    assert 'aria-checked="false"' in (await live.http.get("/console/conversations")).text
    await live.post("/console/duty", on="1")
    assert 'aria-checked="true"' in (await live.http.get("/console/conversations")).text
    for _ in range(3):
        later(live, PRESENT - timedelta(seconds=1))
        await live.http.get("/console/waiting")
        assert await on_duty(live) == ["Dana"]
    later(live, PRESENT)
    assert await on_duty(live) == []
    await live.http.get("/console/waiting")
    assert await on_duty(live) == ["Dana"]
    later(live, LAPSES)
    assert 'aria-checked="false"' in (await live.http.get("/console/conversations")).text
    assert await on_duty(live) == []


@pytest.mark.parametrize("how", ["switch", "sign-out"])
async def test_duty_ends_by_the_switch_and_by_signing_out(live: World, how: str) -> None:
    await live.sign_in("dana")
    await live.post("/console/duty", on="1")
    assert await on_duty(live) == ["Dana"]
    await (live.post("/console/duty", on="0") if how == "switch" else live.post("/console/sign-out"))
    assert await on_duty(live) == []


async def test_the_takers_open_page_counts_as_being_there(live: World) -> None:
    await live.sign_in("dana")
    await live.post(f"{TALK}/join")
    await visitor_says(live, "hello?")
    later(live, timedelta(minutes=10))
    async with live.app.store.read() as uow:
        assert await uow.takeovers.left_alone_since(live.app.clock.now() - timedelta(minutes=3))
    await news(live)
    async with live.app.store.read() as uow:
        assert await uow.takeovers.left_alone_since(live.app.clock.now() - timedelta(minutes=3)) is None
