"""What each like counts for the order "best", and every comment's place in it anew."""

import sqlalchemy as sa
from alembic import op

from belowline.conversation.ranking import best_score
from belowline.store.columns import Key

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

# Rows that are carried over at once.
_BATCH = 1_000


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
    names = ("site_id", "comment_id", "text", "replies")
    kept = sa.table("comments", *map(sa.column, names), sa.column("best"))
    spoken = sa.table("voices", *map(sa.column, ("site_id", "comment_id", "circle", "weight")))
    connection = op.get_bind()
    circles: dict[tuple[str, str], dict[int, int]] = {}
    weighed = sa.select(
        spoken.c.site_id, spoken.c.comment_id, spoken.c.circle, sa.func.sum(spoken.c.weight)
    ).group_by(spoken.c.site_id, spoken.c.comment_id, spoken.c.circle)
    for site_id, comment_id, circle, weight in connection.execute(weighed):
        circles.setdefault((site_id, comment_id), {})[circle] = int(weight)
    place = (
        sa.update(kept)
        .where(
            kept.c.site_id == sa.bindparam("of_site"),
            kept.c.comment_id == sa.bindparam("of_comment"),
        )
        .values(best=sa.bindparam("new"))
    )
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
        connection.execute(
            place,
            [
                {
                    "of_site": row.site_id,
                    "of_comment": row.comment_id,
                    "new": best_score(
                        row.text, circles.get((row.site_id, row.comment_id), {}), row.replies
                    ),
                }
                for row in rows
            ],
        )
        last = (rows[-1].site_id, rows[-1].comment_id)
