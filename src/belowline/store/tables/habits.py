"""Lay out what moderators want to be spared."""

from sqlalchemy import Column, Table

from belowline.store.columns import SITE_LENGTH, Key, yes_no
from belowline.store.schema import metadata

habits = Table(
    "habits",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("reader_id", Key(), primary_key=True),
    Column("blurs", yes_no("blurs"), nullable=False),
    Column("suggests_breaks", yes_no("suggests_breaks"), nullable=False),
)
