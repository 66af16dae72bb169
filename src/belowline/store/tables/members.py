"""Lay out the table of who asked for a sign-in link: forgotten with its use, or once it expired."""

import sqlalchemy as sa
from sqlalchemy import Column, String, Table, Text

from belowline.store.columns import DIGEST_LENGTH, LANGUAGE_LENGTH, SITE_LENGTH, Key, Moment
from belowline.store.schema import metadata

link_requests = Table(
    "link_requests",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("request_id", Key(), primary_key=True),
    Column("email", Text, nullable=False),
    Column("story_id", Key()),
    Column("digest", Key(DIGEST_LENGTH)),
    Column("expires_at", Moment, nullable=False),
    Column("language", String(LANGUAGE_LENGTH)),
    sa.UniqueConstraint("site_id", "digest"),
)
