"""Fifty times the same at once, as of an impatient finger or a broken network: everything happens once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from bot.store.tables import chat, leads, nurture
from tests.integration.preview.chats import READY
from tests.integration.web.conftest import Gateway, Gateways, Guest

CROWD = 50
UNLIMITED = {"LIMITS": "conversation=100000/second,address=100000/second,start=100000/second"}
SMALL = "We need dashboards, we have no budget, I sign off on it, within 3 months, I'm Lea Moor"


async def crowd(guest: Guest, id: str, **said: str) -> list[dict[str, Any]]:
    """The answer to fifty like submits; none of them is told anything else, but that it takes a moment."""
    answers = await asyncio.gather(*(guest.post("say", id=id, **said) for _ in range(CROWD)))
    assert Counter(answer.status_code for answer in answers) == {200: CROWD}
    final = await guest.say(id, **said)
    while all(message["text"].startswith("One moment") for message in final):
        final = await guest.say(id, **said)
    assert [
        message for answer in answers for message in answer.json()["messages"] if message not in final
    ] == []
    return final


async def lead_of(gateway: Gateway, guest: Guest) -> str:
    async with gateway.app.store.read() as uow:
        talk = await uow.conversations.get(guest.begun["conversation"])
    assert talk is not None
    assert talk.lead_id is not None
    return talk.lead_id


async def mails_of(gateway: Gateway, lead_id: str) -> Counter[tuple[str, str]]:
    """How often each kind of mail was written to each address."""
    columns = nurture.mails.c.kind, nurture.mails.c.recipient
    async with gateway.app.store.read() as uow:
        rows = await uow.connection.execute(select(*columns).where(nurture.mails.c.lead_id == lead_id))
        return Counter((row.kind, row.recipient) for row in rows)


async def steps_are_due(gateway: Gateway, lead_id: str) -> None:
    """Five workers do what is due when the first mail is."""
    async with gateway.app.store.read() as uow:
        query = select(nurture.enrolments.c.due_at).where(nurture.enrolments.c.lead_id == lead_id)
        due = (await uow.connection.execute(query)).scalar_one()
    await asyncio.gather(*(gateway.app.due_work["steps"](due) for _ in range(5)))


async def up_to_consent(guest: Guest, email: str) -> str:
    """The id of the yes to the question for consent."""
    asked = await guest.say("m2", text=email)
    return next(choice["id"] for choice in asked[-1]["choices"] if choice["title"].startswith("Yes"))


@pytest.mark.proof
@pytest.mark.timeout(3600)
async def test_a_slot_that_is_picked_fifty_times_at_once_is_one_meeting_and_one_mail_each(
    gateways: Gateways, sized: Callable[[int], int]
) -> None:
    async with gateways(**UNLIMITED) as gateway:
        for number in range(sized(100)):
            guest = await gateway.visitor()
            await guest.say("m1", text=READY)
            yes = await up_to_consent(guest, f"clara{number}@finchworks.example")
            offered = await guest.say("m3", choice=yes)
            slot = offered[-1]["card"]["slots"][0]["id"]
            same, others = await asyncio.gather(
                crowd(guest, "m4", choice=slot),
                asyncio.gather(*(guest.post("say", id=f"n{each}", choice=slot) for each in range(3))),
            )
            assert {answer.status_code for answer in others} == {200}
            assert any((message["card"] or {}).get("type") == "meeting" for message in same)
            lead_id = await lead_of(gateway, guest)
            async with gateway.app.store.read() as uow:
                assert [meeting.status for meeting in await uow.meetings.of_lead(lead_id)] == ["confirmed"]
            mails = await mails_of(gateway, lead_id)
            assert mails[("invite", f"clara{number}@finchworks.example")] == 1, mails
            assert set(mails.values()) == {1}, mails
            assert (await guest.post("erase")).status_code == 204  # the time is free for the next one


@pytest.mark.proof
@pytest.mark.timeout(3600)
async def test_a_consent_that_is_given_fifty_times_at_once_enrols_once_and_mails_once(
    gateways: Gateways, sized: Callable[[int], int]
) -> None:
    async with gateways(**UNLIMITED) as gateway:
        for number in range(sized(100)):
            guest = await gateway.visitor()
            await crowd(guest, "m1", text=SMALL)
            yes = await up_to_consent(guest, f"lea{number}@moor.example")
            await crowd(guest, "m3", choice=yes)
            lead_id = await lead_of(gateway, guest)
            async with gateway.app.store.read() as uow:
                query = select(nurture.enrolments.c.id).where(nurture.enrolments.c.lead_id == lead_id)
                assert len((await uow.connection.execute(query)).all()) == 1
                given = select(leads.consents.c.id).where(leads.consents.c.lead_id == lead_id)
                assert len((await uow.connection.execute(given)).all()) == 1
                all_leads = await uow.connection.execute(select(leads.leads.c.id))
                assert all_leads.scalars().all() == [lead_id]
                turns = select(chat.turns.c.client_id).where(
                    chat.turns.c.conversation_id == guest.begun["conversation"]
                )
                assert Counter((await uow.connection.execute(turns)).scalars()) == {
                    "start": 1, "m1": 1, "m2": 1, "m3": 1,
                }  # fmt: skip
            await steps_are_due(gateway, lead_id)
            assert await mails_of(gateway, lead_id) == {("nurture", f"lea{number}@moor.example"): 1}
            assert (await guest.post("erase")).status_code == 204
