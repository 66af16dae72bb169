"""Lay out the table of how far each webhook was told."""

import sqlalchemy as sa
from sqlalchemy import Column, Integer, Table

from belowline.store.columns import SITE_LENGTH, Key, Moment
from belowline.store.schema import metadata

webhook_lines = Table(
    "webhook_lines",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("hook", Key(), primary_key=True),
    Column("number", sa.BigInteger, nullable=False),
    Column("part", Integer, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("lent_to", Key(), nullable=False),
    Column("lent_until", Moment, nullable=False),
)
