"""A team and leads to book, over a migrated database of either kind."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.book.invite import Person
from bot.book.invites import Invites
from bot.bootstrap import handlers
from bot.chat.models import Conversation
from bot.chat.notices import Notices
from bot.leads.links import Links
from bot.leads.models import Contact, KeptFact, Lead
from bot.mail.templates import Templates
from bot.nurture.desk import Desk
from bot.playbook.load import load
from bot.playbook.shapes import TeamPlaybook
from bot.playbook.words import DomainWords
from bot.store.database import Store, open_engine
from tests.unit.book.team import DANA, rep

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LINKS = Links("a secret of the tests, long enough")
MARCUS = rep(
    id="marcus",
    name="Marcus Reed",
    email="marcus@tidewater.example",
    timezone="America/New_York",
    country="US",
)
ROOT = Path(__file__).parents[3]
PLAYBOOK = load(ROOT)
TEMPLATES = Templates(lambda: PLAYBOOK, "https://chat.example")
DESK = Desk(PLAYBOOK, TEMPLATES, LINKS, "https://chat.example", DomainWords(ROOT / "domain.yml"))


def invites() -> Invites:
    return Invites(TEMPLATES, LINKS, Person("Tidewater", "hello@tidewater.example"), "https://chat.example")


@pytest.fixture
async def store(database_url: str) -> AsyncIterator[Store]:
    """The store with every reaction of the product wired, and Dana and Marcus on the team."""
    notices = Notices(TEMPLATES, lambda: PLAYBOOK, "https://chat.example")
    opened = Store(open_engine(database_url), handlers(invites(), notices, lambda: DESK))
    async with opened.write() as uow:
        await uow.reps.replace(TeamPlaybook((DANA, MARCUS)))
    yield opened
    await opened.close()


async def add_lead(store: Store, name: str = "ann", **contact: Any) -> Lead:
    """A qualified lead who has left an address."""
    said = Contact(name=name.title(), email=f"{name}@acme.example", timezone="America/New_York")
    lead = Lead(f"lead_{name[:30]}", NOW, NOW, stage="sql", contact=replace(said, **contact), score=60)
    async with store.write() as uow:
        await uow.leads.add(lead)
    return lead


async def say(store: Store, lead: Lead, facts: Mapping[str, tuple[dict[str, Any], str]]) -> None:
    """Keep facts of the lead as if they had said them in a chat: by kind, the value and its words."""
    talk = Conversation(f"conv_{lead.id}", "visitor", NOW, lead.id)
    async with store.write() as uow:
        await uow.conversations.add(talk, token_hash=talk.id)
        for kind, (value, quote) in facts.items():
            await uow.facts.keep(lead.id, KeptFact(kind, value, quote, NOW, talk.id))
