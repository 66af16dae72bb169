"""Stories whose own page is to be read, so that a restart forgets none."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Key, Moment

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "page_reads",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("story_id", Key(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "story_id", name=op.f("pk_page_reads")),
        sa.ForeignKeyConstraint(
            ["site_id", "story_id"],
            ["stories.site_id", "stories.story_id"],
            name=op.f("fk_page_reads_stories"),
        ),
    )
    op.create_index("ix_page_reads_due", "page_reads", ["site_id", "due_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("page_reads")
