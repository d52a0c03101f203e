"""The reps' own calendars and time off; reminders, ratings and replies of meetings."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.types import Instant

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

REMIND = sa.text("remind_at IS NOT NULL")
DUE = sa.text("due_at IS NOT NULL")


def upgrade() -> None:
    # Columns are added in place: a table that Alembic copies on SQLite would lose its triggers.
    op.add_column("meetings", sa.Column("link_version", sa.Integer(), server_default="0", nullable=False))
    op.add_column("meetings", sa.Column("remind_at", Instant(), nullable=True))
    op.add_column("meetings", sa.Column("rating", sa.String(length=8), nullable=True))
    op.add_column("meetings", sa.Column("visitor_reply", sa.String(length=12), nullable=True))
    op.add_column("meetings", sa.Column("rep_reply", sa.String(length=12), nullable=True))
    op.add_column("meetings", sa.Column("clash_told_at", Instant(), nullable=True))
    op.create_index(
        "ix_meetings_remind", "meetings", ["remind_at"], sqlite_where=REMIND, postgresql_where=REMIND
    )
    op.add_column("reps", sa.Column("feed_version", sa.Integer(), server_default="0", nullable=False))
    _time_off()
    _calendars()
    _busy()
    _writes()


def _time_off() -> None:
    op.create_table(
        "time_off",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("rep_id", sa.String(length=80), nullable=False),
        sa.Column("first", sa.Date(), nullable=False),
        sa.Column("last", sa.Date(), nullable=False),
        sa.Column("because", sa.String(length=200), server_default="", nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        sa.Column("created_by", sa.String(length=320), nullable=False),
        sa.CheckConstraint("first <= last", name=op.f("ck_time_off_order")),
        sa.ForeignKeyConstraint(["rep_id"], ["reps.id"], name=op.f("fk_time_off_rep_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_off")),
    )
    op.create_index(op.f("ix_time_off_rep_id"), "time_off", ["rep_id"])


def _calendars() -> None:
    op.create_table(
        "calendars",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("rep_id", sa.String(length=80), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("username", sa.String(length=320), nullable=True),
        sa.Column("secret", sa.Text(), nullable=True),
        sa.Column("private_allowed", sa.Boolean(), nullable=False),
        sa.Column("written", sa.Boolean(), nullable=False),
        sa.Column("added_at", Instant(), nullable=False),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("told_at", Instant(), nullable=True),
        sa.Column("etag", sa.Text(), nullable=True),
        sa.Column("last_modified", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["rep_id"], ["reps.id"], name=op.f("fk_calendars_rep_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendars")),
    )
    op.create_index(op.f("ix_calendars_rep_id"), "calendars", ["rep_id"])
    op.create_index(op.f("ix_calendars_due_at"), "calendars", ["due_at"])


def _busy() -> None:
    op.create_table(
        "calendar_busy",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("calendar_id", sa.String(length=40), nullable=False),
        sa.Column("start_at", Instant(), nullable=False),
        sa.Column("end_at", Instant(), nullable=False),
        sa.CheckConstraint("start_at < end_at", name=op.f("ck_calendar_busy_order")),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["calendars.id"], name=op.f("fk_calendar_busy_calendar_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_busy")),
    )
    op.create_index("ix_calendar_busy_span", "calendar_busy", ["calendar_id", "start_at", "end_at"])


def _writes() -> None:
    op.create_table(
        "calendar_writes",
        sa.Column("meeting_id", sa.String(length=40), nullable=False),
        sa.Column("calendar_id", sa.String(length=40), nullable=False),
        sa.Column("due_at", Instant(), nullable=True),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("sequence", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meetings.id"], name=op.f("fk_calendar_writes_meeting_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["calendar_id"], ["calendars.id"], name=op.f("fk_calendar_writes_calendar_id"), ondelete="CASCADE"
        ),
    )
    op.create_index(
        "uq_calendar_writes_meeting", "calendar_writes", ["meeting_id", "calendar_id"], unique=True
    )
    op.create_index(op.f("ix_calendar_writes_calendar_id"), "calendar_writes", ["calendar_id"])
    op.create_index(
        "ix_calendar_writes_due", "calendar_writes", ["due_at"], sqlite_where=DUE, postgresql_where=DUE
    )


def downgrade() -> None:
    for table in ("calendar_writes", "calendar_busy", "calendars", "time_off"):
        op.drop_table(table)
    op.drop_column("reps", "feed_version")
    op.drop_index("ix_meetings_remind", "meetings")
    for column in ("clash_told_at", "rep_reply", "visitor_reply", "rating", "remind_at", "link_version"):
        op.drop_column("meetings", column)
