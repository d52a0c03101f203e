"""Conversations: turns, messages, choices, receipts, tasks."""

from __future__ import annotations

from sqlalchemy import Boolean, Column, Index, Integer, String, Table, Text, UniqueConstraint, text

from bot.store.tables.base import Serial, key, metadata, ref, serial
from bot.store.types import Document, Instant

conversations = Table(
    "conversations",
    metadata,
    key(),
    ref("lead_id", "leads.id", null=True),  # none until the visitor's first message
    Column("visitor_id", String(40), nullable=False, index=True),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("created_at", Instant, nullable=False),
    Column("locale", String(16)),
    Column("timezone", String(64)),
    Column("source", Document, nullable=False),
    Column("outcome", String(20)),
    Column("leased_until", Instant),  # one turn of a conversation is in flight at a time
    Column("leased_by", String(40)),
    Column("stopped_at", Instant),
    Column("seen_at", Instant),  # when the visitor's page last showed this chat
    Column("nudges", Integer, nullable=False, server_default="0"),  # to a silent visitor
    Column("nudge_at", Instant),  # when a silent visitor is asked next; none while nothing is open
    Column("taken_by", String(40)),  # the staff member who answers instead of the bot
    Column("taken_at", Instant),
    Column("taker_seen_at", Instant, index=True),  # when the taker's page last showed this chat
    Column("waits_since", Instant, index=True),  # for a person who was said to come; none once they have
    Index("ix_conversations_nudge", "nudge_at"),
)
conversation_tokens = Table(
    "conversation_tokens",  # of further devices: each carry-on link gives one
    metadata,
    Column("token_hash", String(64), primary_key=True),
    ref("conversation_id", "conversations.id"),
    Column("created_at", Instant, nullable=False),
)
turns = Table(
    "turns",
    metadata,
    serial(),
    ref("conversation_id", "conversations.id"),
    Column("client_id", String(64), nullable=False),
    Column("kind", String(8), nullable=False),  # start | text | choice | fact
    Column("payload", Document, nullable=False),
    Column("status", String(10), nullable=False),  # pending | answered
    Column("created_at", Instant, nullable=False),
    Column("answered_at", Instant),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("noticed", Boolean, nullable=False, server_default=text("false")),  # told "one moment" already
    UniqueConstraint("conversation_id", "client_id"),
    Index(
        "ix_turns_pending",
        "created_at",
        sqlite_where=text("status = 'pending'"),
        postgresql_where=text("status = 'pending'"),
    ),
)
messages = Table(
    "messages",
    metadata,
    serial(),
    ref("conversation_id", "conversations.id", index=False),
    Column("turn_id", Serial, index=True),
    Column("sender", String(8), nullable=False),  # bot | visitor | rep
    Column("at", Instant, nullable=False),
    Column("text", Text, nullable=False),
    Column("choices", Document, nullable=False),
    Column("card", Document),
    Column("asks", String(20)),
    Column("response", String(80)),  # the response of domain.yml that was said
    Column("author", String(200)),  # the name of the rep who wrote it
    Index("ix_messages_conversation_id_id", "conversation_id", "id"),  # the newest of a chat, and those after
)
choices = Table(
    "choices",
    metadata,
    key(),
    ref("conversation_id", "conversations.id"),
    Column("message_id", Serial, nullable=False),
    Column("title", Text, nullable=False),
    Column("payload", Text, nullable=False),
)
receipts = Table(
    "receipts",
    metadata,
    ref("conversation_id", "conversations.id", index=False),
    Column("client_id", String(64), nullable=False),
    Column("action", String(60), nullable=False),
    Column("outcome", Document, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("conversation_id", "client_id", "action"),
)
tasks = Table(
    "tasks",
    metadata,
    key(),
    ref("lead_id", "leads.id", null=True),
    Column("conversation_id", String(40)),
    Column("kind", String(20), nullable=False),  # handover | failed | routing | reply | mailbox
    Column("reason", Text, nullable=False),
    Column("assigned_to", String(80)),
    Column("created_at", Instant, nullable=False),
    Column("done_at", Instant),
)
visits = Table(
    "visits",
    metadata,
    serial(),
    ref("conversation_id", "conversations.id"),
    Column("at", Instant, nullable=False),
    Column("url", Text, nullable=False),
    Column("title", Text),
    Column("referrer", Text),
)
