"""Lay out the tables of what authors are told of rulings, and what comes of their appeals."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, Text

from belowline.conversation.comment import Answer
from belowline.store.columns import DIGEST_LENGTH, SITE_LENGTH, Key, Moment, word_of, yes_no
from belowline.store.schema import metadata


def _of_ruling() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["site_id", "ruling_id"], ["rulings.site_id", "rulings.ruling_id"])


# When an author was told of a ruling, and the digest of the secret in the link to its reasons.
statements = Table(
    "statements",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("ruling_id", Key(), primary_key=True),
    Column("comment_id", Key(), nullable=False),
    Column("digest", Key(DIGEST_LENGTH), nullable=False),
    Column("told_at", Moment, nullable=False),
    sa.UniqueConstraint("site_id", "digest"),
    _of_ruling(),
)

# What a moderator says to the author with a ruling: few rulings have it, so it stands apart.
letters = Table(
    "letters",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("ruling_id", Key(), primary_key=True),
    Column("message", Text),
    Column("asks_edit", yes_no("asks_edit"), nullable=False),
    _of_ruling(),
)

# Which ruling answered an appeal, and how.
answers = Table(
    "answers",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("appeal_id", Key(), primary_key=True),
    Column("ruling_id", Key(), nullable=False),
    Column("reader_id", Key(), nullable=False),
    Column("answer", word_of(Answer, "answer"), nullable=False),
    Column("answered_at", Moment, nullable=False),
    ForeignKeyConstraint(["site_id", "appeal_id"], ["appeals.site_id", "appeals.appeal_id"]),
    _of_ruling(),
)
Index("ix_answers_reader", answers.c.site_id, answers.c.reader_id, answers.c.answered_at)
