"""Lay out the table of stories whose own page is to be read."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, Table

from belowline.store.columns import SITE_LENGTH, Key, Moment
from belowline.store.schema import metadata

page_reads = Table(
    "page_reads",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("story_id", Key(), primary_key=True),
    Column("due_at", Moment, nullable=False),
    Column("attempts", Integer, nullable=False),
    ForeignKeyConstraint(["site_id", "story_id"], ["stories.site_id", "stories.story_id"]),
)
Index("ix_page_reads_due", page_reads.c.site_id, page_reads.c.due_at)
