"""What the engine knew beside a comment's words: so it can be asked again as it was at first."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the column; of comments of before nothing is known."""
    op.add_column("revisions", sa.Column("known", sa.JSON(), nullable=True))


def downgrade() -> None:
    """Drop it."""
    op.drop_column("revisions", "known")
