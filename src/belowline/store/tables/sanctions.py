"""Lay out the tables of what moderators imposed on readers, and of readers' appeals against it."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, Text

from belowline.people.sanctions import Measure
from belowline.store.columns import SITE_LENGTH, Key, Moment, word_of
from belowline.store.schema import metadata

sanctions = Table(
    "sanctions",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("sanction_id", Key(), primary_key=True),
    Column("reader_id", Key(), nullable=False),
    Column("measure", word_of(Measure, "measure"), nullable=False),
    Column("reason", Text, nullable=False),
    Column("until", Moment),
    Column("by_id", Key(), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("read_at", Moment),
    Column("undone_at", Moment),
    ForeignKeyConstraint(["site_id", "reader_id"], ["readers.site_id", "readers.reader_id"]),
)
Index(
    "ix_sanctions_reader",
    sanctions.c.site_id,
    sanctions.c.reader_id,
    sanctions.c.created_at,
    sanctions.c.sanction_id,
)
Index("ix_sanctions_newest", sanctions.c.site_id, sanctions.c.created_at, sanctions.c.sanction_id)

sanction_appeals = Table(
    "sanction_appeals",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("sanction_id", Key(), primary_key=True),
    Column("text", Text, nullable=False),
    Column("made_at", Moment, nullable=False),
    Column("granted", sa.Boolean(create_constraint=True, name="granted")),
    Column("reply", Text),
    Column("by_id", Key()),
    Column("by_name", Text),
    Column("answered_at", Moment),
    ForeignKeyConstraint(
        ["site_id", "sanction_id"], ["sanctions.site_id", "sanctions.sanction_id"]
    ),
)
# A literal, as in schema.py: the planner takes a partial index only where it sees the condition.
WAITS = sanction_appeals.c.answered_at.is_(None)
Index(
    "ix_sanction_appeals_waiting",
    sanction_appeals.c.site_id,
    sanction_appeals.c.made_at,
    postgresql_where=WAITS,
    sqlite_where=WAITS,
)
