"""Lay out the table of who told us what a story is."""

from sqlalchemy import Column, ForeignKeyConstraint, Table

from belowline.store.columns import SITE_LENGTH, Key, Moment, word_of
from belowline.store.schema import metadata
from belowline.stories.learn import Origin

story_descriptions = Table(
    "story_descriptions",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("story_id", Key(), primary_key=True),
    Column("origin", word_of(Origin, "origin"), nullable=False),
    Column("described_at", Moment, nullable=False),
    ForeignKeyConstraint(["site_id", "story_id"], ["stories.site_id", "stories.story_id"]),
)
