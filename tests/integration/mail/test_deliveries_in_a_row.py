"""One mail after the other: what came of one is kept with the beginning of the next, and never lost."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest

from bot.mail import delivery
from bot.mail.delivery import deliver_next
from bot.mail.port import Accepted, Deferred, Unknown
from bot.store.database import Store
from tests.integration.mail.delivering import NOW, an_invite, log
from tests.nurturing import SENDER, SENDING, Outbox


class Broken(Exception):
    """Something that nobody thought of."""


async def two_invites(store: Store) -> None:
    await an_invite(store, cause="meeting:1", due_at=NOW - timedelta(minutes=1))
    await an_invite(store, cause="meeting:2")


async def states(store: Store) -> dict[str, str]:
    return {mail.cause: mail.state for mail in await log(store)}


async def test_all_that_is_due_goes_out_one_after_the_other(store: Store) -> None:
    await two_invites(store)
    outbox = Outbox(Deferred("450 later"), Accepted())

    assert await deliver_next(store, outbox, SENDER, SENDING, now=NOW) == 2
    assert await states(store) == {"meeting:1": "deferred", "meeting:2": "accepted"}
    assert len(outbox.sent) == 2


async def test_a_mail_that_cannot_be_begun_does_not_undo_what_the_server_said_of_the_one_before(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await two_invites(store)
    look_again = delivery.look_again

    async def fails_for_the_second(uow, mail, *rest, **named):  # type: ignore[no-untyped-def]
        if mail.cause == "meeting:2":
            raise Broken
        return await look_again(uow, mail, *rest, **named)

    monkeypatch.setattr(delivery, "look_again", fails_for_the_second)
    with pytest.raises(Broken):
        await deliver_next(store, Outbox(), SENDER, SENDING, now=NOW)

    assert await states(store) == {"meeting:1": "accepted", "meeting:2": "queued"}


async def test_each_mail_is_settled_before_the_next_one_is_handed_over(store: Store) -> None:
    await two_invites(store)
    seen = []

    class Looks(Outbox):
        async def send(self, *given, **named):  # type: ignore[no-untyped-def]
            seen.append(await states(store))
            return await super().send(*given, **named)

    await deliver_next(store, Looks(Accepted(), Unknown("gone")), SENDER, SENDING, now=NOW)

    assert seen == [
        {"meeting:1": "sending", "meeting:2": "queued"},
        {"meeting:1": "accepted", "meeting:2": "sending"},
    ]


async def test_no_mail_begins_when_the_instant_is_no_longer_about_true(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    await two_invites(store)
    monkeypatch.setattr(delivery, "BURST", 0.25)

    class Slow(Outbox):
        async def send(self, *given, **named):  # type: ignore[no-untyped-def]
            await asyncio.sleep(0.3)
            return await super().send(*given, **named)

    assert await deliver_next(store, Slow(), SENDER, SENDING, now=NOW) == 1
    assert await states(store) == {"meeting:1": "accepted", "meeting:2": "queued"}
