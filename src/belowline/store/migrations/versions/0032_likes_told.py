"""How many likes a comment has, in the event that tells of nothing else."""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; where it is empty, something else may have changed as well."""
    op.add_column("events", sa.Column("likes", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("events", "likes")
