"""Lay out the table of how often readers thought again before they sent a comment."""

from sqlalchemy import Column, Integer, Table

from belowline.store.columns import DAY_LENGTH, SITE_LENGTH, WORD_LENGTH, Key
from belowline.store.schema import metadata

nudges = Table(
    "nudges",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("day", Key(DAY_LENGTH), primary_key=True),
    Column("step", Key(WORD_LENGTH), primary_key=True),
    Column("number", Integer, nullable=False),
)
