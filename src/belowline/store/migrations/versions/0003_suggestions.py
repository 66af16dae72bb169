"""What moderators of other platforms thought of a comment."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Key, Moment

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "suggestions",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("suggestion_id", Key(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("story", sa.Text(), nullable=False),
        sa.Column("parent", sa.Text(), nullable=False),
        sa.Column("scores", sa.JSON(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("languages", sa.JSON(), nullable=False),
        sa.Column("community", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "suggestion_id", name=op.f("pk_suggestions")),
    )


def downgrade() -> None:
    """Drop it, with all that was suggested."""
    op.drop_table("suggestions")
