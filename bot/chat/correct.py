"""A line of the card that the visitor corrects in place, or that they fill in by a click in a mail."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from bot.capture.service import Origin, keep_facts, stated_by
from bot.chat.decide import DecideWork
from bot.chat.host import Host
from bot.chat.models import Conversation, Turn
from bot.chat.speaking import still_offered
from bot.errors import NotFound
from bot.leads.events import LeadReady
from bot.playbook.shapes import Playbook
from bot.route.service import assess, became_ready, rescore
from bot.understand import encoder, understand
from bot.understand.chosen import chosen_facts
from bot.understand.entities import entities
from bot.understand.facts import NeedCategory

Stated = Mapping[str, Mapping[str, Any]]
BY_MAIL = "mail/"
"""How the ids of turns begin that are a click in a mail; the link's id follows. No browser can send a `/`."""


def read_line(
    kind: str, text: str, playbook: Playbook, conversation: Conversation, *, now: datetime
) -> Stated:
    """What the words state as an answer to that line, by kind; empty when they do not answer it.

    The first need that a process reads loads the sentence encoder (0.3 s).
    """
    here = now.astimezone(ZoneInfo(conversation.timezone or "UTC"))
    needs = [NeedCategory(need.name, need.keywords, need.examples) for need in playbook.qualification.needs]
    sentences = encoder.load() if kind == "need" else None
    found = entities(understand(text, asked=kind, now=here, needs=needs, encoder=sentences))
    stated = stated_by(found, intent="correct_answer", text=text)
    return stated if kind in stated else {}


async def correct_line(
    uow: DecideWork, conversation: Conversation, turn: Turn, host: Host, *, now: datetime
) -> Sequence[Mapping[str, Any]]:
    """Keep what the words state, score and route anew; returns what the bot says: the new card.

    A click in a mail that makes the lead sales qualified is told to who waits for it. Raises NotFound when
    the conversation has no lead.
    """
    playbook, kind = host.playbook(), str(turn.payload["fact"])
    lead = await uow.leads.get(conversation.lead_id) if conversation.lead_id else None
    if lead is None:
        raise NotFound
    by_mail = turn.client_id.startswith(BY_MAIL)
    stated = _read(kind, str(turn.payload["text"]), host, conversation, now=now)
    kept = await keep_facts(uow, lead, stated, Origin(conversation.id, kind), now=now)
    routed = conversation.outcome or by_mail
    assessed = await (assess if routed else rescore)(uow, kept.lead, playbook, now=now)
    if by_mail and became_ready(lead, assessed):
        await uow.publish(LeadReady(assessed.lead.id, now, "answer"))
    card, spoken = await host.understood(uow, conversation), conversation.locale
    said = host.words.say("utter_noted", spoken, what=host.label(kind, spoken))
    asks, buttons = await _still_open(uow, conversation, kind)
    return [{**said, "buttons": buttons, "custom": {"card": card, "asks": asks}}]


async def _still_open(
    uow: DecideWork, conversation: Conversation, corrected: str
) -> tuple[str | None, Sequence[Mapping[str, str]]]:
    """What the bot had asked, and its choices anew: a "Yes" below the new card still answers that question.

    While a person answers nothing is offered.
    """
    if conversation.taken_by:
        return None, ()
    asks = await uow.messages.open_question(conversation.id)
    question = await uow.messages.last_asking(conversation.id, asks) if asks and asks != corrected else None
    if question is None:
        return None, ()
    shown = await still_offered(uow, question)
    return asks, [{"title": each.title, "payload": each.payload} for each in shown]


def _read(kind: str, text: str, host: Host, conversation: Conversation, *, now: datetime) -> Stated:
    """As `read_line`; but the words of a choice that the question has mean what that choice does."""
    choices = _choices(kind, host, conversation)
    payload = next((str(each["payload"]) for each in choices if each["title"] == text), None)
    if payload is not None:
        stated = chosen_facts(text, payload)
        if stated:
            return stated
        text = payload if stated is None else text
    return read_line(kind, text, host.playbook(), conversation, now=now)


def _choices(kind: str, host: Host, conversation: Conversation) -> Sequence[Mapping[str, Any]]:
    """In the visitor's language, and as a mail has them."""
    try:
        said = [host.words.say(f"utter_ask_{kind}", language) for language in (conversation.locale, None)]
    except KeyError:
        return ()
    return [button for each in said for button in each["buttons"]]
