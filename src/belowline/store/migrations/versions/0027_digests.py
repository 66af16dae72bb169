"""Who follows which story, and who wants a digest."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Key, Moment

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "follows",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("story_id", Key(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "reader_id", "story_id", name=op.f("pk_follows")),
        _of_reader("fk_follows_readers"),
        sa.ForeignKeyConstraint(
            ["site_id", "story_id"],
            ["stories.site_id", "stories.story_id"],
            name=op.f("fk_follows_stories"),
        ),
    )
    op.create_table(
        "digests",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("since", Moment(), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.Column("next_at", Moment(), nullable=False),
        sa.Column("subject", Key(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "reader_id", name=op.f("pk_digests")),
        _of_reader("fk_digests_readers"),
    )
    op.create_index("ix_digests_due", "digests", ["site_id", "next_at"])


def _of_reader(name: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site_id", "reader_id"], ["readers.site_id", "readers.reader_id"], name=op.f(name)
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("digests", "follows"):
        op.drop_table(table)
