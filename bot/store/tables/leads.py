"""Who the lead is, what is known of them, and why they score and go where they go."""

from __future__ import annotations

from sqlalchemy import Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.store.tables.base import key, metadata, ref, serial
from bot.store.types import Document, Instant

leads = Table(
    "leads",
    metadata,
    key(),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("stage", String(16), nullable=False, index=True),
    Column("temperature", String(8)),
    Column("name", String(200)),
    Column("email", String(320), unique=True),  # normalised: deduplication is by this column
    Column("email_domain", String(255), index=True),
    Column("phone", String(32)),
    Column("company", String(200)),
    Column("job_title", String(200)),
    Column("company_size_min", Integer),
    Column("company_size_max", Integer),
    Column("industry", String(80)),
    Column("country", String(2)),
    Column("timezone", String(64)),
    Column("language", String(16)),
    Column("owner_id", String(80), index=True),  # reps.id; a rep who left keeps their leads until reassigned
    Column("score", Integer, nullable=False, server_default="0"),
    Column("source", Document, nullable=False),
    Column("handover_at", Instant),
    Column("handover_reason", String(80)),
    Column("handover_to", String(80)),
    Column("lost_reason", String(80)),
    Index("ix_leads_updated_at", "updated_at"),
)
facts = Table(
    "facts",
    metadata,
    serial(),
    ref("lead_id", "leads.id"),
    Column("kind", String(20), nullable=False),
    Column("value", Document, nullable=False),
    Column("quote", Text, nullable=False),
    Column("asked", String(20)),
    ref("conversation_id", "conversations.id"),
    Column("stated_at", Instant, nullable=False),
    Column("replaced_at", Instant),
    Index(
        "uq_facts_current",
        "lead_id",
        "kind",
        unique=True,
        sqlite_where=text("replaced_at IS NULL"),
        postgresql_where=text("replaced_at IS NULL"),
    ),
)
consents = Table(
    "consents",
    metadata,
    serial(),
    ref("lead_id", "leads.id"),
    Column("purpose", String(20), nullable=False),
    Column("given_at", Instant, nullable=False),
    Column("wording", Text, nullable=False),
    Column("conversation_id", String(40)),
    Column("confirmed_at", Instant),
    Column("withdrawn_at", Instant),
)
lead_events = Table(
    "lead_events",
    metadata,
    serial(),
    ref("lead_id", "leads.id"),
    Column("at", Instant, nullable=False),
    Column("kind", String(40), nullable=False),
    Column("detail", Document, nullable=False),
)
score_parts = Table(
    "score_parts",
    metadata,
    ref("lead_id", "leads.id", index=False),
    Column("position", Integer, nullable=False),
    Column("rule", String(80), nullable=False),
    Column("points", Integer, nullable=False),
    Column("quote", Text, nullable=False),
    UniqueConstraint("lead_id", "position"),
)
routing_steps = Table(
    "routing_steps",
    metadata,
    ref("lead_id", "leads.id", index=False),
    Column("position", Integer, nullable=False),
    Column("rule", String(200), nullable=False),
    Column("outcome", Text, nullable=False),
    UniqueConstraint("lead_id", "position"),
)
