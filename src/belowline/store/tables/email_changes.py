"""Lay out the table of members who wish for another e-mail address."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, Text

from belowline.store.columns import DIGEST_LENGTH, SITE_LENGTH, Key, Moment
from belowline.store.schema import metadata

# `old_email` is the one before, from the moment that the new one holds until its owner was told.
email_changes = Table(
    "email_changes",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("change_id", Key(), primary_key=True),
    Column("reader_id", Key(), nullable=False),
    Column("email", Text, nullable=False),
    Column("old_email", Text),
    Column("digest", Key(DIGEST_LENGTH)),
    Column("expires_at", Moment, nullable=False),
    ForeignKeyConstraint(["site_id", "reader_id"], ["readers.site_id", "readers.reader_id"]),
    sa.UniqueConstraint("site_id", "digest"),
)
Index("ix_email_changes_reader", email_changes.c.site_id, email_changes.c.reader_id)
