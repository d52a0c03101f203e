"""The facts in what a lead writes to us: kept with their words, as if they had been said in the chat."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol

from bot.capture import service as capture
from bot.capture.service import Origin, keep_facts, stated_by
from bot.leads.events import LeadDisqualified, LeadReady
from bot.leads.models import Lead
from bot.nurture.rules import zone_of
from bot.playbook.shapes import Playbook
from bot.qualify.rules import Disqualified
from bot.route.service import RouteWork, assess, became_ready
from bot.understand import encoder, understand
from bot.understand.entities import entities
from bot.understand.facts import NeedCategory

READ_AT_ONCE = 2_000  # characters that `understand` reads
NOT_FROM_MAIL = ("email", "consent")
"""Which address is theirs, and what they allow us, no signature below a mail decides."""


class Consents(capture.ConsentRepository, Protocol):
    async def conversation(self, lead_id: str, purpose: str) -> str | None: ...


class ReadingWork(RouteWork, Protocol):
    @property
    def consents(self) -> Consents: ...


@dataclass(frozen=True)
class Understood:
    """The lead as it now is, what is new or corrected (each kind with its words), and whether it is why a rep
    should meet them."""

    lead: Lead
    quotes: tuple[tuple[str, str], ...] = ()
    ready: bool = False


async def understand_reply(
    uow: ReadingWork, lead_id: str, text: str | None, playbook: Playbook, *, asked: str | None, now: datetime
) -> Understood | None:
    """Keep what the text states (None: nobody knows whose words they are), then score and route anew.

    `asked` is the fact that our mail asked for. Facts belong to the conversation in which the lead agreed to
    hear from us; without one that is kept, none are. None when the lead is gone.
    """
    lead = await uow.leads.get(lead_id)
    if lead is None:
        return None
    before = lead
    quotes: tuple[tuple[str, str], ...] = ()
    conversation = await uow.consents.conversation(lead.id, "nurture")
    conversation = conversation or await uow.consents.conversation(lead.id, "contact")
    if text and conversation:
        stated = stated_in(text, lead, playbook, asked=asked, now=now)
        kept = await keep_facts(uow, lead, stated, Origin(conversation, asked), now=now)
        lead = kept.lead
        quotes = tuple((kind, str(stated[kind].get("quote") or "")) for kind in kept.new + kept.corrected)
    assessed = await assess(uow, lead, playbook, now=now)
    ready = became_ready(before, assessed)
    if ready:
        await uow.publish(LeadReady(lead.id, now, "reply"))
    elif isinstance(assessed.verdict, Disqualified) and before.stage != "disqualified":
        await uow.publish(LeadDisqualified(lead.id, now, str(assessed.verdict.profile)))
    return Understood(assessed.lead, quotes, ready)


def stated_in(
    text: str, lead: Lead, playbook: Playbook, *, asked: str | None, now: datetime
) -> dict[str, Mapping[str, Any]]:
    """What the text states, by kind: of two of one kind the first counts, since people answer at the top.

    The first text that a process reads loads the sentence encoder (0.3 s).
    """
    here = now.astimezone(zone_of(lead.contact))
    needs = [NeedCategory(need.name, need.keywords, need.examples) for need in playbook.qualification.needs]
    sentences = encoder.load()
    stated: dict[str, Mapping[str, Any]] = {}
    for piece in _pieces(text):
        found = entities(understand(piece, asked=asked, now=here, needs=needs, encoder=sentences))
        stated = {**stated_by(found, intent="", text=piece), **stated}
        asked = None  # the answer stands at the top
    return {kind: value for kind, value in stated.items() if kind not in NOT_FROM_MAIL}


def _pieces(text: str) -> Iterator[str]:
    """Whole lines together, as long as they are read at once."""
    piece = ""
    for line in text.splitlines():
        if len(piece) + len(line) >= READ_AT_ONCE and piece:
            yield piece
            piece = ""
        piece += line[:READ_AT_ONCE] + "\n"
    yield piece
