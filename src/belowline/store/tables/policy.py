"""Lay out the policies that were saved at the desk, and find what rules on trial saw."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKeyConstraint, Table, Text

from belowline.store.columns import DIGEST_LENGTH, SITE_LENGTH, Key, Moment
from belowline.store.schema import metadata

# As they were written; `policies` has each version whole, with what its preset says.
saved_policies = Table(
    "saved_policies",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("number", sa.Integer, primary_key=True, autoincrement=False),
    Column("version", sa.String(DIGEST_LENGTH), nullable=False),
    Column("text", Text, nullable=False),
    Column("by_id", Key()),
    Column("reason", Text, nullable=False),
    Column("saved_at", Moment, nullable=False),
    ForeignKeyConstraint(["site_id", "version"], ["policies.site_id", "policies.version"]),
)
