"""Who signs in, and with what."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Role = Literal["rep", "marketer", "admin"]
ROLES: tuple[Role, ...] = ("rep", "marketer", "admin")
Scope = Literal["read", "metrics"]
SCOPES: Mapping[Scope, tuple[Scope, ...]] = {"read": ("read", "metrics"), "metrics": ("metrics",)}
"""What a token of each scope is good for: leads and metrics, or numbers alone."""


@dataclass(frozen=True)
class Staff:
    """Somebody with a sign-in. `rep_id` is the rep of team.yml with the same e-mail, if there is one."""

    id: str
    email: str
    name: str
    role: Role
    timezone: str
    created_at: datetime
    active: bool = True
    rep_id: str | None = None
    on_duty: bool = False
    """Takes over chats, while a page of theirs has asked lately (`seen_at`)."""
    seen_at: datetime | None = None


@dataclass(frozen=True)
class ApiToken:
    """A program's key as it is kept: the token itself is shown once and never again."""

    id: str
    name: str
    created_at: datetime
    scope: Scope = "read"
    last_used_at: datetime | None = None
    revoked_at: datetime | None = None


@dataclass(frozen=True)
class AuditEntry:
    at: datetime
    actor: str
    did: str
    object_id: str | None = None
