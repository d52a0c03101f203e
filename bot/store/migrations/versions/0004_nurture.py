"""Limits of nurture mail, links followed by their id, mail that comes back, preferences, further devices."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.types import Document, Instant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

CLAIMED = sa.text("state IN ('queued','deferred','sending')")
DOMAIN = {
    "sqlite": "UPDATE mails SET recipient_domain = substr(recipient, instr(recipient, '@') + 1)",
    "postgresql": "UPDATE mails SET recipient_domain = split_part(recipient, '@', 2)",
}


def upgrade() -> None:
    op.add_column("sequence_versions", sa.Column("stages", Document, nullable=True))
    op.add_column("sequence_versions", sa.Column("segment", Document, nullable=True))
    _mails()
    _links()
    _inbound()
    _mailboxes()
    op.create_table(
        "conversation_tokens",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("conversation_id", sa.String(length=40), nullable=False),
        sa.Column("created_at", Instant(), nullable=False),
        _goes_with("conversation_tokens", "conversation_id", "conversations"),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_conversation_tokens")),
    )
    _index("conversation_tokens", "conversation_id")


def _mails() -> None:
    # With a default only while the column is filled: SQLite adds no column without one.
    op.add_column(
        "mails", sa.Column("recipient_domain", sa.String(length=255), server_default="", nullable=False)
    )
    op.add_column("mails", sa.Column("priority", sa.SmallInteger(), server_default="0", nullable=False))
    op.add_column("mails", sa.Column("begun_at", Instant(), nullable=True))
    op.execute(DOMAIN[op.get_bind().dialect.name])
    op.execute("UPDATE mails SET priority = 1 WHERE kind = 'nurture'")
    # The lease's end is the instant at which a mail that is being sent is due again.
    op.execute("UPDATE mails SET begun_at = updated_at WHERE state IN ('accepted', 'sending', 'unknown')")
    op.execute("UPDATE mails SET due_at = leased_until WHERE state = 'sending' AND leased_until IS NOT NULL")
    op.drop_index("ix_mails_due", "mails")
    op.drop_index("ix_mails_lead_id", "mails")
    op.create_index(
        "ix_mails_claim", "mails", ["priority", "due_at"], sqlite_where=CLAIMED, postgresql_where=CLAIMED
    )
    of_steps = sa.text("step_id IS NOT NULL")
    op.create_index(
        "ix_mails_report", "mails", ["step_id", "state", "created_at"], sqlite_where=of_steps,
        postgresql_where=of_steps,
    )  # fmt: skip
    op.create_index("ix_mails_begun_lead", "mails", ["lead_id", "begun_at"])
    op.create_table(
        "mail_attempts",
        sa.Column("mail_id", sa.String(length=40), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("recipient_domain", sa.String(length=255), nullable=False),
        sa.Column("begun_at", Instant(), nullable=False),
        sa.PrimaryKeyConstraint("mail_id", "attempt", name=op.f("pk_mail_attempts")),
    )
    op.create_index("ix_mail_attempts_begun_at", "mail_attempts", ["begun_at"])
    op.create_index("ix_mail_attempts_domain", "mail_attempts", ["recipient_domain", "begun_at"])


def _links() -> None:
    op.create_table(
        "mail_links",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("mail_id", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("url", sa.Text(), nullable=True),
        sa.Column("fact", sa.String(length=20), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("clicks", sa.Integer(), server_default="0", nullable=False),
        sa.Column("first_clicked_at", Instant(), nullable=True),
        _goes_with("mail_links", "mail_id", "mails"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail_links")),
    )
    _index("mail_links", "mail_id")


def _inbound() -> None:
    op.create_table(
        "inbound_mails",
        sa.Column("id", sa.String(length=40), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("received_at", Instant(), nullable=False),
        sa.Column("mail_id", sa.String(length=40), nullable=True),
        sa.Column("lead_id", sa.String(length=40), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        _goes_with("inbound_mails", "mail_id", "mails"),
        _goes_with("inbound_mails", "lead_id", "leads"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_inbound_mails")),
        sa.UniqueConstraint("digest", name=op.f("uq_inbound_mails_digest")),
    )
    _index("inbound_mails", "mail_id")
    _index("inbound_mails", "lead_id")
    op.create_table(
        "mail_preferences",
        sa.Column("lead_id", sa.String(length=40), nullable=False),
        sa.Column("paused_until", Instant(), nullable=True),
        sa.Column("every_days", sa.Integer(), nullable=True),
        sa.Column("updated_at", Instant(), nullable=False),
        _goes_with("mail_preferences", "lead_id", "leads"),
        sa.PrimaryKeyConstraint("lead_id", name=op.f("pk_mail_preferences")),
    )


def _mailboxes() -> None:
    op.create_table(
        "mailboxes",
        sa.Column("name", sa.String(length=320), nullable=False),
        sa.Column("uid_validity", sa.BigInteger(), nullable=True),
        sa.Column("last_uid", sa.BigInteger(), server_default="0", nullable=False),
        sa.Column("due_at", Instant(), nullable=False),
        sa.Column("leased_until", Instant(), nullable=True),
        sa.Column("read_at", Instant(), nullable=True),
        sa.Column("failures", sa.Integer(), server_default="0", nullable=False),
        sa.Column("problem", sa.Text(), nullable=True),
        sa.Column("failing_since", Instant(), nullable=True),
        sa.Column("told_at", Instant(), nullable=True),
        sa.Column("trying_uid", sa.BigInteger(), nullable=True),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_mailboxes")),
    )


def _goes_with(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    name = op.f(f"fk_{table}_{column}")
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=name, ondelete="CASCADE")


def _index(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table in (
        "conversation_tokens", "mailboxes", "mail_preferences", "inbound_mails", "mail_links", "mail_attempts",
    ):  # fmt: skip
        op.drop_table(table)
    for index in ("ix_mails_report", "ix_mails_begun_lead", "ix_mails_claim"):
        op.drop_index(index, "mails")
    for column in ("begun_at", "priority", "recipient_domain"):
        op.drop_column("mails", column)
    op.create_index("ix_mails_due", "mails", ["state", "due_at"])
    op.create_index("ix_mails_lead_id", "mails", ["lead_id"])
    op.drop_column("sequence_versions", "segment")
    op.drop_column("sequence_versions", "stages")
