"""Lay out the tables of who follows which story, and who wants a digest of what is new there."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table

from belowline.store.columns import SITE_LENGTH, Key, Moment
from belowline.store.schema import metadata

follows = Table(
    "follows",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("reader_id", Key(), primary_key=True),
    Column("story_id", Key(), primary_key=True),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["site_id", "reader_id"], ["readers.site_id", "readers.reader_id"]),
    ForeignKeyConstraint(["site_id", "story_id"], ["stories.site_id", "stories.story_id"]),
)

# What the last one was about, so that the next begins where it ended.
digests = Table(
    "digests",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("reader_id", Key(), primary_key=True),
    Column("since", Moment, nullable=False),
    Column("until", Moment, nullable=False),
    Column("next_at", Moment, nullable=False),
    Column("subject", Key()),
    ForeignKeyConstraint(["site_id", "reader_id"], ["readers.site_id", "readers.reader_id"]),
)
Index("ix_digests_due", digests.c.site_id, digests.c.next_at)
