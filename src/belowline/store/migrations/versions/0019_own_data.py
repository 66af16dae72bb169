"""Readers who wish to be erased."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Key, Moment

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "erasures",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("reader_id", Key(36), nullable=False),
        sa.Column("asked_at", Moment(), nullable=False),
        sa.Column("due_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "reader_id", name="pk_erasures"),
        sa.ForeignKeyConstraint(
            ["site_id", "reader_id"],
            ["readers.site_id", "readers.reader_id"],
            name="fk_erasures_readers",
        ),
    )
    op.create_index("ix_erasures_due", "erasures", ["site_id", "due_at"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("erasures")
