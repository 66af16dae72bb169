"""Lay out the tables.

Every key begins with the site, so that the same schema can be distributed by site. Partial
indexes spell their condition in the same words as the queries that use them: `IS_PUBLISHED`,
`IS_ROOT`, `IS_REPLY` and the bare column `shown`.
"""

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, Table, Text

from belowline.conversation.comment import Attention, Outcome, Source, State, Verdict
from belowline.kernel.events import EventKind
from belowline.people.reader import Role
from belowline.store.columns import (
    DIGEST_LENGTH,
    HOST_LENGTH,
    SITE_LENGTH,
    Bits64,
    Key,
    Moment,
    word_of,
    yes_no,
)

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(referred_table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)


def _site() -> Column[str]:
    return Column("site_id", Key(SITE_LENGTH), primary_key=True)


def _id(name: str) -> Column[str]:
    return Column(name, Key(), nullable=False)


def _key(name: str) -> Column[str]:
    return Column(name, Key(), primary_key=True)


def _of_comment() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(
        ["site_id", "comment_id"], ["comments.site_id", "comments.comment_id"]
    )


def _of_reader() -> ForeignKeyConstraint:
    return ForeignKeyConstraint(["site_id", "reader_id"], ["readers.site_id", "readers.reader_id"])


def _partial(name: str, *columns: Column[object], where: sa.ColumnElement[bool]) -> Index:
    return Index(name, *columns, postgresql_where=where, sqlite_where=where)


policies = Table(
    "policies",
    metadata,
    _site(),
    Column("version", sa.String(DIGEST_LENGTH), primary_key=True),
    Column("text", Text, nullable=False),
    Column("kept_at", Moment, nullable=False),
)

stories = Table(
    "stories",
    metadata,
    _site(),
    _key("story_id"),
    Column("url", Text, nullable=False),
    Column("headline", Text, nullable=False),
    Column("standfirst", Text, nullable=False),
    Column("byline", Text, nullable=False),
    Column("section", Text, nullable=False),
    Column("published_at", Moment, nullable=False),
    Column("body", Text, nullable=False),
    Column("open", yes_no("open"), nullable=False),
    Column("comment_count", Integer, nullable=False),
    Column("version", Integer, nullable=False),
    sa.UniqueConstraint("site_id", "url"),
)
HAS_COMMENTS = stories.c.comment_count > sa.literal_column("0")
Index("ix_stories_latest", stories.c.site_id, stories.c.published_at, stories.c.story_id)
_partial(
    "ix_stories_most_discussed",
    stories.c.site_id,
    stories.c.comment_count,
    stories.c.story_id,
    where=HAS_COMMENTS,
)

readers = Table(
    "readers",
    metadata,
    _site(),
    _key("reader_id"),
    Column("name", Text, nullable=False),
    Column("role", word_of(Role, "role"), nullable=False),
    Column("email", Text),
    # The e-mail in lower case: what is compared, so that both databases compare alike.
    Column("email_key", Text),
    Column("password_hash", Text),
    Column("reports_upheld", Integer, nullable=False),
    Column("reports_dismissed", Integer, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("badges", sa.JSON(none_as_null=True)),
    # What the name looks like, whichever letters it is written with.
    Column("look", Text),
)
# Nobody checked a guest's address, so it stops nobody else from using it.
IS_NO_GUEST = readers.c.role != sa.literal_column("'guest'")
Index(
    "uq_readers_email",
    readers.c.site_id,
    readers.c.email_key,
    unique=True,
    postgresql_where=IS_NO_GUEST,
    sqlite_where=IS_NO_GUEST,
)

Index(
    "ix_readers_look",
    readers.c.site_id,
    readers.c.look,
    postgresql_where=IS_NO_GUEST,
    sqlite_where=IS_NO_GUEST,
)

sessions = Table(
    "sessions",
    metadata,
    _site(),
    Column("digest", Key(DIGEST_LENGTH), primary_key=True),
    _id("reader_id"),
    Column("expires_at", Moment, nullable=False),
    _of_reader(),
)
Index("ix_sessions_reader", sessions.c.site_id, sessions.c.reader_id)

sign_in_links = Table(
    "sign_in_links",
    metadata,
    _site(),
    Column("digest", Key(DIGEST_LENGTH), primary_key=True),
    _id("reader_id"),
    Column("expires_at", Moment, nullable=False),
    Column("used_at", Moment),
    _of_reader(),
)

comments = Table(
    "comments",
    metadata,
    _site(),
    _key("comment_id"),
    _id("story_id"),
    Column("parent_id", Key()),
    _id("root_id"),
    Column("depth", Integer, nullable=False),
    _id("author_id"),
    Column("author_name", Text, nullable=False),
    Column("author_role", word_of(Role, "author_role"), nullable=False),
    Column("author_badges", sa.JSON(none_as_null=True)),
    Column("state", word_of(State, "state"), nullable=False),
    # Only what was public once may leave a gap in the thread that readers see.
    Column("was_public", yes_no("was_public"), nullable=False),
    Column("revision", Integer, nullable=False),
    Column("pending", Integer),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("edited_at", Moment),
    Column("likes", Integer, nullable=False),
    Column("replies", Integer, nullable=False),
    Column("descendants", Integer, nullable=False),
    Column("best", Integer, nullable=False),
    Column("shown", yes_no("shown"), nullable=False),
    Column("cleared", yes_no("cleared"), nullable=False),
    Column("attention", word_of(Attention, "attention")),
    Column("attention_since", Moment),
    Column("report_weight", sa.Double, nullable=False),
    _id("ruling_id"),
    Column("featured_at", Moment),
    ForeignKeyConstraint(["site_id", "story_id"], ["stories.site_id", "stories.story_id"]),
)
# Literals, not parameters: a planner takes a partial index only where it sees the condition.
IS_PUBLISHED = comments.c.state == sa.literal_column("'published'")
IS_ROOT = comments.c.parent_id.is_(None)
IS_REPLY = comments.c.parent_id.is_not(None)
_partial(
    "ix_comments_roots",
    comments.c.site_id,
    comments.c.story_id,
    comments.c.comment_id,
    where=sa.and_(comments.c.shown, IS_ROOT),
)
_partial(
    "ix_comments_roots_best",
    comments.c.site_id,
    comments.c.story_id,
    comments.c.best,
    comments.c.comment_id,
    where=sa.and_(comments.c.shown, IS_ROOT),
)
_partial(
    "ix_comments_branch",
    comments.c.site_id,
    comments.c.root_id,
    comments.c.comment_id,
    where=sa.and_(comments.c.shown, IS_REPLY),
)
_partial(
    "ix_comments_listing",
    comments.c.site_id,
    comments.c.story_id,
    comments.c.comment_id,
    where=IS_PUBLISHED,
)
_partial(
    "ix_comments_listing_best",
    comments.c.site_id,
    comments.c.story_id,
    comments.c.best,
    comments.c.comment_id,
    where=IS_PUBLISHED,
)
_partial(
    "ix_comments_replies",
    comments.c.site_id,
    comments.c.parent_id,
    comments.c.comment_id,
    where=IS_PUBLISHED,
)
_partial(
    "ix_comments_author_published",
    comments.c.site_id,
    comments.c.author_id,
    where=IS_PUBLISHED,
)
Index("ix_comments_author", comments.c.site_id, comments.c.author_id, comments.c.comment_id)
Index(
    "ix_comments_story_author",
    comments.c.site_id,
    comments.c.story_id,
    comments.c.author_id,
    comments.c.comment_id,
)

revisions = Table(
    "revisions",
    metadata,
    _site(),
    _key("comment_id"),
    Column("number", Integer, primary_key=True),
    Column("text", Text, nullable=False),
    Column("html", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("known", sa.JSON(none_as_null=True)),
    _of_comment(),
)

# What revisions leave behind, apart from them: most have none, and the newest are read often.
fingerprints = Table(
    "fingerprints",
    metadata,
    _site(),
    _key("comment_id"),
    Column("number", Integer, primary_key=True),
    _id("author_id"),
    Column("fingerprint", Bits64, nullable=False),
    Column("created_at", Moment, nullable=False),
    _of_comment(),
)
# All that is asked for stands in the index.
Index(
    "ix_fingerprints_newest",
    fingerprints.c.site_id,
    fingerprints.c.created_at,
    fingerprints.c.author_id,
    fingerprints.c.fingerprint,
)

links = Table(
    "links",
    metadata,
    _site(),
    _key("comment_id"),
    Column("number", Integer, primary_key=True),
    Column("host", Key(HOST_LENGTH), primary_key=True),
    _of_comment(),
)
Index("ix_links_host", links.c.site_id, links.c.host, links.c.comment_id, links.c.number)

rulings = Table(
    "rulings",
    metadata,
    _site(),
    _key("ruling_id"),
    _id("comment_id"),
    Column("revision", Integer, nullable=False),
    Column("verdict", word_of(Verdict, "verdict"), nullable=False),
    Column("source", word_of(Source, "source"), nullable=False),
    Column("by_id", Key()),
    Column("by_name", Text),
    Column("clause", Text),
    Column("note", Text),
    Column("findings", sa.JSON, nullable=False),
    Column("scores", sa.JSON, nullable=False),
    Column("unchecked", sa.JSON, nullable=False),
    Column("policy_version", Text, nullable=False),
    Column("engine_version", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    _of_comment(),
)
Index("ix_rulings_comment", rulings.c.site_id, rulings.c.comment_id, rulings.c.created_at)

reports = Table(
    "reports",
    metadata,
    _site(),
    _key("report_id"),
    _id("comment_id"),
    _id("story_id"),
    _id("reader_id"),
    Column("reason", Text, nullable=False),
    Column("note", Text),
    Column("contact", Text),
    Column("address", Text, nullable=False),
    Column("weight", sa.Double, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("outcome", word_of(Outcome, "outcome")),
    sa.UniqueConstraint("site_id", "comment_id", "reader_id"),
    _of_comment(),
)
Index("ix_reports_address", reports.c.site_id, reports.c.comment_id, reports.c.address)
Index("ix_reports_reader", reports.c.site_id, reports.c.reader_id, reports.c.story_id)

likes = Table(
    "likes",
    metadata,
    _site(),
    _key("comment_id"),
    _key("reader_id"),
    _id("story_id"),
    _of_comment(),
)
Index("ix_likes_reader", likes.c.site_id, likes.c.reader_id, likes.c.story_id)

appeals = Table(
    "appeals",
    metadata,
    _site(),
    _key("appeal_id"),
    _id("comment_id"),
    _id("ruling_id"),
    _id("reader_id"),
    Column("text", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
    Column("outcome", word_of(Outcome, "outcome")),
    sa.UniqueConstraint("site_id", "ruling_id"),
    _of_comment(),
)
Index("ix_appeals_comment", appeals.c.site_id, appeals.c.comment_id)

events = Table(
    "events",
    metadata,
    _site(),
    # Given out by the store, one after the other and without a gap: see events.py.
    Column("number", sa.BigInteger, primary_key=True, autoincrement=False),
    _id("story_id"),
    _id("comment_id"),
    Column("kind", word_of(EventKind, "kind"), nullable=False),
    Column("at", Moment, nullable=False),
    Column("likes", Integer),  # how many there are, where nothing else changed
)
Index("ix_events_number", events.c.number)

suggestions = Table(
    "suggestions",
    metadata,
    _site(),
    _key("suggestion_id"),
    Column("text", Text, nullable=False),
    Column("story", Text, nullable=False),
    Column("parent", Text, nullable=False),
    Column("scores", sa.JSON, nullable=False),
    Column("spans", sa.JSON, nullable=False),
    Column("languages", sa.JSON, nullable=False),
    Column("community", Text, nullable=False),
    Column("token", Text, nullable=False),
    Column("session", Text, nullable=False),
    Column("sender", Text, nullable=False),
    Column("created_at", Moment, nullable=False),
)
