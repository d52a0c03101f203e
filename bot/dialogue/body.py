"""What web may send to the dialogue, checked before any of it reaches Rasa."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

# Rasa takes 0.4 s for 10 kB of text and 11 s for 100 kB, while every other chat waits.
LONGEST_TEXT = 1000
LONGEST_NAME = 128
KEYS = {"conversation", "id", "text", "choice", "title", "metadata"}
METADATA_KEYS = ("asks", "timezone", "locale", "now", "url")
# Control characters say nothing, and PostgreSQL stores no NUL.
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


class BadBody(ValueError):
    """The request cannot be a turn; the text says what to send instead."""


@dataclass(frozen=True)
class Turn:
    """One message of a visitor: `text` is what was typed, or the words on the chosen button.

    `choice` is the payload behind that button, None for typed text. `id` is the client's, the same when the
    turn is sent again.
    """

    conversation: str
    id: str
    text: str
    choice: str | None = None
    metadata: Mapping[str, Any] = field(default_factory=dict)


def read_turn(body: object) -> Turn:
    """The turn in a request's JSON; raises BadBody for anything that is not exactly one."""
    if not isinstance(body, dict):
        raise BadBody("send a JSON object")
    if unknown := sorted(str(key) for key in body.keys() - KEYS):
        raise BadBody(f"leave out {', '.join(unknown)[:80]}")
    if ("text" in body) == ("choice" in body):
        raise BadBody("send either text or choice")
    conversation, client_id = (_string(body, key, LONGEST_NAME) for key in ("conversation", "id"))
    metadata = _metadata(body.get("metadata"))
    if "text" in body:
        return Turn(conversation, client_id, as_text(_string(body, "text", LONGEST_TEXT)), None, metadata)
    choice = _string(body, "choice", LONGEST_TEXT)
    title = _string(body, "title", LONGEST_TEXT) if body.get("title") is not None else choice
    return Turn(conversation, client_id, as_text(title), choice, metadata)


def as_text(text: str) -> str:
    """What was typed, without leading slashes, so that Rasa never takes it for a command; may be empty."""
    # A lone half of a surrogate pair is legal JSON, but no tokenizer takes it.
    text = _CONTROL.sub(" ", text.encode("utf-8", "replace").decode("utf-8")).strip()
    while text.startswith("/"):
        text = text[1:].lstrip()
    return text


def _string(body: Mapping[str, Any], key: str, longest: int) -> str:
    value = body.get(key)
    if not isinstance(value, str) or not value.strip() or len(value) > longest:
        raise BadBody(f"{key}: send 1 to {longest} characters")
    return value


def _metadata(value: object) -> dict[str, Any]:
    """Only the keys that the dialogue reads, each a short string; anything else stays outside."""
    if value is None:
        return {}
    if not isinstance(value, dict):
        raise BadBody("metadata: send an object")
    known = {key: value[key] for key in METADATA_KEYS if value.get(key) is not None}
    for key, item in known.items():
        if not isinstance(item, str) or len(item) > 2000:
            raise BadBody(f"metadata.{key}: send a string")
    return known
