"""Machines that answer: who is away is left in peace until they are back, and no machine talks to another."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.bootstrap import App
from bot.leads.mail import Mail, MailDraft
from bot.mail.compose import compose
from bot.mail.inbound import Ignored, in_words
from bot.mail.reply_notice import MOST_A_DAY
from bot.nurture.returning import Paused, Replied
from bot.worker.service import tick
from tests.integration.mail.returning import (
    OWN,
    a_reply,
    after,
    an_auto_reply,
    arrives,
    in_a_sequence,
    mails,
)
from tests.nurturing import MONDAY


async def test_who_is_away_gets_the_next_mail_when_they_are_back(app: App) -> None:
    mail = await in_a_sequence(app)
    done = await arrives(app, an_auto_reply(mail, "I am out of the office until 16 March 2026."))
    assert done == Paused(mail.id, sequences=1)
    assert in_words(done) == f"Nobody is there for mail {mail.id}; 1 sequence waits."
    now = await after(app)
    (running,) = now.enrolments
    assert (running.status, now.suppressed) == ("active", None)
    assert running.due_at == datetime(2026, 3, 17, 8, tzinfo=UTC)  # 09:00 in Berlin, the day after
    assert running.due_because
    assert running.due_because.startswith("out of office until 16 March")
    await tick(app, datetime(2026, 3, 16, 12, tzinfo=UTC))
    assert len(await mails(app, kind="nurture")) == 1
    await tick(app, running.due_at)
    assert [m.state for m in await mails(app, kind="nurture")] == ["accepted", "accepted"]


async def test_who_does_not_say_until_when_is_left_in_peace_for_a_week(app: App) -> None:
    mail = await in_a_sequence(app)
    async with app.store.write() as uow:
        (running,) = await uow.enrolments.running("lead_ann")
        await uow.enrolments.save(replace(running, due_at=MONDAY))
    await arrives(app, an_auto_reply(mail, "I am out of the office."))
    (running,) = (await after(app)).enrolments
    assert running.due_at == MONDAY + timedelta(days=7)
    assert running.due_because == "out of office"


async def test_what_is_due_later_anyway_stays_as_it_is(app: App) -> None:
    mail = await in_a_sequence(app)
    (before,) = (await after(app)).enrolments
    assert before.due_at
    await arrives(app, an_auto_reply(mail, "I am out of the office until 3 March 2026."))
    assert (await after(app)).enrolments == [before]


async def test_a_mail_that_waits_to_be_sent_waits_too(app: App) -> None:
    mail = await in_a_sequence(app)
    async with app.store.write() as uow:
        for kind in ("ready", "invite"):
            draft = MailDraft(kind, f"{kind}:1", mail.recipient, kind, "T", "<p>T</p>", lead_id="lead_ann")
            await uow.mails.queue(draft, now=MONDAY)
    await arrives(app, an_auto_reply(mail, "I am out of the office until 16 March 2026."))
    due = {m.kind: m.due_at for m in await mails(app)}
    assert due["ready"] == datetime(2026, 3, 17, 8, tzinfo=UTC)
    assert due["invite"] == MONDAY


async def test_the_same_automatic_answer_again_changes_nothing(app: App) -> None:
    mail = await in_a_sequence(app)
    answer = an_auto_reply(mail, "I am out of the office until 16 March 2026.")
    await arrives(app, answer)
    before = await after(app)
    assert await arrives(app, answer) == Ignored("known")
    assert await after(app) == before


async def test_an_automatic_answer_is_no_sign_of_interest_and_nobody_is_told(app: App) -> None:
    mail = await in_a_sequence(app)
    score = (await after(app)).lead.score
    await arrives(app, an_auto_reply(mail, "I am out of the office."))
    assert (await after(app)).lead.score == score
    assert not await mails(app, kind="notice")


async def test_an_owner_on_holiday_does_not_answer_for_the_lead(app: App) -> None:
    mail = await in_a_sequence(app)
    await arrives(app, a_reply(mail, "Call me."))
    await tick(app, MONDAY)
    notice = next(m for m in await mails(app, kind="notice") if m.cause.startswith("reply:"))
    before = await after(app)
    log = len(await mails(app))
    holiday = an_auto_reply(notice, "I am out of the office.", sender="dana@tidewater.example")
    assert await arrives(app, holiday) == Ignored("staff")
    unmarked = a_reply(notice, "I am on holiday. Dana", sender="dana@tidewater.example", n=2)
    assert await arrives(app, unmarked) == Ignored("staff")
    assert await after(app) == before
    assert len(await mails(app)) == log


async def test_a_rep_who_writes_in_the_thread_is_not_the_lead(app: App) -> None:
    mail = await in_a_sequence(app)
    before = await after(app)
    letter = a_reply(mail, "I'll take it from here.", sender="dana@tidewater.example")
    assert await arrives(app, letter) == Ignored("staff")
    assert await after(app) == before


async def as_sent(app: App, mail: Mail) -> bytes:
    return compose(mail, app._sender(), at=MONDAY).as_bytes()


async def test_our_own_mails_coming_back_change_nothing(app: App) -> None:
    mail = await in_a_sequence(app)
    await arrives(app, a_reply(mail, "Call me."))
    await tick(app, MONDAY)
    before, log = await after(app), await mails(app)
    for ours in log:
        done = await arrives(app, await as_sent(app, ours))
        assert done == Ignored("own"), ours.kind
    assert (await after(app), await mails(app)) == (before, log)


async def test_two_machines_that_answer_each_other_come_to_an_end(app: App) -> None:
    """The lead's mailbox answers everything that we send, without saying that it is a machine."""
    mail = await in_a_sequence(app)
    await tick(app, MONDAY)
    answered: set[str] = set()
    for n in range(50):
        new = [m for m in await mails(app) if m.id not in answered and m.recipient == mail.recipient]
        if not new:
            break
        for ours in new:
            answered.add(ours.id)
            await arrives(app, a_reply(ours, "We have received your mail.", n=n))
        await tick(app, MONDAY + timedelta(hours=n))
    assert answered == {mail.id}
    assert (await after(app)).ended == ["replied"]


@pytest.mark.parametrize("to", ["their mail", "no mail"])
async def test_a_machine_that_writes_like_a_person_fills_no_mailbox(app: App, to: str) -> None:
    mail = await in_a_sequence(app)
    for n in range(2 * MOST_A_DAY):
        done = await arrives(app, a_reply(mail if to == "their mail" else None, f"Ticket {n} is open.", n=n))
        assert isinstance(done, Replied | Ignored)
    notices = [m for m in await mails(app, kind="notice") if m.cause.startswith("reply:")]
    assert len(notices) <= MOST_A_DAY
    assert all(m.recipient == "dana@tidewater.example" for m in notices)


async def test_nothing_is_ever_sent_to_who_wrote(app: App) -> None:
    mail = await in_a_sequence(app)
    before = [m.id for m in await mails(app) if m.recipient == mail.recipient]
    for n, words in enumerate(("Hello", "Stop", "Call me", "")):
        await arrives(app, a_reply(mail, words, n=n))
    await arrives(app, an_auto_reply(mail, "Away."))
    assert [m.id for m in await mails(app) if m.recipient == mail.recipient] == before


async def test_an_automatic_answer_to_somebody_elses_mail_is_passed_over(app: App) -> None:
    await in_a_sequence(app)
    answer = a_reply(None, "I am out of the office.", sender="eve@evil.example", to=OWN)
    answer["Auto-Submitted"] = "auto-replied"
    assert await arrives(app, answer) == Ignored("automatic")
