"""Lay out the tables of the desk's queue: what waits and how much is at stake, and why."""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, Table, Text

from belowline.conversation.comment import Attention, State
from belowline.store.columns import SITE_LENGTH, Key, Moment, word_of
from belowline.store.schema import comments, metadata, rulings


def _site() -> Column[str]:
    return Column("site_id", Key(SITE_LENGTH), primary_key=True)


def _key(name: str) -> Column[str]:
    return Column(name, Key(), primary_key=True)


def _of_comment() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["site_id", "comment_id"], ["comments.site_id", "comments.comment_id"]
    )


# A row for each comment that waits, with all that the queue is filtered by: narrow, and small
# beside the comments. Whoever changes a comment writes its row anew, in the same transaction.
waiting = Table(
    "waiting",
    metadata,
    _site(),
    _key("comment_id"),
    Column("urgent_since", Moment, nullable=False),
    Column("severity", sa.Double, nullable=False),
    Column("reach", sa.Double, nullable=False),
    Column("since", Moment, nullable=False),
    Column("attention", word_of(Attention, "attention"), nullable=False),
    Column("state", word_of(State, "state"), nullable=False),
    Column("number", Integer, nullable=False),
    Column("story_id", Key(), nullable=False),
    Column("section", Text, nullable=False),
    Column("author_id", Key(), nullable=False),
    Column("language", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    # Those that found something in the words, in the order of the alphabet, with blanks between.
    Column("detectors", Text, nullable=False, server_default=""),
    _of_comment(),
)
# All that the lists of filters are made of: the table itself is not looked at for them.
Index(
    "ix_waiting_offers",
    waiting.c.site_id,
    waiting.c.section,
    waiting.c.language,
    waiting.c.detectors,
)
Index("ix_waiting_urgent", waiting.c.site_id, waiting.c.urgent_since, waiting.c.comment_id)

# What the engine found in each revision: a row for each clause and detector.
grounds = Table(
    "grounds",
    metadata,
    _site(),
    _key("comment_id"),
    Column("number", Integer, primary_key=True),
    Column("clause", Text, primary_key=True),
    Column("detector", Text, primary_key=True),
    Column("certainty", sa.Double, nullable=False),
    _of_comment(),
)

# What moderators have open now, or had when we last heard of them.
taken = Table(
    "taken",
    metadata,
    _site(),
    _key("comment_id"),
    Column("reader_id", Key(), nullable=False),
    Column("name", Text, nullable=False),
    Column("seen_at", Moment, nullable=False),
    _of_comment(),
)

# Filters that a moderator gave a name.
saved_views = Table(
    "saved_views",
    metadata,
    _site(),
    _key("reader_id"),
    Column("name", Text, primary_key=True),
    Column("query", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)

# How a comment stood before a moderator ruled, for who takes the ruling back at once; `undone_at`
# says that they did. The ruling itself stays where it is.
undoable = Table(
    "undoable",
    metadata,
    _site(),
    _key("ruling_id"),
    Column("comment_id", Key(), nullable=False),
    Column("standing", sa.JSON, nullable=False),
    Column("undone_at", Moment),
    _of_comment(),
)
Index("ix_undoable_comment", undoable.c.site_id, undoable.c.comment_id)

# A literal, not a parameter: a planner takes a partial index only where it sees the condition.
BY_MODERATOR = rulings.c.source == sa.literal_column("'moderator'")
Index(
    "ix_rulings_by_moderators",
    rulings.c.site_id,
    rulings.c.created_at,
    rulings.c.ruling_id,
    postgresql_where=BY_MODERATOR,
    sqlite_where=BY_MODERATOR,
)

# What is not public is the smaller part, and what moderators look for.
NOT_PUBLISHED = comments.c.state != sa.literal_column("'published'")
Index(
    "ix_comments_not_published",
    comments.c.site_id,
    comments.c.state,
    comments.c.comment_id,
    postgresql_where=NOT_PUBLISHED,
    sqlite_where=NOT_PUBLISHED,
)
