"""Identifiers: a readable prefix and 96 random bits."""

from __future__ import annotations

import secrets

PREVIEW = "preview"
"""How the ids of conversations begin that staff have in the preview; they live in a database of their own."""


def new_id(prefix: str) -> str:
    """For example `lead_3f9c…`; unguessable enough to appear in an address that asks for a session anyway."""
    return f"{prefix}_{secrets.token_hex(12)}"


def is_preview(conversation_id: str) -> bool:
    """Whether the conversation is one of the preview, and no visitor's."""
    return conversation_id.startswith(f"{PREVIEW}_")
