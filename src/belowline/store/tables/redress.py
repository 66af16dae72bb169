"""Lay out the tables of what people are told of rulings: authors, and who sent a notice."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, Select, Table, Text, select

from belowline.conversation.comment import Answer
from belowline.store.columns import (
    DIGEST_LENGTH,
    LANGUAGE_LENGTH,
    SITE_LENGTH,
    Key,
    Moment,
    word_of,
    yes_no,
)
from belowline.store.schema import appeals, metadata


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

# What a moderator tells people with a ruling: few rulings have it, so it stands apart.
letters = Table(
    "letters",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("ruling_id", Key(), primary_key=True),
    Column("message", Text),
    Column("reply", Text),
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
# Appeals, each with its answer where it has one: what `records.appeal_from` reads.
ANSWERED_APPEALS: Select[Any] = select(
    appeals,
    answers.c.answer,
    answers.c.ruling_id.label("answered_by"),
    answers.c.answered_at,
).outerjoin(
    answers,
    (answers.c.site_id == appeals.c.site_id) & (answers.c.appeal_id == appeals.c.appeal_id),
)
Index("ix_answers_reader", answers.c.site_id, answers.c.reader_id, answers.c.answered_at)

notices = Table(
    "notices",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("notice_id", Key(), primary_key=True),
    Column("reference", Key(), nullable=False),
    Column("digest", Key(DIGEST_LENGTH), nullable=False),
    Column("comment_id", Key(), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("law", Text, nullable=False),
    Column("explanation", Text, nullable=False),
    Column("words", Text, nullable=False),
    Column("name", Text),
    Column("email", Text),
    Column("is_about_abuse", yes_no("is_about_abuse"), nullable=False),
    Column("address", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("language", sa.String(LANGUAGE_LENGTH)),
    sa.UniqueConstraint("site_id", "digest"),
    ForeignKeyConstraint(["site_id", "comment_id"], ["comments.site_id", "comments.comment_id"]),
)
Index("ix_notices_comment", notices.c.site_id, notices.c.comment_id)

# Which ruling answered a notice.
notice_answers = Table(
    "notice_answers",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("notice_id", Key(), primary_key=True),
    Column("ruling_id", Key(), nullable=False),
    Column("answered_at", Moment, nullable=False),
    ForeignKeyConstraint(["site_id", "notice_id"], ["notices.site_id", "notices.notice_id"]),
    _of_ruling(),
)
