"""The team and its meetings."""

from __future__ import annotations

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    text,
)

from bot.store.tables.base import key, metadata, ref
from bot.store.types import Document, Instant

reps = Table(
    "reps",
    metadata,
    Column("id", String(80), primary_key=True),  # the name under which team.yml knows the rep
    Column("name", String(200), nullable=False),
    Column("email", String(320), nullable=False, unique=True),
    Column("timezone", String(64), nullable=False),
    Column("settings", Document, nullable=False),  # the rep's part of team.yml
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("feed_version", Integer, nullable=False, server_default="0"),  # a new one ends older feed links
)
time_off = Table(
    "time_off",
    metadata,
    key(),
    Column("rep_id", String(80), ForeignKey("reps.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("first", Date, nullable=False),  # in the rep's zone, both ends included
    Column("last", Date, nullable=False),
    Column("because", String(200), nullable=False, server_default=""),
    Column("created_at", Instant, nullable=False),
    Column("created_by", String(320), nullable=False),
    CheckConstraint("first <= last", name="order"),
)
rep_days = Table(
    "rep_days",
    metadata,
    Column("rep_id", String(80), ForeignKey("reps.id", ondelete="CASCADE"), primary_key=True),
    Column("day", Date, primary_key=True),  # in the rep's zone
    Column("booked", Integer, nullable=False, server_default="0"),
)
meetings = Table(
    "meetings",
    metadata,
    key(),
    ref("lead_id", "leads.id"),
    Column("conversation_id", String(40)),
    Column("rep_id", String(80), ForeignKey("reps.id"), nullable=False, index=True),
    Column("start_at", Instant, nullable=False),
    Column("end_at", Instant, nullable=False),
    Column("busy_start", Instant, nullable=False),  # half-open, buffers included
    Column("busy_end", Instant, nullable=False),
    Column("rep_day", Date, nullable=False),  # the date in the rep's zone that it counts to, in rep_days
    Column(
        "status", String(12), nullable=False
    ),  # held | confirmed | cancelled | expired | completed | no_show
    Column("held_until", Instant),
    Column("location", Text, nullable=False),
    Column("visitor_timezone", String(64), nullable=False),
    Column("uid", String(120), nullable=False, unique=True),
    Column("sequence", Integer, nullable=False, server_default="0"),
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("cancelled_by", String(10)),
    Column("link_version", Integer, nullable=False, server_default="0"),  # a new one ends older manage links
    Column("remind_at", Instant),  # when the next reminder is due
    Column("rating", String(8)),  # good | bad: what the rep thinks of the lead
    Column("visitor_reply", String(12)),  # accepted | declined | tentative, from their calendar
    Column("rep_reply", String(12)),
    Column("clash_told_at", Instant),  # the rep knows that their own calendar has something else then
    CheckConstraint("busy_start < busy_end", name="busy_order"),
    Index(
        "uq_meetings_active_lead",
        "lead_id",
        unique=True,
        sqlite_where=text("status IN ('held','confirmed')"),
        postgresql_where=text("status IN ('held','confirmed')"),
    ),
    Index("ix_meetings_busy", "rep_id", "busy_start", "busy_end"),
    Index(
        "ix_meetings_remind",
        "remind_at",
        sqlite_where=text("remind_at IS NOT NULL"),
        postgresql_where=text("remind_at IS NOT NULL"),
    ),
)
