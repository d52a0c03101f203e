"""Where a mail returns to, and where its answers go."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import update

from bot.mail.delivery import deliver_next
from bot.mail.verp import untagged
from bot.store.database import Store
from bot.store.tables.nurture import mails
from tests.integration.mail.delivering import NOW, an_invite, nurture_mail, smtp
from tests.nurturing import SENDER, SENDING
from tests.smtp import Received, mail_server

SECRET = "a-secret-of-these-tests-alone-0123456789"
OWN = SENDER.address


async def test_every_mail_returns_to_an_address_of_its_own_and_is_still_from_the_plain_one(
    store: Store,
) -> None:
    nurture, invite = await nurture_mail(store), await an_invite(store)
    by_id = await sent(store, reads_replies=False)

    assert set(by_id) == {nurture.id, invite.id}
    for received in by_id.values():
        assert received.mail["From"].addresses[0].addr_spec == OWN


async def test_answers_to_useful_mail_come_back_to_us_when_somebody_reads_them(store: Store) -> None:
    nurture = await nurture_mail(store)
    invite = await an_invite(store, reply_to="rep@tidewater.example")
    by_id = await sent(store, reads_replies=True)

    answered = by_id[nurture.id].mail["Reply-To"].addresses[0].addr_spec
    assert answered == by_id[nurture.id].sender
    assert by_id[invite.id].mail["Reply-To"] == "rep@tidewater.example"


async def test_answers_go_to_the_owner_while_nobody_reads_ours(store: Store) -> None:
    nurture = await nurture_mail(store)
    async with store.write() as uow:
        await uow.connection.execute(update(mails).values(reply_to="rep@tidewater.example"))
    by_id = await sent(store, reads_replies=False)

    assert by_id[nurture.id].mail["Reply-To"] == "rep@tidewater.example"


async def sent(store: Store, *, reads_replies: bool) -> dict[str | None, Received]:
    """What arrived, by the mail that its envelope's sender names."""
    sender = replace(SENDER, secret=SECRET, reads_replies=reads_replies)
    with mail_server() as (url, keeper):
        while await deliver_next(store, smtp(url), sender, SENDING, now=NOW):
            pass
    return {untagged(received.sender, OWN, SECRET): received for received in keeper.received}
