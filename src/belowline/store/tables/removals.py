"""Lay out the table of rulings by which no person took a public comment down."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table

from belowline.store.columns import SITE_LENGTH, Key, Moment
from belowline.store.schema import metadata

removals = Table(
    "removals",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("ruling_id", Key(), primary_key=True),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["site_id", "ruling_id"], ["rulings.site_id", "rulings.ruling_id"]),
)
Index("ix_removals_when", removals.c.site_id, removals.c.created_at)
