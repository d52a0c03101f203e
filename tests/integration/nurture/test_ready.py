"""Who becomes ready by a mail: their rep hears why, and they are offered times once; on both databases."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from bot.leads.events import ContactStopped, LeadReady
from bot.leads.mail import Mail
from bot.leads.models import Consent
from bot.nurture.engage import conversation_of, find
from bot.nurture.models import Send
from bot.nurture.sending import look_again
from bot.playbook.shapes import Playbook
from bot.route.service import assess
from bot.store.database import Store
from bot.store.tables.nurture import mail_links
from tests.integration.nurture.product import DANA, READY, book, product, talk
from tests.nurturing import MONDAY, PLAYBOOK, SENDING, a_lead, agreed

ADDRESS = "ann@example.com"
FRIDAY = datetime.fromisoformat("2026-03-06T16:30:00+01:00")


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    store = product(database_url)
    yield store
    await store.close()


async def ready_ann(store: Store) -> str:
    """Ann agreed to useful mail in a chat, whose id this is, and has said all that it takes."""
    await agreed(store, a_lead(company="Acme", job_title="CTO"))
    conversation = await talk(store, READY)
    async with store.write() as uow:
        await uow.reps.replace(PLAYBOOK.team)
        await uow.consents.give(Consent("lead_ann", "nurture", MONDAY, "Yes", conversation))
        lead = await uow.leads.get("lead_ann")
        assert lead is not None
        await assess(uow, lead, PLAYBOOK, now=MONDAY)
    return conversation


async def becomes_ready(store: Store, at: datetime = MONDAY, how: str = "answer") -> None:
    async with store.write() as uow:
        await uow.publish(LeadReady("lead_ann", at, how))


async def log(store: Store, kind: str) -> list[Mail]:
    async with store.read() as uow:
        return [mail for mail in await uow.mails.log() if mail.kind == kind]


async def test_the_rep_is_told_why_with_score_and_the_leads_own_words(store: Store) -> None:
    await ready_ann(store)
    await becomes_ready(store, how="reply")
    (mail,) = await log(store, "notice")
    assert (mail.recipient, mail.reply_to) == (DANA.email, ADDRESS)
    assert mail.subject == "Ann Berg (Acme) is ready for a meeting"
    for words in (
        "replied to one of our mails", "Mon 2 Mar, 11:00 (Europe/Berlin)", "CTO", "GDPR and who may see what",
        "50k", "I decide", "by May", "Why they score", "+25 budget reaches",
        "https://chat.tidewater.example/console/leads/lead_ann",
    ):  # fmt: skip
        assert words in mail.text, words


async def test_without_an_owner_who_looks_after_such_leads_is_told(store: Store) -> None:
    await agreed(store)
    await becomes_ready(store)
    (mail,) = await log(store, "notice")
    assert mail.recipient == PLAYBOOK.routing.fallback.email
    assert "answered a question in one of our mails" in mail.text


async def test_the_lead_is_offered_times_an_hour_later_with_a_way_out(store: Store) -> None:
    await ready_ann(store)
    await becomes_ready(store)
    (mail,) = await log(store, "ready")
    assert (mail.recipient, mail.reply_to) == (ADDRESS, DANA.email)
    assert mail.due_at == MONDAY + timedelta(hours=1)
    assert mail.unsubscribe_url
    assert "half an hour with Dana Köhler" in " ".join(mail.text.split())


async def test_the_link_of_the_offer_takes_up_the_chat_in_which_they_agreed(store: Store) -> None:
    conversation = await ready_ann(store)
    await becomes_ready(store)
    (mail,) = await log(store, "ready")
    async with store.read() as uow:
        (link_id,) = (await uow.connection.execute(select(mail_links.c.id))).scalars()
        found = await find(uow, link_id)
        assert found is not None
        assert (found.link.kind, found.link.mail_id) == ("chat", mail.id)
        assert await conversation_of(uow, found) == conversation


async def test_the_offer_waits_for_the_leads_hours(store: Store) -> None:
    await ready_ann(store)
    await becomes_ready(store, FRIDAY)
    (mail,) = await log(store, "ready")
    assert mail.due_at == datetime.fromisoformat("2026-03-09T09:00:00+01:00")


async def test_times_are_offered_once_and_the_rep_hears_each_time(store: Store) -> None:
    await ready_ann(store)
    await becomes_ready(store)
    await becomes_ready(store, MONDAY + timedelta(days=100))
    assert len(await log(store, "ready")) == 1
    first, second = sorted(await log(store, "notice"), key=lambda mail: mail.created_at)
    assert "They are offered times by mail" in first.text
    assert "No offer goes to them by itself" in second.text


async def test_a_booking_meanwhile_withholds_the_offer(store: Store) -> None:
    await ready_ann(store)
    await becomes_ready(store)
    async with store.write() as uow:
        await book(uow, now=MONDAY)
    (mail,) = await log(store, "ready")
    assert (mail.state, mail.reason) == ("withheld", "meeting booked")


async def test_nothing_speaks_against_the_offer_when_it_is_due(store: Store) -> None:
    await ready_ann(store)
    await becomes_ready(store)
    (mail,) = await log(store, "ready")
    async with store.write() as uow:
        assert await look_again(uow, mail, SENDING, now=mail.due_at) == Send()


async def test_who_said_stop_is_offered_nothing_and_the_rep_is_told_to_write(store: Store) -> None:
    await ready_ann(store)
    async with store.write() as uow:
        await uow.publish(ContactStopped("lead_ann", MONDAY, None, "chat"))
    await becomes_ready(store)
    assert await log(store, "ready") == []
    (notice,) = await log(store, "notice")
    assert "No offer goes to them by itself" in notice.text


def without_the_template() -> Playbook:
    emails = tuple(email for email in PLAYBOOK.emails if email.name != "ready-to-meet")
    return replace(PLAYBOOK, emails=emails)


async def test_a_playbook_of_before_without_the_offer_costs_nobody_their_answer(database_url: str) -> None:
    store = product(database_url, without_the_template())
    await ready_ann(store)
    await becomes_ready(store)
    assert await log(store, "ready") == []
    assert len(await log(store, "notice")) == 1
    await store.close()
