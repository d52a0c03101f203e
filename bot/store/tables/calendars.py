"""The reps' own calendars: where they are, what they hold of busy times, what is to be written to them."""

from __future__ import annotations

from sqlalchemy import Boolean, CheckConstraint, Column, ForeignKey, Index, Integer, String, Table, Text, text

from bot.store.tables.base import key, metadata, ref, serial
from bot.store.types import Instant

calendars = Table(
    "calendars",
    metadata,
    key(),
    Column("rep_id", String(80), ForeignKey("reps.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("kind", String(8), nullable=False),  # ics | caldav
    Column("url", Text, nullable=False),  # may be a secret itself: only its host is shown
    Column("username", String(320)),
    Column("secret", Text),  # the password, encrypted with the product's key
    Column("private_allowed", Boolean, nullable=False),  # an admin let it stand in the own network
    Column("written", Boolean, nullable=False),  # meetings are written to it (CalDAV)
    Column("added_at", Instant, nullable=False),
    Column("read_at", Instant),  # the last success: the age of what is known of it
    Column("due_at", Instant, nullable=False, index=True),  # when it is read again
    Column("leased_until", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("problem", Text),
    Column("told_at", Instant),  # the rep knows of the problem
    Column("etag", Text),
    Column("last_modified", Text),
)
calendar_busy = Table(
    "calendar_busy",
    metadata,
    serial(),
    ref("calendar_id", "calendars.id", index=False),
    Column("start_at", Instant, nullable=False),  # half-open; no title: what a rep does is theirs
    Column("end_at", Instant, nullable=False),
    CheckConstraint("start_at < end_at", name="order"),
    Index("ix_calendar_busy_span", "calendar_id", "start_at", "end_at"),
)
calendar_writes = Table(
    "calendar_writes",
    metadata,
    ref("meeting_id", "meetings.id", index=False),
    ref("calendar_id", "calendars.id"),
    Column("due_at", Instant),  # none: the calendar has the meeting as it is
    Column("leased_until", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("problem", Text),
    Column("sequence", Integer),  # the meeting's sequence that the calendar has
    Index("uq_calendar_writes_meeting", "meeting_id", "calendar_id", unique=True),
    Index(
        "ix_calendar_writes_due",
        "due_at",
        sqlite_where=text("due_at IS NOT NULL"),
        postgresql_where=text("due_at IS NOT NULL"),
    ),
)
