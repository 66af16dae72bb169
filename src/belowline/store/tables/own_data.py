"""Lay out the table of readers who wish to be erased."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table

from belowline.store.columns import SITE_LENGTH, Key, Moment
from belowline.store.schema import metadata

erasures = Table(
    "erasures",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("reader_id", Key(), primary_key=True),
    Column("asked_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    ForeignKeyConstraint(["site_id", "reader_id"], ["readers.site_id", "readers.reader_id"]),
)
Index("ix_erasures_due", erasures.c.site_id, erasures.c.due_at)
