"""Lay out the tables of accounts elsewhere, and of the tokens that were revoked."""

from sqlalchemy import Column, ForeignKeyConstraint, Index, String, Table

from belowline.store.columns import DIGEST_LENGTH, SITE_LENGTH, WORD_LENGTH, Key, Moment
from belowline.store.schema import metadata

accounts = Table(
    "accounts",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("provider", String(WORD_LENGTH), primary_key=True),
    # A digest: the publisher's ids may be of any length, and nobody need read them here.
    Column("subject", Key(DIGEST_LENGTH), primary_key=True),
    Column("reader_id", Key(), nullable=False),
    Column("issued_at", Moment),
    ForeignKeyConstraint(["site_id", "reader_id"], ["readers.site_id", "readers.reader_id"]),
)
Index("ix_accounts_reader", accounts.c.site_id, accounts.c.reader_id)

revoked_tokens = Table(
    "revoked_tokens",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("digest", Key(DIGEST_LENGTH), primary_key=True),
    Column("until", Moment, nullable=False),
)
Index("ix_revoked_tokens_until", revoked_tokens.c.site_id, revoked_tokens.c.until)
