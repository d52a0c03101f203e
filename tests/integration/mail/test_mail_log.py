"""The mail log: every mail is a row, sent once, in the right order, and found again."""

from __future__ import annotations

import asyncio

from bot.mail.devbox import DevelopmentMailbox
from bot.store.database import Store
from tests.integration.mail.delivering import NOW, an_invite, deliver, log, nurture_mail
from tests.nurturing import Outbox, a_draft, a_lead


async def test_without_a_server_the_row_is_the_mailbox(store: Store) -> None:
    await nurture_mail(store)
    await deliver(store, DevelopmentMailbox())

    (row,) = await log(store)
    assert (row.state, row.reason) == ("accepted", "kept in the development mailbox")


async def test_queueing_again_changes_nothing(store: Store) -> None:
    await an_invite(store)
    async with store.write() as uow:
        assert await uow.mails.queue(a_draft(subject="Another"), now=NOW) is None
        assert await uow.mails.queue(a_draft(version=1), now=NOW) is not None


async def test_eight_workers_send_each_mail_once(store: Store) -> None:
    for n in range(24):
        await an_invite(store, recipient=f"visitor{n}@example.com")
    outbox = Outbox()

    counts = await asyncio.gather(*(deliver(store, outbox) for _ in range(8)))

    assert sum(counts) == 24
    assert len({str(mail["To"]) for mail in outbox.sent}) == len(outbox.sent) == 24


async def test_what_people_wait_for_goes_first(store: Store) -> None:
    await nurture_mail(store)
    await an_invite(store)
    outbox = Outbox()
    await deliver(store, outbox)

    assert [str(mail["Subject"]) for mail in outbox.sent] == [
        "Your call on Tuesday",
        "Your notes from our chat",
    ]


async def test_the_log_is_found_by_address_lead_and_state(store: Store) -> None:
    await nurture_mail(store)
    await an_invite(store, recipient="bob@example.com")
    async with store.read() as uow:
        assert [mail.kind for mail in await uow.mails.log(to=" Bob@example.com")] == ["invite"]
        assert [mail.kind for mail in await uow.mails.log(lead_id=a_lead().id)] == ["nurture"]
        assert await uow.mails.count(state="queued") == 2
        assert await uow.mails.log(limit=1, offset=2) == []
