"""Lay out the table of the keys that sites sign with, each known by its fingerprint alone."""

from sqlalchemy import Column, String, Table

from belowline.store.columns import DIGEST_LENGTH, SITE_LENGTH, Key, Moment
from belowline.store.schema import metadata

site_keys = Table(
    "site_keys",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("fingerprint", String(DIGEST_LENGTH), nullable=False),
    Column("since", Moment, nullable=False),
)
