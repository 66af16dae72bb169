"""Lay out what moderators handed to the editors."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKeyConstraint, Index, Table, Text

from belowline.store.columns import SITE_LENGTH, Key, Moment
from belowline.store.schema import metadata

escalations = Table(
    "escalations",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("escalation_id", Key(), primary_key=True),
    Column("comment_id", Key(), nullable=False),
    Column("ruling_id", Key(), nullable=False),
    Column("by_id", Key(), nullable=False),
    Column("by_name", Text, nullable=False),
    Column("note", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    # The editor's ruling; or when who escalated took that back at once.
    Column("answered_by", Key()),
    Column("taken_back_at", Moment),
    ForeignKeyConstraint(["site_id", "comment_id"], ["comments.site_id", "comments.comment_id"]),
)
Index("ix_escalations_comment", escalations.c.site_id, escalations.c.comment_id)
# Literals: a planner takes a partial index only where it sees the condition.
IS_OPEN = sa.and_(escalations.c.answered_by.is_(None), escalations.c.taken_back_at.is_(None))
# One at a time, whoever was faster.
Index(
    "uq_escalations_open",
    escalations.c.site_id,
    escalations.c.comment_id,
    unique=True,
    postgresql_where=IS_OPEN,
    sqlite_where=IS_OPEN,
)
