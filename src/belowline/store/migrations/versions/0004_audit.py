"""A log to which entries are only ever added, and the indexes by which months are added up."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Key, Moment

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

# REPLACE deletes the old row on SQLite without asking a trigger on DELETE, so a number that was
# given out is refused.
_ON_SQLITE = (
    "CREATE TRIGGER audit_keeps_changed BEFORE UPDATE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END",
    "CREATE TRIGGER audit_keeps_deleted BEFORE DELETE ON audit"
    " BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END",
    "CREATE TRIGGER audit_keeps_replaced BEFORE INSERT ON audit"
    " WHEN EXISTS (SELECT 1 FROM audit"
    " WHERE site_id = NEW.site_id AND number >= NEW.number)"
    " BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END",
    "CREATE TRIGGER audit_heads_advances BEFORE UPDATE ON audit_heads"
    " WHEN NEW.site_id <> OLD.site_id OR NEW.number <= OLD.number"
    " BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END",
    "CREATE TRIGGER audit_heads_stays BEFORE DELETE ON audit_heads"
    " BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END",
    "CREATE TRIGGER audit_heads_replaced BEFORE INSERT ON audit_heads"
    " WHEN EXISTS (SELECT 1 FROM audit_heads WHERE site_id = NEW.site_id)"
    " BEGIN SELECT RAISE(ABORT, 'the log is only added to'); END",
)
_ON_POSTGRES = (
    "CREATE OR REPLACE FUNCTION belowline_only_added() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the log is only added to'; END $$",
    "CREATE TRIGGER audit_keeps_rows BEFORE UPDATE OR DELETE ON audit"
    " FOR EACH ROW EXECUTE FUNCTION belowline_only_added()",
    "CREATE TRIGGER audit_keeps_all BEFORE TRUNCATE ON audit"
    " FOR EACH STATEMENT EXECUTE FUNCTION belowline_only_added()",
    "CREATE TRIGGER audit_heads_advances BEFORE UPDATE ON audit_heads FOR EACH ROW"
    " WHEN (NEW.site_id <> OLD.site_id OR NEW.number <= OLD.number)"
    " EXECUTE FUNCTION belowline_only_added()",
    "CREATE TRIGGER audit_heads_stays BEFORE DELETE ON audit_heads"
    " FOR EACH ROW EXECUTE FUNCTION belowline_only_added()",
    "CREATE TRIGGER audit_heads_keeps_all BEFORE TRUNCATE ON audit_heads"
    " FOR EACH STATEMENT EXECUTE FUNCTION belowline_only_added()",
)


# What a month is added up by.
_BY_TIME = {
    "rulings": ["ruling_id", "source", "verdict", "revision"],
    "reports": ["reason", "outcome"],
    "appeals": ["outcome"],
}


def upgrade() -> None:
    """Make the tables, and the triggers that keep what stands in them."""
    op.create_table(
        "audit",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at", Moment(), nullable=False),
        sa.Column("act", Key(20), nullable=False),
        sa.Column("by_id", Key(), nullable=True),
        sa.Column("subject", Key(64), nullable=False),
        sa.Column("details", sa.Text(), nullable=False),
        sa.Column("previous", Key(64), nullable=False),
        sa.Column("digest", Key(64), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "number", name=op.f("pk_audit")),
    )
    op.create_index("ix_audit_at", "audit", ["site_id", "at", "number"])
    op.create_index("ix_audit_by", "audit", ["site_id", "by_id", "at", "number"])
    op.create_index("ix_audit_act", "audit", ["site_id", "act", "at", "number"])
    op.create_index("ix_audit_subject", "audit", ["site_id", "subject", "at", "number"])
    op.create_table(
        "audit_heads",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("digest", Key(64), nullable=False),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_audit_heads")),
    )
    is_staff = sa.text("role IN ('moderator', 'editor', 'owner')")
    op.create_index(
        "ix_readers_staff",
        "readers",
        ["site_id", "reader_id"],
        postgresql_where=is_staff,
        sqlite_where=is_staff,
    )
    for table, names in _BY_TIME.items():
        op.create_index(f"ix_{table}_when", table, ["site_id", "created_at", *names])
    is_sqlite = op.get_context().dialect.name == "sqlite"
    for statement in _ON_SQLITE if is_sqlite else _ON_POSTGRES:
        op.execute(statement)


def downgrade() -> None:
    """Drop them, with all that was written."""
    for table in _BY_TIME:
        op.drop_index(f"ix_{table}_when", table)
    op.drop_index("ix_readers_staff", "readers")
    op.drop_table("audit_heads")
    op.drop_table("audit")
    if op.get_context().dialect.name == "postgresql":
        op.execute("DROP FUNCTION belowline_only_added")
