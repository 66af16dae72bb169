"""What each like counts for the order "best", and every comment's place in it anew."""

from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

from belowline.conversation.ranking import best_score
from belowline.store.columns import Key

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Comments that are read at once.
_BATCH = 20_000


def upgrade() -> None:
    """Make the table, and let old likes count by what their readers are."""
    op.create_table(
        "voices",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("circle", sa.Integer(), nullable=False),
        sa.Column("weight", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "comment_id", "reader_id"],
            ["likes.site_id", "likes.comment_id", "likes.reader_id"],
            name=op.f("fk_voices_likes"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("site_id", "comment_id", "reader_id", name=op.f("pk_voices")),
    )
    # With whom their readers agreed when they liked is not known: all are newcomers then.
    op.execute(
        "INSERT INTO voices (site_id, comment_id, reader_id, circle, weight)"
        " SELECT l.site_id, l.comment_id, l.reader_id, 0,"
        " CASE WHEN r.role IS NULL OR r.role = 'guest' THEN 50"
        " WHEN r.role = 'member' THEN 100 ELSE 200 END"
        " FROM likes AS l LEFT JOIN readers AS r"
        " ON r.site_id = l.site_id AND r.reader_id = l.reader_id"
    )
    _place_all()


def downgrade() -> None:
    """Drop the table; places in the order follow with the next like."""
    op.drop_table("voices")


def _place_all() -> None:
    connection = op.get_bind()
    indexes = _indexes(connection)
    for name in indexes:
        op.drop_index(name, "comments")
    placed = op.create_table(
        "best_now",
        sa.Column("site_id", Key(64), primary_key=True),
        sa.Column("comment_id", Key(), primary_key=True),
        sa.Column("best", sa.Integer(), nullable=False),
        prefixes=["TEMPORARY"],
    )
    circles = _circles(connection)
    for rows in _comments(connection):
        connection.execute(
            sa.insert(placed),
            [
                {
                    "site_id": row.site_id,
                    "comment_id": row.comment_id,
                    "best": best_score(
                        row.text, circles.get((row.site_id, row.comment_id), {}), row.replies
                    ),
                }
                for row in rows
            ],
        )
    op.execute("ANALYZE best_now")
    op.execute(
        "UPDATE comments SET best = placed.best FROM best_now AS placed"
        " WHERE placed.site_id = comments.site_id AND placed.comment_id = comments.comment_id"
    )
    op.drop_table("best_now")
    for definition in indexes.values():
        op.execute(definition)


def _indexes(connection: sa.Connection) -> dict[str, str]:
    """Return the indexes that the new places go into, each with what makes it.

    To make one anew takes a tenth of the time that a million changes in it do. PostgreSQL writes a
    row anew with all of its indexes, whatever has changed in it.
    """
    if connection.dialect.name == "postgresql":
        query = (
            "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = current_schema()"
            " AND tablename = 'comments' AND indexname LIKE 'ix_%'"
        )
    else:
        query = (
            "SELECT name, sql FROM sqlite_master WHERE type = 'index' AND tbl_name = 'comments'"
            " AND name LIKE 'ix_%best'"
        )
    return {name: sql for name, sql in connection.execute(sa.text(query))}


def _circles(connection: sa.Connection) -> dict[tuple[str, str], dict[int, int]]:
    """Return what the likes of each comment weigh, by circle."""
    spoken = sa.table("voices", *map(sa.column, ("site_id", "comment_id", "circle", "weight")))
    weighed = sa.select(
        spoken.c.site_id, spoken.c.comment_id, spoken.c.circle, sa.func.sum(spoken.c.weight)
    ).group_by(spoken.c.site_id, spoken.c.comment_id, spoken.c.circle)
    circles: dict[tuple[str, str], dict[int, int]] = {}
    for site_id, comment_id, circle, weight in connection.execute(weighed):
        circles.setdefault((site_id, comment_id), {})[circle] = int(weight)
    return circles


def _comments(connection: sa.Connection) -> Iterator[Sequence[sa.Row[Any]]]:
    """Yield all comments in the order of their key, so many at once."""
    names = ("site_id", "comment_id", "text", "replies")
    kept = sa.table("comments", *map(sa.column, names))
    last = ("", "")
    while True:
        query = (
            sa.select(*(kept.c[name] for name in names))
            .where(sa.tuple_(kept.c.site_id, kept.c.comment_id) > sa.tuple_(*map(sa.literal, last)))
            .order_by(kept.c.site_id, kept.c.comment_id)
            .limit(_BATCH)
        )
        rows = connection.execute(query).fetchall()
        if not rows:
            return
        yield rows
        last = (rows[-1].site_id, rows[-1].comment_id)
