"""The facts of one message as Rasa entities, so that slots fill from them."""

from __future__ import annotations

from typing import Any

from bot.understand.facts import BANT, CONTACT, Facts, Quote, bant_to_json, said_to_json


def entities(facts: Facts) -> list[dict[str, Any]]:
    """One entity per fact: `{"entity", "start", "end", "value"}`, in the order of the message.

    The value of need, budget, authority and timeline is the fact as the staff interface shows it; of a
    contact fact and of the profile `{"value", "quote"}`. Each value carries `quote`, the visitor's own words.
    """
    bant = [(kind, fact) for kind in BANT if (fact := getattr(facts, kind)) is not None]
    found = [_entity(kind, fact.quote, bant_to_json(fact)) for kind, fact in bant]
    found += [
        _entity(kind, said.quote, said_to_json(said)) for kind in CONTACT if (said := facts.contact.get(kind))
    ]
    if facts.profile:
        found.append(_entity("profile", facts.profile.quote, said_to_json(facts.profile)))
    return sorted(found, key=lambda entity: (entity["start"], entity["end"]))


def _entity(kind: str, quote: Quote, value: dict[str, Any]) -> dict[str, Any]:
    return {"entity": kind, "start": quote.start, "end": quote.end, "value": value}
