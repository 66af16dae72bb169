"""How often readers thought again before they sent a comment, by the day."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import DAY_LENGTH, WORD_LENGTH, Key

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "nudges",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("day", Key(DAY_LENGTH), nullable=False),
        sa.Column("step", Key(WORD_LENGTH), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "day", "step", name=op.f("pk_nudges")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("nudges")
