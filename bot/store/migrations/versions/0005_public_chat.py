"""A person takes over, a silent visitor is asked once, a proof of work counts once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from bot.store.types import Instant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_leads_updated_at", "leads", ["updated_at"])
    op.add_column("conversations", sa.Column("seen_at", Instant, nullable=True))
    op.add_column("conversations", sa.Column("nudges", sa.Integer(), server_default="0", nullable=False))
    op.add_column("conversations", sa.Column("nudge_at", Instant, nullable=True))
    op.add_column("conversations", sa.Column("taken_by", sa.String(length=40), nullable=True))
    op.add_column("conversations", sa.Column("taken_at", Instant, nullable=True))
    op.add_column("conversations", sa.Column("taker_seen_at", Instant, nullable=True))
    op.add_column("conversations", sa.Column("waits_since", Instant, nullable=True))
    op.create_index("ix_conversations_nudge", "conversations", ["nudge_at"])
    for column in ("taker_seen_at", "waits_since"):
        op.create_index(op.f(f"ix_conversations_{column}"), "conversations", [column])
    op.add_column("messages", sa.Column("author", sa.String(length=200), nullable=True))
    op.drop_index(op.f("ix_messages_conversation_id"), "messages")
    op.create_index(op.f("ix_messages_conversation_id_id"), "messages", ["conversation_id", "id"])
    op.create_index(op.f("ix_mails_state"), "mails", ["state"])
    on_duty = sa.Column("on_duty", sa.Boolean(), server_default=sa.text("false"), nullable=False)
    op.add_column("staff", on_duty)
    op.add_column("staff", sa.Column("seen_at", Instant, nullable=True))
    op.create_table(
        "solved_challenges",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("expires_at", Instant, nullable=False),
        sa.PrimaryKeyConstraint("digest", name=op.f("pk_solved_challenges")),
    )
    op.create_index(op.f("ix_solved_challenges_expires_at"), "solved_challenges", ["expires_at"])


def downgrade() -> None:
    op.drop_index("ix_leads_updated_at", "leads")
    op.drop_table("solved_challenges")
    op.drop_column("staff", "seen_at")
    op.drop_column("staff", "on_duty")
    op.drop_index(op.f("ix_mails_state"), "mails")
    op.drop_index(op.f("ix_messages_conversation_id_id"), "messages")
    op.create_index(op.f("ix_messages_conversation_id"), "messages", ["conversation_id"])
    op.drop_column("messages", "author")
    op.drop_index("ix_conversations_nudge", "conversations")
    for column in ("taker_seen_at", "waits_since"):
        op.drop_index(op.f(f"ix_conversations_{column}"), "conversations")
    for column in ("waits_since", "taker_seen_at", "taken_at", "taken_by", "nudge_at", "nudges", "seen_at"):
        op.drop_column("conversations", column)
