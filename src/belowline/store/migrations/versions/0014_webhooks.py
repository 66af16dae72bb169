"""How far each webhook was told."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Key, Moment

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "webhook_lines",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("hook", Key(), nullable=False),
        sa.Column("number", sa.BigInteger(), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.Column("lent_to", Key(), nullable=False),
        sa.Column("lent_until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "hook", name=op.f("pk_webhook_lines")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("webhook_lines")
