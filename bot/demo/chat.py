"""Plays a visitor's chat: the bot's words from domain.yml, the visitor's from visitors/, facts in SQL."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from bot.bootstrap import App, Work
from bot.capture.rules import source_of
from bot.capture.service import Origin, keep_facts, new_lead
from bot.chat.models import Conversation, Message, Visit
from bot.chat.rules import message_from
from bot.demo.visitor import Visitor, stated
from bot.leads.ids import new_id
from bot.leads.models import Lead
from bot.route.service import rescore
from bot.staff.rules import digest

BETWEEN = timedelta(seconds=35)
"""How long the demo's visitors take for an answer."""


class Chat:
    """A conversation that goes on: `now` is the instant of its next message."""

    def __init__(self, app: App, uow: Work, conversation: Conversation, lead: Lead, now: datetime) -> None:
        self.app, self.uow = app, uow
        self.conversation, self.lead, self.now = conversation, lead, now
        self.picks = 0  # which of the offered times the visitor takes

    async def bot(
        self, response: str, *, card: Mapping[str, Any] | None = None, asks: str | None = None, **values: str
    ) -> None:
        """The bot says a response of domain.yml."""
        said = {**self.app.words.say(response, **values), "custom": {"card": card, "asks": asks}}
        message, choices = message_from(said, self.conversation.id, None, now=self.now)
        kept = await self.uow.messages.add(message)
        await self.uow.choices.add(self.conversation.id, kept.id, choices)

    async def visitor(self, text: str) -> None:
        self.now += BETWEEN
        await self.uow.messages.add(Message(0, self.conversation.id, "visitor", self.now, text))
        self.now += timedelta(seconds=1)

    async def state(self, facts: Mapping[str, Mapping[str, Any]], asked: str) -> None:
        """Keep what the visitor's words state, and score the lead anew."""
        origin = Origin(self.conversation.id, asked)
        kept = await keep_facts(self.uow, self.lead, facts, origin, now=self.now)
        for kind in kept.corrected:
            await self.bot("utter_noted", what=self.app.host.label(kind))
        self.lead = (await rescore(self.uow, kept.lead, self.app.playbook(), now=self.now)).lead

    async def reload(self) -> Lead:
        """The lead as SQL has it now."""
        self.lead = await self.uow.leads.get(self.lead.id) or self.lead
        return self.lead

    async def settle(self, outcome: str) -> None:
        self.conversation = replace(self.conversation, outcome=outcome)
        await self.uow.conversations.save(self.conversation)


async def begin(app: App, uow: Work, visitor: Visitor, at: datetime) -> Chat:
    """The visitor comes to the website and the bot greets them."""
    site = app.settings.public_url
    page = {"url": site + visitor.page["url"], "referrer": visitor.page["referrer"]}
    source = source_of(page)
    lead = await new_lead(uow, source, timezone=visitor.timezone, language=visitor.locale, now=at)
    conversation = Conversation(
        new_id("conv"), visitor.id, at, lead.id, visitor.locale, visitor.timezone, vars(source)
    )
    # Nobody holds the token whose hash this is: the demo's chats are to be read, not carried on.
    await uow.conversations.add(conversation, token_hash=digest(secrets.token_urlsafe(32)))
    for number, path in enumerate(visitor.visits):
        seen = at - timedelta(minutes=2 * (len(visitor.visits) - number))
        await uow.visits.add(Visit(conversation.id, seen, site + path))
    chat = Chat(app, uow, conversation, lead, at)
    chat.picks = visitor.picks
    return chat


async def play(chat: Chat, visitor: Visitor) -> None:
    """All that the visitor says, each to its question."""
    await chat.bot("utter_greet")
    for said in visitor.says:
        await chat.bot(f"utter_ask_{said.asked}")
        await chat.visitor(said.text)
        await chat.state(stated(said, chat.now), said.asked)
        if said.answer:
            await chat.bot(said.answer)
