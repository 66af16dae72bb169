"""Lay out the tables of e-mails: what is owed, up to where events were told, what is unwanted.

They hold no address and no words. A row stays when the e-mail has gone, so that none goes twice.
"""

import sqlalchemy as sa
from sqlalchemy import Column, Index, Integer, Table, Text

from belowline.mail.mail import MailKind, MailState, Topic
from belowline.store.columns import DIGEST_LENGTH, SITE_LENGTH, Key, Moment, word_of
from belowline.store.schema import metadata

CLAIM_LENGTH = 16

mails = Table(
    "mails",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("mail_id", Key(), primary_key=True),
    Column("kind", word_of(MailKind, "kind"), nullable=False),
    Column("subject", Key(), nullable=False),
    Column("comment_id", Key()),
    Column("reader_id", Key()),
    Column("created_at", Moment, nullable=False),
    Column("due_at", Moment, nullable=False),
    Column("state", word_of(MailState, "state"), nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("problem", Text),
    Column("ended_at", Moment),
    Column("claim", Key(CLAIM_LENGTH)),
    Column("claimed_until", Moment),
    sa.UniqueConstraint("site_id", "kind", "subject"),
)
IS_UNDER_WAY = mails.c.state.in_([sa.literal_column("'waiting'"), sa.literal_column("'sending'")])
HAS_FAILED = mails.c.state.in_([sa.literal_column("'dead'"), sa.literal_column("'unsure'")])
Index(
    "ix_mails_due",
    mails.c.site_id,
    mails.c.due_at,
    postgresql_where=IS_UNDER_WAY,
    sqlite_where=IS_UNDER_WAY,
)
Index(
    "ix_mails_failed",
    mails.c.site_id,
    mails.c.mail_id,
    postgresql_where=HAS_FAILED,
    sqlite_where=HAS_FAILED,
)

# The last event whose meaning for people was queued.
mail_cursors = Table(
    "mail_cursors",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("number", sa.BigInteger, nullable=False),
)

# What people want no e-mail about; `person` is a keyed hash of their address.
mail_stops = Table(
    "mail_stops",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("person", Key(DIGEST_LENGTH), primary_key=True),
    Column("topic", word_of(Topic, "topic"), primary_key=True),
)
