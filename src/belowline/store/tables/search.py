"""Lay out the words of all revisions, to be searched: FTS5 on SQLite, a GIN index on PostgreSQL.

`words` are cut and folded by us (`belowline.desk.search_words`), so that both databases find the
same. SQLite's index is a table of its own, which triggers keep in step with this one; PostgreSQL
has the words in the row. `place` is the time of writing in milliseconds and 16 bits more, which
keep two of the same millisecond apart: the newest come first without sorting.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy import Column, ForeignKeyConstraint, Index, Integer, Table, Text, event
from sqlalchemy.dialects.postgresql import TSVECTOR
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator, TypeEngine

from belowline.store.columns import SITE_LENGTH, Key
from belowline.store.schema import metadata, stories

# PostgreSQL counts no further within a text.
_MOST_POSITIONS = 16_383


class Words(TypeDecorator[str]):
    """Folded words with a space between: text on SQLite, a tsvector on PostgreSQL."""

    impl = Text
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Choose the database's own type."""
        if dialect.name == "postgresql":
            return dialect.type_descriptor(TSVECTOR())
        return dialect.type_descriptor(Text())

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Say where each word stands: letters and digits only, there is nothing to escape."""
        if value is None or dialect.name != "postgresql":
            return value
        return vector(value)


def vector(words: str) -> str:
    """Return the text of a tsvector."""
    placed = enumerate(words.split()[:_MOST_POSITIONS], start=1)
    return " ".join(f"'{word}':{number}" for number, word in placed)


documents = Table(
    "documents",
    metadata,
    Column("site_id", Key(SITE_LENGTH), primary_key=True),
    Column("comment_id", Key(), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("place", sa.BigInteger, nullable=False),
    Column("story_id", Key(), nullable=False),
    Column("author_id", Key(), nullable=False),
    Column("language", Text, nullable=False),
    Column("words", Words, nullable=False),
    ForeignKeyConstraint(["site_id", "comment_id"], ["comments.site_id", "comments.comment_id"]),
)
Index("ix_documents_place", documents.c.site_id, documents.c.place, documents.c.comment_id)
Index("ix_documents_author", documents.c.site_id, documents.c.author_id, documents.c.place)
Index("ix_documents_story", documents.c.site_id, documents.c.story_id, documents.c.place)
# Where hardly anything is in a language or a section, these lead to it.
Index("ix_documents_language", documents.c.site_id, documents.c.language, documents.c.comment_id)
Index("ix_stories_section", stories.c.site_id, stories.c.section, stories.c.story_id)
# SQLite's index knows a row by this number alone.
Index("ix_documents_rowid", documents.c.place, unique=True).ddl_if(dialect="sqlite")
Index("ix_documents_words", documents.c.words, postgresql_using="gin").ddl_if(dialect="postgresql")
ONLY_ON = {"ix_documents_rowid": "sqlite", "ix_documents_words": "postgresql"}

# Words are letters and digits, between spaces: what the plainest tokenizer cuts as we do.
SQLITE_INDEX = (
    "CREATE VIRTUAL TABLE document_words USING fts5("
    "words, content='documents', content_rowid='place', tokenize='ascii')",
    "CREATE TRIGGER documents_added AFTER INSERT ON documents BEGIN"
    " INSERT INTO document_words (rowid, words) VALUES (new.place, new.words); END",
    "CREATE TRIGGER documents_gone AFTER DELETE ON documents BEGIN"
    " INSERT INTO document_words (document_words, rowid, words)"
    " VALUES ('delete', old.place, old.words); END",
)
for statement in SQLITE_INDEX:
    _after = sa.DDL(statement).execute_if(dialect="sqlite")  # type: ignore[no-untyped-call]
    event.listen(documents, "after_create", _after)

# What FTS5 makes for itself; a comparison of tables leaves them out.
SQLITE_INDEX_TABLES = tuple(
    f"document_words{suffix}" for suffix in ("", "_config", "_data", "_docsize", "_idx")
)

# FTS5's table as a query names it.
document_words = sa.table(
    "document_words", sa.column("rowid", sa.BigInteger), sa.column("document_words", Text)
)
