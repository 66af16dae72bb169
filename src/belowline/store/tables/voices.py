"""Lay out the table of what each like counts for the order "best"."""

from sqlalchemy import Column, ForeignKeyConstraint, Integer, Table

from belowline.store.columns import SITE_LENGTH, Key
from belowline.store.schema import metadata

# A like that goes takes its voice along.
voices = Table(
    "voices",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("comment_id", Key(), primary_key=True),
    Column("reader_id", Key(), primary_key=True),
    Column("circle", Integer, nullable=False),
    Column("weight", Integer, nullable=False),
    ForeignKeyConstraint(
        ["site_id", "comment_id", "reader_id"],
        ["likes.site_id", "likes.comment_id", "likes.reader_id"],
        ondelete="CASCADE",
    ),
)
