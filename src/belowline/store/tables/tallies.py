"""Lay out what was counted of days that are over."""

from sqlalchemy import Column, Integer, Table, Text

from belowline.store.columns import SITE_LENGTH, Key, Moment
from belowline.store.schema import metadata

tallies = Table(
    "tallies",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("day", Moment, primary_key=True),
    # In which way it was counted: another version of ours may count otherwise.
    Column("form", Integer, nullable=False),
    Column("text", Text, nullable=False),
)
