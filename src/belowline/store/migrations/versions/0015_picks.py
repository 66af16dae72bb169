"""What the editors picked, and what moderators handed to them."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Key, Moment

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_FEATURED = sa.text("featured_at IS NOT NULL")
_OPEN = sa.text("answered_by IS NULL AND taken_back_at IS NULL")


def upgrade() -> None:
    """Make the tables, and the column that says what is picked now."""
    op.add_column("comments", sa.Column("featured_at", Moment(), nullable=True))
    op.create_index(
        "ix_comments_featured",
        "comments",
        ["site_id", "story_id", "featured_at"],
        sqlite_where=_FEATURED,
        postgresql_where=_FEATURED,
    )
    op.create_table(
        "highlights",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("ruling_id", Key(), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column(
            "features",
            sa.Boolean(create_constraint=True, name=op.f("ck_highlights_features")),
            nullable=False,
        ),
        _of_comment("fk_highlights_comments"),
        sa.PrimaryKeyConstraint("site_id", "ruling_id", name=op.f("pk_highlights")),
    )
    op.create_table(
        "escalations",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("escalation_id", Key(), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column("ruling_id", Key(), nullable=False),
        sa.Column("by_id", Key(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("answered_by", Key(), nullable=True),
        sa.Column("taken_back_at", Moment(), nullable=True),
        _of_comment("fk_escalations_comments"),
        sa.PrimaryKeyConstraint("site_id", "escalation_id", name=op.f("pk_escalations")),
    )
    op.create_index("ix_escalations_comment", "escalations", ["site_id", "comment_id"])
    op.create_index(
        "uq_escalations_open",
        "escalations",
        ["site_id", "comment_id"],
        unique=True,
        sqlite_where=_OPEN,
        postgresql_where=_OPEN,
    )


def _of_comment(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site_id", "comment_id"], ["comments.site_id", "comments.comment_id"], name=op.f(name)
    )


def downgrade() -> None:
    """Drop them."""
    op.drop_table("escalations")
    op.drop_table("highlights")
    op.drop_index("ix_comments_featured", "comments")
    op.drop_column("comments", "featured_at")
