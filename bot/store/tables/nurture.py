"""Sequences, enrolments, every mail, and what comes back."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    SmallInteger,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from bot.store.tables.base import key, metadata, ref
from bot.store.types import Document, Instant

sequence_versions = Table(
    "sequence_versions",
    metadata,
    key(),
    Column("name", String(80), nullable=False),
    Column("version", Integer, nullable=False),
    Column("title", String(200), nullable=False, server_default=""),
    Column("imported_at", Instant, nullable=False),
    Column("digest", String(64), nullable=False),
    Column("reasons", Document, nullable=False),
    Column("active", Boolean, nullable=False, server_default=text("true")),
    Column("stages", Document),
    Column("segment", Document),
    UniqueConstraint("name", "version"),
)
sequence_steps = Table(
    "sequence_steps",
    metadata,
    key(),
    ref("version_id", "sequence_versions.id"),
    Column("position", Integer, nullable=False),
    Column("delay_seconds", Integer, nullable=False),
    Column("template", String(80), nullable=False),
    Column("subject", Text, nullable=False),
    Column("body", Text, nullable=False),
    Column("condition", Document),
    UniqueConstraint("version_id", "position"),
)
enrolments = Table(
    "enrolments",
    metadata,
    key(),
    ref("lead_id", "leads.id"),
    ref("version_id", "sequence_versions.id"),
    Column("sequence", String(80), nullable=False),
    Column("status", String(12), nullable=False),  # unconfirmed | active | finished | ended
    Column("reason", String(40), nullable=False),
    Column("enrolled_at", Instant, nullable=False),
    Column("next_position", Integer),
    Column("due_at", Instant, index=True),
    Column("due_because", Text),  # in words, for `bantam next` and the console
    Column("held_because", Text),  # why the step that is due does not go out
    Column("leased_until", Instant),
    Column("ended_at", Instant),
    Column("ended_because", String(40)),
    Index(
        "uq_enrolments_active",
        "lead_id",
        "sequence",
        unique=True,
        sqlite_where=text("status IN ('unconfirmed','active')"),
        postgresql_where=text("status IN ('unconfirmed','active')"),
    ),
)
CLAIMED = text("state IN ('queued','deferred','sending')")
"""The states of mails that a worker still has something to do with."""
mails = Table(
    "mails",
    metadata,
    key(),
    Column("kind", String(20), nullable=False),  # MailKind of bot/leads/mail.py
    Column("cause", String(80), nullable=False),  # for example meeting:ID or enrolment:ID:STEP
    Column("version", Integer, nullable=False),
    Column("recipient", String(320), nullable=False, index=True),
    Column("recipient_domain", String(255), nullable=False),
    Column("recipient_name", String(200)),
    ref("lead_id", "leads.id", null=True, index=False),
    Column("enrolment_id", String(40), ForeignKey("enrolments.id", ondelete="CASCADE")),
    Column("step_id", String(40)),
    Column("meeting_id", String(40), ForeignKey("meetings.id", ondelete="CASCADE"), index=True),
    Column("subject", Text, nullable=False),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("ics", Text),
    Column("ics_method", String(10)),
    Column("reply_to", String(320)),
    Column("unsubscribe_url", Text),
    Column("message_id", String(200), nullable=False, unique=True),
    Column("state", String(10), nullable=False),
    # queued | sending | accepted | deferred | rejected | unknown | withheld
    Column("reason", Text),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("leased_until", Instant),
    Column("priority", SmallInteger, nullable=False, server_default="0"),  # 0: somebody waits for it
    Column("begun_at", Instant),  # when the last attempt began: what a lead's limits count
    Column("created_at", Instant, nullable=False),
    Column("updated_at", Instant, nullable=False),
    UniqueConstraint("cause", "version", "recipient"),
    UniqueConstraint("enrolment_id", "step_id"),
    Index("ix_mails_claim", "priority", "due_at", sqlite_where=CLAIMED, postgresql_where=CLAIMED),
    Index(
        "ix_mails_report",
        "step_id",
        "state",
        "created_at",
        sqlite_where=text("step_id IS NOT NULL"),
        postgresql_where=text("step_id IS NOT NULL"),
    ),
    Index("ix_mails_begun_lead", "lead_id", "begun_at"),
    Index("ix_mails_state", "state"),  # counting them would otherwise read every mail's words
)
# Every attempt of the last hours, for the limits a minute and an hour. No foreign key: an attempt counts
# though its mail is erased; so the domain is kept as its SHA-256.
mail_attempts = Table(
    "mail_attempts",
    metadata,
    Column("mail_id", String(40), primary_key=True),
    Column("attempt", Integer, primary_key=True),
    Column("recipient_domain", String(255), nullable=False),
    Column("begun_at", Instant, nullable=False, index=True),
    Index("ix_mail_attempts_domain", "recipient_domain", "begun_at"),
)
suppressions = Table(
    "suppressions",
    metadata,
    Column("address_hash", String(64), primary_key=True),
    Column("reason", String(40), nullable=False),
    Column("at", Instant, nullable=False),
)
mail_links = Table(
    "mail_links",
    metadata,
    key(),
    ref("mail_id", "mails.id"),
    Column("kind", String(8), nullable=False),  # page | chat | answer
    Column("url", Text),
    Column("fact", String(20)),
    Column("answer", Text),
    Column("clicks", Integer, nullable=False, server_default="0"),
    Column("first_clicked_at", Instant),
)
inbound_mails = Table(
    "inbound_mails",
    metadata,
    key(),
    Column("digest", String(64), nullable=False, unique=True),
    Column("kind", String(12), nullable=False),  # InboundKind of bot/nurture/models.py
    Column("received_at", Instant, nullable=False),
    ref("mail_id", "mails.id", null=True),
    ref("lead_id", "leads.id", null=True),
    Column("text", Text, nullable=False),
    Column("detail", Text, nullable=False),
)
mail_preferences = Table(
    "mail_preferences",
    metadata,
    Column("lead_id", String(40), ForeignKey("leads.id", ondelete="CASCADE"), primary_key=True),
    Column("paused_until", Instant),
    Column("every_days", Integer),
    Column("updated_at", Instant, nullable=False),
)
mailboxes = Table(
    "mailboxes",
    metadata,
    Column("name", String(320), primary_key=True),  # user@host/folder
    Column("uid_validity", BigInteger),  # RFC 3501, 2.3.1.1: with another one, UIDs mean nothing any more
    Column("last_uid", BigInteger, nullable=False, server_default="0"),
    Column("due_at", Instant, nullable=False),
    Column("leased_until", Instant),
    Column("read_at", Instant),
    Column("failures", Integer, nullable=False, server_default="0"),
    Column("problem", Text),
    Column("failing_since", Instant),
    Column("told_at", Instant),  # that it fails, to who looks after it
    Column("trying_uid", BigInteger),  # the mail that is dealt with right now, or whose reading failed
    Column("tries", Integer, nullable=False, server_default="0"),  # of that one, as points
)
