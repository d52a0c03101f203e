"""What a button of a question states: `/inform{"need": "security"}`, spelled out."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Final

from bot.understand.facts import BANT, bant_from_json, bant_to_json

# What a question of BANT can come to without an answer.
UNSTATED: Final = frozenset({"none_yet", "no_plan", "refused", "unsure"})
_PAYLOAD: Final = re.compile(r"/[a-z][a-z0-9_]*(?P<values>\{.*\})?", re.DOTALL)


def chosen_facts(title: str, payload: str) -> dict[str, dict[str, Any]] | None:
    """The facts that a button of domain.yml states, by kind in their JSON shape, its `title` as the quote.

    Empty for a payload that states nothing (`/refuse`); None for one of plain words, which are read as if
    somebody typed them.
    """
    if not payload.startswith("/"):
        return None
    found = _PAYLOAD.fullmatch(payload.strip())
    values = (found["values"] if found else None) or "{}"
    if values.startswith("{{"):  # Rasa fills {slots} in, so braces that are meant may be written twice
        values = re.sub(r"([{}])\1", r"\1", values)
    try:
        full = {str(kind): in_full(str(kind), value) for kind, value in json.loads(values).items()}
    except (ValueError, LookupError):  # `bantam check` says what is wrong with it
        return {}
    return {kind: {**value, "quote": title} for kind, value in full.items() if isinstance(value, Mapping)}


def in_full(kind: str, value: Any) -> Any:
    """The whole JSON shape of a fact that is written short or in part; anything else as it is.

    Short are `{"need": "security"}`, `{"authority": "researcher"}` and `{"budget": "none_yet"}`.
    """
    if kind not in BANT:
        return value
    if isinstance(value, str):
        named = {"need": "category", "authority": "role"}
        value = {"status": value} if value in UNSTATED else {"status": "stated", named[kind]: value}
    return bant_to_json(bant_from_json(kind, value)) if isinstance(value, Mapping) else value
