"""People who sign in, and the product's own state."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, String, Table, Text, text

from bot.store.tables.base import key, metadata, ref, serial
from bot.store.types import Document, Instant

staff = Table(
    "staff",
    metadata,
    key(),
    Column("email", String(320), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("role", String(10), nullable=False),  # rep | marketer | admin
    Column("password_hash", Text, nullable=False),
    Column("timezone", String(64), nullable=False),
    Column("created_at", Instant, nullable=False),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("on_duty", Boolean, nullable=False, server_default=text("false")),  # takes over chats
    Column("seen_at", Instant),  # when a page of theirs last asked for chats
)
staff_sessions = Table(
    "staff_sessions",
    metadata,
    Column("token_hash", String(64), primary_key=True),
    ref("staff_id", "staff.id"),
    Column("created_at", Instant, nullable=False),
    Column("expires_at", Instant, nullable=False),
)
sign_in_failures = Table(
    "sign_in_failures",
    metadata,
    serial(),
    Column("key", String(64), nullable=False, index=True),  # a hash of the address or of the account
    Column("at", Instant, nullable=False, index=True),
)
solved_challenges = Table(
    "solved_challenges",  # proofs of work that were used: each counts once
    metadata,
    Column("digest", String(64), primary_key=True),
    Column("expires_at", Instant, nullable=False, index=True),
)
api_tokens = Table(
    "api_tokens",
    metadata,
    key(),
    Column("name", String(80), nullable=False, unique=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("scope", String(20), nullable=False, server_default="read"),
    Column("created_at", Instant, nullable=False),
    Column("last_used_at", Instant),
    Column("revoked_at", Instant),
)
audit_log = Table(
    "audit_log",
    metadata,
    serial(),
    Column("at", Instant, nullable=False, index=True),
    Column("actor", String(320), nullable=False),
    Column("did", String(80), nullable=False),
    Column("object_id", String(80)),
)
playbooks = Table(
    "playbooks",
    metadata,
    serial(),
    Column("digest", String(64), nullable=False),
    Column("imported_at", Instant, nullable=False),
    Column("document", Document, nullable=False),
)
