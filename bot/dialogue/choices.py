"""What a button or a slot stands for: Rasa's own payload syntax, read by us.

Payloads come from domain.yml and from the actions, never from a browser: web puts them in for a choice's id.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.dialogue.body import BadBody

_PAYLOAD = re.compile(r"/(?P<intent>[a-z][a-z0-9_]*)(?P<entities>\{.*\})?", re.DOTALL)
# Rasa obeys these three without any rule; no button of ours may wipe a conversation.
RESERVED = frozenset({"restart", "back", "session_start"})


@dataclass(frozen=True)
class Choice:
    """An intent with the entities that the payload carries, name to value."""

    intent: str
    entities: Mapping[str, Any] = field(default_factory=dict)


def read_choice(payload: str, intents: Collection[str]) -> Choice | None:
    """The choice behind `/intent` or `/intent{"entity": VALUE}`; None for plain text, to be read as if typed.

    Raises BadBody for a payload that is neither: an unknown intent, or no JSON object behind it.
    """
    if not payload.startswith("/"):
        return None
    match = _PAYLOAD.fullmatch(payload)
    if match is None:
        raise BadBody('choice: write /intent or /intent{"entity": VALUE}')
    intent = match["intent"]
    if intent in RESERVED or intent not in intents:
        raise BadBody(f"choice: {intent[:60]} is no intent of domain.yml")
    return Choice(intent, _entities(match["entities"] or "{}"))


def _entities(text: str) -> dict[str, Any]:
    try:
        entities = json.loads(text)
    except ValueError:
        raise BadBody("choice: the entities are not JSON") from None
    if not isinstance(entities, dict):
        raise BadBody("choice: the entities are no object")
    return entities
