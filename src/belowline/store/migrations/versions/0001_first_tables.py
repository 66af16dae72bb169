"""The tables of the first release."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import WORD_LENGTH, Key, Moment

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_TABLES = (
    "events",
    "policies",
    "appeals",
    "likes",
    "reports",
    "rulings",
    "revisions",
    "comments",
    "stories",
    "sign_in_links",
    "sessions",
    "readers",
)


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=WORD_LENGTH)


def _partial_index(
    name: str, table: str, columns: list[str], *, where: str, unique: bool = False
) -> None:
    # SQLite takes a partial index only where the query says the same, and there `shown` is
    # compared with 1 in every query.
    op.create_index(
        name,
        table,
        columns,
        unique=unique,
        postgresql_where=sa.text(where),
        sqlite_where=sa.text(where.replace("shown AND", "shown = 1 AND")),
    )


def upgrade() -> None:
    """Make all tables."""
    _make_policies()
    _make_stories()
    _make_readers()
    _make_sessions()
    _make_sign_in_links()
    _make_comments()
    _make_revisions()
    _make_rulings()
    _make_reports()
    _make_likes()
    _make_appeals()
    _make_events()


def downgrade() -> None:
    """Drop all tables with everything in them."""
    for table in _TABLES:
        op.drop_table(table)


def _make_policies() -> None:
    op.create_table(
        "policies",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("version", sa.String(length=64), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("kept_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "version", name=op.f("pk_policies")),
    )


def _make_stories() -> None:
    op.create_table(
        "stories",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("story_id", Key(), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("headline", sa.Text(), nullable=False),
        sa.Column("standfirst", sa.Text(), nullable=False),
        sa.Column("byline", sa.Text(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("published_at", Moment(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("open", sa.Boolean(create_constraint=True, name="open"), nullable=False),
        sa.Column("comment_count", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "story_id", name=op.f("pk_stories")),
        sa.UniqueConstraint("site_id", "url", name=op.f("uq_stories_site_id_url")),
    )
    op.create_index("ix_stories_latest", "stories", ["site_id", "published_at", "story_id"])
    _partial_index(
        "ix_stories_most_discussed",
        "stories",
        ["site_id", "comment_count", "story_id"],
        where="comment_count > 0",
    )


def _make_readers() -> None:
    op.create_table(
        "readers",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column(
            "role", _word("role", "guest", "member", "moderator", "editor", "owner"), nullable=False
        ),
        sa.Column("email", sa.Text(), nullable=True),
        sa.Column("email_key", sa.Text(), nullable=True),
        sa.Column("password_hash", sa.Text(), nullable=True),
        sa.Column("reports_upheld", sa.Integer(), nullable=False),
        sa.Column("reports_dismissed", sa.Integer(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "reader_id", name=op.f("pk_readers")),
    )
    _partial_index(
        "uq_readers_email",
        "readers",
        ["site_id", "email_key"],
        where="role != 'guest'",
        unique=True,
    )


def _make_sessions() -> None:
    op.create_table(
        "sessions",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("digest", Key(64), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "reader_id"],
            ["readers.site_id", "readers.reader_id"],
            name=op.f("fk_sessions_readers"),
        ),
        sa.PrimaryKeyConstraint("site_id", "digest", name=op.f("pk_sessions")),
    )
    op.create_index("ix_sessions_reader", "sessions", ["site_id", "reader_id"])


def _make_sign_in_links() -> None:
    op.create_table(
        "sign_in_links",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("digest", Key(64), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "reader_id"],
            ["readers.site_id", "readers.reader_id"],
            name=op.f("fk_sign_in_links_readers"),
        ),
        sa.PrimaryKeyConstraint("site_id", "digest", name=op.f("pk_sign_in_links")),
    )


def _make_comments() -> None:
    op.create_table(
        "comments",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column("story_id", Key(), nullable=False),
        sa.Column("parent_id", Key(), nullable=True),
        sa.Column("root_id", Key(), nullable=False),
        sa.Column("depth", sa.Integer(), nullable=False),
        sa.Column("author_id", Key(), nullable=False),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column(
            "author_role",
            _word("author_role", "guest", "member", "moderator", "editor", "owner"),
            nullable=False,
        ),
        sa.Column(
            "state",
            _word("state", "published", "held", "rejected", "withdrawn", "removed"),
            nullable=False,
        ),
        sa.Column(
            "was_public", sa.Boolean(create_constraint=True, name="was_public"), nullable=False
        ),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("pending", sa.Integer(), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("edited_at", Moment(), nullable=True),
        sa.Column("likes", sa.Integer(), nullable=False),
        sa.Column("replies", sa.Integer(), nullable=False),
        sa.Column("descendants", sa.Integer(), nullable=False),
        sa.Column("best", sa.Integer(), nullable=False),
        sa.Column("shown", sa.Boolean(create_constraint=True, name="shown"), nullable=False),
        sa.Column("cleared", sa.Boolean(create_constraint=True, name="cleared"), nullable=False),
        sa.Column(
            "attention",
            _word("attention", "held", "unchecked", "reported", "edited", "appealed", "illegal"),
            nullable=True,
        ),
        sa.Column("attention_since", Moment(), nullable=True),
        sa.Column("report_weight", sa.Double(), nullable=False),
        sa.Column("ruling_id", Key(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "story_id"],
            ["stories.site_id", "stories.story_id"],
            name=op.f("fk_comments_stories"),
        ),
        sa.PrimaryKeyConstraint("site_id", "comment_id", name=op.f("pk_comments")),
    )
    op.create_index("ix_comments_author", "comments", ["site_id", "author_id", "comment_id"])
    _partial_index(
        "ix_comments_author_published",
        "comments",
        ["site_id", "author_id"],
        where="state = 'published'",
    )
    _partial_index(
        "ix_comments_branch",
        "comments",
        ["site_id", "root_id", "comment_id"],
        where="shown AND parent_id IS NOT NULL",
    )
    _partial_index(
        "ix_comments_listing",
        "comments",
        ["site_id", "story_id", "comment_id"],
        where="state = 'published'",
    )
    _partial_index(
        "ix_comments_listing_best",
        "comments",
        ["site_id", "story_id", "best", "comment_id"],
        where="state = 'published'",
    )
    _partial_index(
        "ix_comments_queue",
        "comments",
        ["site_id", "attention_since", "comment_id"],
        where="attention IS NOT NULL",
    )
    _partial_index(
        "ix_comments_replies",
        "comments",
        ["site_id", "parent_id", "comment_id"],
        where="state = 'published'",
    )
    _partial_index(
        "ix_comments_roots",
        "comments",
        ["site_id", "story_id", "comment_id"],
        where="shown AND parent_id IS NULL",
    )
    _partial_index(
        "ix_comments_roots_best",
        "comments",
        ["site_id", "story_id", "best", "comment_id"],
        where="shown AND parent_id IS NULL",
    )
    op.create_index(
        "ix_comments_story_author", "comments", ["site_id", "story_id", "author_id", "comment_id"]
    )


def _make_revisions() -> None:
    op.create_table(
        "revisions",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.comment_id"],
            name=op.f("fk_revisions_comments"),
        ),
        sa.PrimaryKeyConstraint("site_id", "comment_id", "number", name=op.f("pk_revisions")),
    )


def _make_rulings() -> None:
    op.create_table(
        "rulings",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("ruling_id", Key(), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column(
            "verdict", _word("verdict", "publish", "hold", "reject", "remove"), nullable=False
        ),
        sa.Column("source", _word("source", "engine", "reports", "moderator"), nullable=False),
        sa.Column("by_id", Key(), nullable=True),
        sa.Column("by_name", sa.Text(), nullable=True),
        sa.Column("clause", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("unchecked", sa.JSON(), nullable=False),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.comment_id"],
            name=op.f("fk_rulings_comments"),
        ),
        sa.PrimaryKeyConstraint("site_id", "ruling_id", name=op.f("pk_rulings")),
    )
    op.create_index("ix_rulings_comment", "rulings", ["site_id", "comment_id", "created_at"])


def _make_reports() -> None:
    op.create_table(
        "reports",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("report_id", Key(), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column("story_id", Key(), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("address", sa.Text(), nullable=False),
        sa.Column("weight", sa.Double(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("outcome", _word("outcome", "upheld", "dismissed"), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.comment_id"],
            name=op.f("fk_reports_comments"),
        ),
        sa.PrimaryKeyConstraint("site_id", "report_id", name=op.f("pk_reports")),
        sa.UniqueConstraint(
            "site_id",
            "comment_id",
            "reader_id",
            name=op.f("uq_reports_site_id_comment_id_reader_id"),
        ),
    )
    op.create_index("ix_reports_address", "reports", ["site_id", "comment_id", "address"])
    op.create_index("ix_reports_reader", "reports", ["site_id", "reader_id", "story_id"])


def _make_likes() -> None:
    op.create_table(
        "likes",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("story_id", Key(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.comment_id"],
            name=op.f("fk_likes_comments"),
        ),
        sa.PrimaryKeyConstraint("site_id", "comment_id", "reader_id", name=op.f("pk_likes")),
    )
    op.create_index("ix_likes_reader", "likes", ["site_id", "reader_id", "story_id"])


def _make_appeals() -> None:
    op.create_table(
        "appeals",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("appeal_id", Key(), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column("ruling_id", Key(), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("outcome", _word("outcome", "upheld", "dismissed"), nullable=True),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id"],
            ["comments.site_id", "comments.comment_id"],
            name=op.f("fk_appeals_comments"),
        ),
        sa.PrimaryKeyConstraint("site_id", "appeal_id", name=op.f("pk_appeals")),
        sa.UniqueConstraint("site_id", "ruling_id", name=op.f("uq_appeals_site_id_ruling_id")),
    )
    op.create_index("ix_appeals_comment", "appeals", ["site_id", "comment_id"])


def _make_events() -> None:
    op.create_table(
        "events",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("number", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("story_id", Key(), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column(
            "kind",
            _word("kind", "published", "changed", "hidden", "kept", "reported"),
            nullable=False,
        ),
        sa.Column("at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "number", name=op.f("pk_events")),
    )
    op.create_index("ix_events_number", "events", ["number"])
