"""The desk's queue in a table of its own, what the engine found, and every word ever written."""

from collections.abc import Iterator
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from alembic import op

from belowline.desk.search_words import search_words
from belowline.moderation.languages import languages_of
from belowline.store.columns import WORD_LENGTH, Key, Moment
from belowline.store.tables.search import Words

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Rows that are carried over at once.
_BATCH = 1_000

_SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE document_words USING fts5("
    "words, content='documents', content_rowid='place', tokenize='ascii')",
    "CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN"
    " INSERT INTO document_words (rowid, words) VALUES (new.place, new.words); END",
    "CREATE TRIGGER documents_gone AFTER DELETE ON documents BEGIN"
    " INSERT INTO document_words (document_words, rowid, words)"
    " VALUES ('delete', old.place, old.words); END",
)


def upgrade() -> None:
    """Make the tables, and carry over what waits and what was found."""
    _make_waiting()
    _make_grounds()
    _make_documents()
    _make_what_moderators_do()
    op.create_index(
        "ix_rulings_by_moderators",
        "rulings",
        ["site_id", "created_at", "ruling_id"],
        postgresql_where=sa.text("source = 'moderator'"),
        sqlite_where=sa.text("source = 'moderator'"),
    )
    op.create_index(
        "ix_comments_not_published",
        "comments",
        ["site_id", "state", "comment_id"],
        postgresql_where=sa.text("state != 'published'"),
        sqlite_where=sa.text("state != 'published'"),
    )
    op.drop_index("ix_comments_queue", "comments")


def downgrade() -> None:
    """Drop the tables; what waits says so itself."""
    op.create_index(
        "ix_comments_queue",
        "comments",
        ["site_id", "attention_since", "comment_id"],
        postgresql_where=sa.text("attention IS NOT NULL"),
        sqlite_where=sa.text("attention IS NOT NULL"),
    )
    op.drop_index("ix_comments_not_published", "comments")
    op.drop_index("ix_rulings_by_moderators", "rulings")
    for table in ("undoable", "saved_views", "taken"):
        op.drop_table(table)
    op.execute("DROP TABLE IF EXISTS document_words")
    op.drop_table("documents")
    op.drop_table("grounds")
    op.drop_table("waiting")


def _word(name: str, *words: str) -> sa.Enum:
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=WORD_LENGTH)


def _of_one() -> tuple[sa.Column[str], sa.Column[str]]:
    return (
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
    )


def _of_comment(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site_id", "comment_id"],
        ["comments.site_id", "comments.comment_id"],
        name=op.f(f"fk_{table}_comments"),
    )


def _make_waiting() -> None:
    op.create_table(
        "waiting",
        *_of_one(),
        sa.Column("urgent_since", Moment(), nullable=False),
        sa.Column("severity", sa.Double(), nullable=False),
        sa.Column("reach", sa.Double(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column(
            "attention",
            _word("attention", "held", "unchecked", "reported", "edited", "appealed", "illegal"),
            nullable=False,
        ),
        sa.Column(
            "state",
            _word("state", "published", "held", "rejected", "withdrawn", "removed"),
            nullable=False,
        ),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("story_id", Key(), nullable=False),
        sa.Column("section", sa.Text(), nullable=False),
        sa.Column("author_id", Key(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        _of_comment("waiting"),
        sa.PrimaryKeyConstraint("site_id", "comment_id", name=op.f("pk_waiting")),
    )
    op.create_index("ix_waiting_urgent", "waiting", ["site_id", "urgent_since", "comment_id"])
    # What waits already is as urgent as it is old, until something about it changes.
    op.execute(
        "INSERT INTO waiting (site_id, comment_id, urgent_since, severity, reach, since, attention,"
        " state, number, story_id, section, author_id, language, created_at)"
        " SELECT c.site_id, c.comment_id, c.attention_since, 1, 1, c.attention_since, c.attention,"
        " c.state, coalesce(c.pending, c.revision), c.story_id, s.section, c.author_id, '',"
        " c.created_at FROM comments AS c JOIN stories AS s"
        " ON s.site_id = c.site_id AND s.story_id = c.story_id WHERE c.attention IS NOT NULL"
    )


def _make_grounds() -> None:
    op.create_table(
        "grounds",
        *_of_one(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("clause", sa.Text(), nullable=False),
        sa.Column("detector", sa.Text(), nullable=False),
        sa.Column("certainty", sa.Double(), nullable=False),
        _of_comment("grounds"),
        sa.PrimaryKeyConstraint(
            "site_id", "comment_id", "number", "clause", "detector", name=op.f("pk_grounds")
        ),
    )
    table = sa.table(
        "grounds",
        *map(sa.column, ("site_id", "comment_id", "number", "clause", "detector", "certainty")),
    )
    for rows in _found():
        op.get_bind().execute(sa.insert(table), rows)


def _found() -> Iterator[list[dict[str, Any]]]:
    """Yield what the engine's rulings found, the surest of each clause and detector."""
    kept = sa.table(
        "rulings",
        *map(sa.column, ("site_id", "ruling_id", "comment_id", "revision", "source")),
        sa.column("findings", sa.JSON()),
    )
    query = (
        sa.select(kept.c.site_id, kept.c.comment_id, kept.c.revision, kept.c.findings)
        .where(kept.c.source == "engine")
        .order_by(kept.c.site_id, kept.c.comment_id, kept.c.revision)
    )
    rows: list[dict[str, Any]] = []
    ruled = op.get_bind().execute(query).fetchall()
    for (site_id, comment_id, number), group in groupby(ruled, key=lambda row: tuple(row[:3])):
        surest: dict[tuple[str, str], float] = {}
        for finding in (each for row in group for each in row.findings):
            if finding.get("mode") != "shadow":
                name = finding["clause"], finding["detector"]
                surest[name] = max(surest.get(name, 0.0), finding["score"])
        rows += [
            {
                "site_id": site_id,
                "comment_id": comment_id,
                "number": number,
                "clause": clause,
                "detector": detector,
                "certainty": certainty,
            }
            for (clause, detector), certainty in surest.items()
        ]
        if len(rows) >= _BATCH:
            yield rows
            rows = []
    if rows:
        yield rows


def _make_documents() -> None:
    op.create_table(
        "documents",
        *_of_one(),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("place", sa.BigInteger(), nullable=False),
        sa.Column("story_id", Key(), nullable=False),
        sa.Column("author_id", Key(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("words", Words(), nullable=False),
        _of_comment("documents"),
        sa.PrimaryKeyConstraint("site_id", "comment_id", "number", name=op.f("pk_documents")),
    )
    op.create_index("ix_documents_place", "documents", ["site_id", "place", "comment_id"])
    op.create_index("ix_documents_author", "documents", ["site_id", "author_id", "place"])
    op.create_index("ix_documents_story", "documents", ["site_id", "story_id", "place"])
    if op.get_bind().dialect.name == "sqlite":
        op.create_index("ix_documents_rowid", "documents", ["place"], unique=True)
        for statement in _SQLITE_INDEX:
            op.execute(statement)
    _keep_words()
    if op.get_bind().dialect.name == "postgresql":
        # Made at once from all rows: faster than row by row.
        op.create_index("ix_documents_words", "documents", ["words"], postgresql_using="gin")


def _keep_words() -> None:
    names = ("site_id", "comment_id", "number", "place", "story_id", "author_id", "language")
    table = sa.table("documents", *map(sa.column, names), sa.column("words", Words()))
    written = sa.text(
        "SELECT r.site_id, r.comment_id, r.number, r.text, r.created_at, c.story_id, c.author_id"
        " FROM revisions AS r JOIN comments AS c"
        " ON c.site_id = r.site_id AND c.comment_id = r.comment_id"
        " WHERE r.text <> '' ORDER BY r.created_at"
    ).columns(created_at=Moment())
    rows: list[dict[str, Any]] = []
    last = 0
    for row in op.get_bind().execute(written).fetchall():
        place = last = max(round(row.created_at.timestamp() * 1000) << 16, last + 1)
        rows.append(
            {
                **{name: row._mapping[name] for name in names if name not in ("place", "language")},
                "place": place,
                "language": next(iter(languages_of(row.text)), ""),
                "words": " ".join(search_words(row.text)),
            }
        )
        if len(rows) == _BATCH:
            op.get_bind().execute(sa.insert(table), rows)
            rows = []
    if rows:
        op.get_bind().execute(sa.insert(table), rows)


def _make_what_moderators_do() -> None:
    op.create_table(
        "taken",
        *_of_one(),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("seen_at", Moment(), nullable=False),
        _of_comment("taken"),
        sa.PrimaryKeyConstraint("site_id", "comment_id", name=op.f("pk_taken")),
    )
    op.create_table(
        "saved_views",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("query", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "reader_id", "name", name=op.f("pk_saved_views")),
    )
    op.create_table(
        "undoable",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("ruling_id", Key(), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column("standing", sa.JSON(), nullable=False),
        sa.Column("undone_at", Moment()),
        _of_comment("undoable"),
        sa.PrimaryKeyConstraint("site_id", "ruling_id", name=op.f("pk_undoable")),
    )
    op.create_index("ix_undoable_comment", "undoable", ["site_id", "comment_id"])
