"""Lay out what the editors picked: which rulings did, and an index of what is picked now."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table

from belowline.store.columns import SITE_LENGTH, Key, yes_no
from belowline.store.schema import comments, metadata

# Most rulings say nothing of it, so they have no row here.
highlights = Table(
    "highlights",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("ruling_id", Key(), primary_key=True),
    Column("comment_id", Key(), nullable=False),
    Column("features", yes_no("features"), nullable=False),
    ForeignKeyConstraint(["site_id", "comment_id"], ["comments.site_id", "comments.comment_id"]),
)

IS_FEATURED = comments.c.featured_at.is_not(None)
Index(
    "ix_comments_featured",
    comments.c.site_id,
    comments.c.story_id,
    comments.c.featured_at,
    postgresql_where=IS_FEATURED,
    sqlite_where=IS_FEATURED,
)
