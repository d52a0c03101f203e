"""Identifiers: a readable prefix and 96 random bits."""

from __future__ import annotations

import secrets


def new_id(prefix: str) -> str:
    """For example `lead_3f9c…`; unguessable enough to appear in an address that asks for a session anyway."""
    return f"{prefix}_{secrets.token_hex(12)}"
