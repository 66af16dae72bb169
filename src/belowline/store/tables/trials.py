"""Lay out the table of what rules on trial saw: a row for each rule and ruling."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, Text

from belowline.store.columns import SITE_LENGTH, Key, Moment
from belowline.store.schema import metadata

trial_hits = Table(
    "trial_hits",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("rule", Text, primary_key=True),
    Column("ruling_id", Key(), primary_key=True),
    Column("created_at", Moment, nullable=False),
    ForeignKeyConstraint(["site_id", "ruling_id"], ["rulings.site_id", "rulings.ruling_id"]),
)
Index("ix_trial_hits_newest", trial_hits.c.site_id, trial_hits.c.rule, trial_hits.c.created_at)
