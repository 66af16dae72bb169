"""What was counted of days that are over."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Key, Moment

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "tallies",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("day", Moment(), nullable=False),
        sa.Column("form", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "day", name=op.f("pk_tallies")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("tallies")
