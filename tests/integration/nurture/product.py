"""A store whose events are wired as in the product."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.book.invite import Person
from bot.book.invites import Invites
from bot.book.models import Booked, BookingRequest, Meeting
from bot.book.service import book_meeting
from bot.bootstrap import handlers
from bot.capture.service import Origin, keep_facts
from bot.chat import service as chat
from bot.chat.notices import Notices
from bot.clock import FixedClock
from bot.leads.models import Stage
from bot.mail.templates import Templates
from bot.nurture.desk import Desk
from bot.nurture.models import Enrolment
from bot.playbook.shapes import Playbook, TeamPlaybook
from bot.store.database import Store, open_engine
from bot.store.work import SqlUnitOfWork
from tests.nurturing import CHAT_WORDS, LINKS, MONDAY, PLAYBOOK, PUBLIC_URL

READY: Mapping[str, Mapping[str, Any]] = {
    "need": {"status": "stated", "category": "security", "quote": "GDPR and who may see what"},
    "budget": {
        "status": "stated",
        "min": 50000,
        "max": 50000,
        "currency": "EUR",
        "period": "year",
        "quote": "50k",
    },
    "authority": {"status": "stated", "role": "decision_maker", "quote": "I decide"},
    "timeline": {"status": "stated", "bucket": "quarter", "quote": "by May"},
}
"""What makes a lead sales qualified."""
DANA = next(rep for rep in PLAYBOOK.team.reps if rep.id == "dana")
TUESDAY = MONDAY + timedelta(days=1)


def product(database_url: str, playbook: Playbook = PLAYBOOK) -> Store:
    templates = Templates(lambda: playbook, PUBLIC_URL)
    desk = Desk(playbook, templates, LINKS, PUBLIC_URL, CHAT_WORDS)
    invites = Invites(templates, LINKS, Person("Tidewater", "hello@tidewater.example"), PUBLIC_URL)
    notices = Notices(templates, lambda: playbook, PUBLIC_URL)
    return Store(open_engine(database_url), handlers(invites, notices, lambda: desk))


def with_sequences(*files: tuple[str, dict[str, object]]) -> Playbook:
    """The playbook with copies of `not-now`, each changed as told: (name, changes)."""
    not_now = next(sequence for sequence in PLAYBOOK.sequences if sequence.name == "not-now")
    more = [replace(not_now, name=name, **changes) for name, changes in files]  # type: ignore[arg-type]
    return replace(PLAYBOOK, sequences=(*PLAYBOOK.sequences, *more))


async def running(store: Store, lead_id: str = "lead_ann") -> list[Enrolment]:
    async with store.read() as uow:
        return await uow.enrolments.running(lead_id)


async def stage_of(store: Store, lead_id: str = "lead_ann") -> Stage:
    async with store.read() as uow:
        lead = await uow.leads.get(lead_id)
    assert lead is not None
    return lead.stage


async def talk(store: Store, facts: Mapping[str, Mapping[str, Any]], lead_id: str = "lead_ann") -> str:
    """The id of a chat of the lead's, in which they stated this."""
    async with store.write() as uow:
        lead = await uow.leads.get(lead_id)
        assert lead is not None
        started = await chat.start(uow, {}, locale="en", timezone="Europe/Berlin", now=MONDAY)
        await uow.conversations.save(replace(started.conversation, lead_id=lead_id))
        await keep_facts(uow, lead, facts, Origin(started.conversation.id), now=MONDAY)
    return started.conversation.id


async def book(uow: SqlUnitOfWork, *, now: datetime) -> Meeting:
    """Ann meets Dana on TUESDAY."""
    await uow.reps.replace(TeamPlaybook((DANA,)))
    request = BookingRequest("lead_ann", None, "dana", TUESDAY, "Europe/Berlin")
    outcome = await book_meeting(uow, request, clock=FixedClock(now))
    assert isinstance(outcome, Booked), outcome
    return outcome.meeting


async def booked(store: Store, *, now: datetime) -> Meeting:
    async with store.write() as uow:
        return await book(uow, now=now)
