"""Mails that come back because nobody gets them."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select

from bot.bootstrap import App
from bot.leads.events import AddressBounced
from bot.leads.mail import Mail, MailDraft
from bot.mail.inbound import Ignored, in_words
from bot.nurture.returning import Bounced
from bot.store.tables.chat import tasks
from bot.worker.service import tick
from tests.integration.mail.returning import (
    OWN,
    a_bounce,
    a_reply,
    after,
    arrives,
    in_a_sequence,
    mails,
    token,
)
from tests.nurturing import MONDAY, a_lead


async def test_an_address_that_is_gone_gets_nothing_more(app: App) -> None:
    mail = await in_a_sequence(app)
    done = await arrives(app, a_bounce(mail))
    assert done == Bounced(mail.id, "lead_ann", gone=True)
    now = await after(app)
    assert (now.suppressed, now.ended) == ("bounced", ["bounced"])
    assert [(kept.kind, kept.detail, kept.mail_id) for kept in now.inbound] == [
        ("hard_bounce", "5.1.1", mail.id)
    ]
    assert "AddressBounced" in now.events
    assert [(m.state, m.reason) for m in await mails(app)] == [("accepted", "came back: 5.1.1")]


async def test_what_waits_for_an_address_that_is_gone_is_withheld(app: App) -> None:
    mail = await in_a_sequence(app)
    async with app.store.write() as uow:
        draft = MailDraft("ready", "ready:1", mail.recipient, "Times", "T", "<p>T</p>", lead_id="lead_ann")
        await uow.mails.queue(draft, now=MONDAY)
    await arrives(app, a_bounce(mail))
    assert [(m.state, m.reason) for m in await mails(app, kind="ready")] == [("withheld", "address bounced")]


async def test_the_same_bounce_again_changes_nothing(app: App) -> None:
    mail = await in_a_sequence(app)
    await arrives(app, a_bounce(mail))
    before = await after(app)
    assert await arrives(app, a_bounce(mail)) == Ignored("known")
    assert await after(app) == before


async def test_a_bounce_is_known_by_the_mail_that_it_brings_back(app: App) -> None:
    mail = await in_a_sequence(app)
    done = await arrives(app, a_bounce(mail, to=OWN))
    assert isinstance(done, Bounced)
    assert (await after(app)).suppressed == "bounced"


@pytest.mark.parametrize("forged", [
    lambda mail: a_bounce(mail, to=OWN, by_id=False),
    lambda mail: a_bounce(mail, to=token(mail).replace("+m-", "+m-0"), by_id=False),
    lambda mail: a_bounce(mail, to=OWN, of="eve@evil.example"),
])  # fmt: skip
async def test_a_stranger_unsubscribes_nobody_with_a_forged_bounce(app: App, forged: object) -> None:
    mail = await in_a_sequence(app)
    before = await after(app)
    done = await arrives(app, forged(mail))  # type: ignore[operator]
    assert isinstance(done, Ignored), done
    assert await after(app) == before


async def test_somebody_to_whom_they_forward_their_mail_is_not_the_lead(app: App) -> None:
    mail = await in_a_sequence(app)
    await arrives(app, a_bounce(mail, of="ann.private@elsewhere.example"))
    now = await after(app)
    assert (now.suppressed, now.ended) == (None, [None])
    assert [kept.kind for kept in now.inbound] == ["soft_bounce"]


async def another(app: App) -> list[str]:
    """The next mail of the sequence goes out; the ids of those that did, newest first."""
    async with app.store.read() as uow:
        due = min(e.due_at for e in await uow.enrolments.running("lead_ann") if e.due_at)
    await tick(app, due)
    return [mail.id for mail in await mails(app, kind="nurture")]


def soft(mail: Mail, n: int) -> bytes:
    return a_bounce(mail, "4.2.2", n=n)


async def test_the_third_mail_in_a_row_that_comes_back_for_now_counts_as_gone(app: App) -> None:
    first = await in_a_sequence(app)
    await another(app)
    await another(app)
    sent = await mails(app, kind="nurture")
    assert len(sent) == 3
    for n, mail in enumerate((first, first, sent[1])):  # twice of one mail is one mail
        assert await arrives(app, soft(mail, n)) == Bounced(mail.id, "lead_ann", gone=False)
    assert (await after(app)).suppressed is None
    assert await arrives(app, soft(sent[0], 9)) == Bounced(sent[0].id, "lead_ann", gone=True)
    assert (await after(app)).suppressed == "bounced"
    reason = (await mails(app, kind="nurture"))[0].reason
    assert reason == "came back for now: 4.2.2, the 3rd mail in a row: counts as gone"


async def test_an_answer_in_between_begins_the_count_anew(app: App) -> None:
    first = await in_a_sequence(app)
    await another(app)
    await another(app)
    sent = await mails(app, kind="nurture")
    await arrives(app, soft(first, 1))
    await arrives(app, soft(sent[1], 2))
    await arrives(app, a_reply(first, "I am here."))
    assert await arrives(app, soft(sent[0], 3)) == Bounced(sent[0].id, "lead_ann", gone=False)


async def test_a_notice_to_a_rep_that_comes_back_changes_no_lead_and_is_seen(app: App) -> None:
    mail = await in_a_sequence(app)
    await arrives(app, a_reply(mail, "Call me."))
    await tick(app, MONDAY)
    notice = (await mails(app, kind="notice"))[0]
    before = await after(app)
    done = await arrives(app, a_bounce(notice))
    assert done == Bounced(notice.id, None, gone=True)
    assert in_words(done) == f"Mail {notice.id} came back; it was for one of your own people."
    assert await after(app) == before
    assert (await mails(app, kind="notice"))[0].reason == "came back: 5.1.1"
    await arrives(app, a_bounce(notice, n=2))
    async with app.store.read() as uow:
        rows = await uow.connection.execute(select(tasks.c.reason).where(tasks.c.kind == "mailbox"))
    assert list(rows.scalars()) == [
        "correct the address dana@tidewater.example in the playbook: mails to it come back"
    ]


async def test_a_bounce_of_an_address_that_they_no_longer_use_ends_nothing(app: App) -> None:
    mail = await in_a_sequence(app)
    async with app.store.write() as uow:
        lead = await uow.leads.get("lead_ann")
        assert lead
        await uow.leads.save(replace(lead, contact=replace(lead.contact, email="ann@new.example")))
    await arrives(app, a_bounce(mail))
    now = await after(app)
    assert (now.suppressed, now.ended) == (None, [None])


async def test_a_server_that_refuses_the_address_at_once_has_the_same_effect(app: App) -> None:
    mail = await in_a_sequence(app)
    async with app.store.write() as uow:
        await uow.publish(AddressBounced("lead_ann", MONDAY, mail.recipient, mail.id, "5.1.1"))
    now = await after(app)
    assert (now.suppressed, now.ended) == ("bounced", ["bounced"])


async def test_a_bounce_of_an_erased_lead_is_nobodys(app: App) -> None:
    mail = await in_a_sequence(app, a_lead("lead_bob", "bob@example.com"), talk="conv_bob")
    async with app.store.write() as uow:
        await uow.leads.remove("lead_bob")
    assert await arrives(app, a_bounce(mail)) == Ignored("unmatched")
