"""Lay out the tables of passkeys, and of the challenges that wait to be met by one."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, Text

from belowline.store.columns import DIGEST_LENGTH, SITE_LENGTH, Key, Moment
from belowline.store.schema import metadata

# `passkey_id` is the digest of the credential's own id, which may be a kilobyte long.
passkeys = Table(
    "passkeys",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("passkey_id", Key(DIGEST_LENGTH), primary_key=True),
    Column("reader_id", Key(), nullable=False),
    Column("credential_id", Text, nullable=False),
    Column("public_key", Text, nullable=False),
    Column("count", sa.BigInteger, nullable=False),
    Column("name", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("used_at", Moment),
    ForeignKeyConstraint(["site_id", "reader_id"], ["readers.site_id", "readers.reader_id"]),
)
Index("ix_passkeys_reader", passkeys.c.site_id, passkeys.c.reader_id)

passkey_challenges = Table(
    "passkey_challenges",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("digest", Key(DIGEST_LENGTH), primary_key=True),
    Column("reader_id", Key()),
    Column("expires_at", Moment, nullable=False),
)
