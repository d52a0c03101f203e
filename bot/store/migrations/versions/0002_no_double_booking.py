"""A rep is never booked twice: the database itself refuses overlapping active meetings of one rep.

PostgreSQL has exclusion constraints; SQLite gets triggers that say the same. Alembic compares neither with the
tables, so both live here alone.
"""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

POSTGRESQL = """
ALTER TABLE meetings ADD CONSTRAINT ex_meetings_rep_busy EXCLUDE USING gist (
    rep_id WITH =,
    tstzrange(busy_start, busy_end, '[)') WITH &&
) WHERE (status IN ('held', 'confirmed'))
"""

# BEGIN IMMEDIATE lets one writer in at a time, so what a trigger reads cannot change under it.
SQLITE_TRIGGER = """
CREATE TRIGGER {name}
BEFORE {moment} ON meetings
WHEN NEW.status IN ('held', 'confirmed')
BEGIN
    SELECT RAISE(ABORT, 'ex_meetings_rep_busy')
    WHERE EXISTS (
        SELECT 1 FROM meetings AS other
        WHERE other.rep_id = NEW.rep_id
          AND other.id <> NEW.id
          AND other.status IN ('held', 'confirmed')
          AND other.busy_start < NEW.busy_end
          AND NEW.busy_start < other.busy_end
    );
END
"""
TRIGGERS = {
    "tr_meetings_rep_busy_insert": "INSERT",
    "tr_meetings_rep_busy_update": "UPDATE OF rep_id, busy_start, busy_end, status",
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
        op.execute(POSTGRESQL)
        return
    for name, moment in TRIGGERS.items():
        op.execute(SQLITE_TRIGGER.format(name=name, moment=moment))


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute("ALTER TABLE meetings DROP CONSTRAINT ex_meetings_rep_busy")
        return
    for name in TRIGGERS:
        op.execute(f"DROP TRIGGER {name}")
