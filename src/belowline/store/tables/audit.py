"""Lay out the log, with triggers that refuse to change or delete what stands in it.

Who owns the database can drop a trigger; that is what `belowline audit verify` is for.
"""

import sqlalchemy as sa
from sqlalchemy import DDL, Column, Index, Table, event

from belowline.store.columns import DIGEST_LENGTH, SITE_LENGTH, WORD_LENGTH, Key, Moment
from belowline.store.schema import metadata, readers

audit = Table(
    "audit",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    # Given out by the store, one after the other and without a gap: see audit.py.
    Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    Column("at", Moment, nullable=False),
    Column("act", Key(WORD_LENGTH), nullable=False),
    Column("by_id", Key()),
    Column("subject", Key(DIGEST_LENGTH), nullable=False),
    Column("details", sa.Text, nullable=False),
    Column("previous", Key(DIGEST_LENGTH), nullable=False),
    Column("digest", Key(DIGEST_LENGTH), nullable=False),
)
# One for each way to search, in the order in which pages go on.
_PLACE = (audit.c.at, audit.c.number)
Index("ix_audit_at", audit.c.site_id, *_PLACE)
Index("ix_audit_by", audit.c.site_id, audit.c.by_id, *_PLACE)
Index("ix_audit_act", audit.c.site_id, audit.c.act, *_PLACE)
Index("ix_audit_subject", audit.c.site_id, audit.c.subject, *_PLACE)

# Where each site's log ends. Whoever adds an entry locks it, so that entries follow each other.
audit_heads = Table(
    "audit_heads",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("number", sa.BigInteger, nullable=False),
    Column("digest", Key(DIGEST_LENGTH), nullable=False),
)

# Literals, as in schema.py: the condition of the index has to be seen by the planner.
IS_STAFF = readers.c.role.in_(
    [sa.literal_column(f"'{role}'") for role in ("moderator", "editor", "owner")]
)
Index(
    "ix_readers_staff",
    readers.c.site_id,
    readers.c.reader_id,
    postgresql_where=IS_STAFF,
    sqlite_where=IS_STAFF,
)

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


def _guard(table: Table, dialect: str, statements: tuple[str, ...]) -> None:
    for statement in statements:
        made = DDL(statement).execute_if(dialect=dialect)  # type: ignore[no-untyped-call]
        event.listen(table, "after_create", made)


# Tables are made in the order of their names where none needs another: by then both are there.
_guard(audit_heads, "sqlite", _ON_SQLITE)
_guard(audit_heads, "postgresql", _ON_POSTGRES)
