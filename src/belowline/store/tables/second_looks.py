"""Lay out the table of runs that rule again on what is public: the latest of each site."""

import sqlalchemy as sa
from sqlalchemy import Column, Integer, Table, Text

from belowline.store.columns import SITE_LENGTH, Key, Moment
from belowline.store.schema import metadata

second_looks = Table(
    "second_looks",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("policy_version", Text, nullable=False),
    Column("engine_version", Text, nullable=False),
    Column("since", Moment),
    Column("began_at", Moment, nullable=False),
    Column("after_id", Key()),
    Column("read", Integer, nullable=False),
    Column("fates", sa.JSON, nullable=False),
    Column("ended_at", Moment),
)
