"""Lay out the table of sites that a publisher takes no links to."""

from sqlalchemy import Column, Index, Table, Text

from belowline.moderation import Mode
from belowline.store.columns import HOST_LENGTH, SITE_LENGTH, Key, Moment, word_of
from belowline.store.schema import metadata

blocks = Table(
    "blocks",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("host", Key(HOST_LENGTH), primary_key=True),
    Column("mode", word_of(Mode, "mode"), nullable=False),
    Column("by_id", Key(), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("comment_id", Key()),
)
Index("ix_blocks_newest", blocks.c.site_id, blocks.c.created_at, blocks.c.host)
