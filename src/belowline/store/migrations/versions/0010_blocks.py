"""Sites that a publisher takes no links to."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import WORD_LENGTH, Key, Moment

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    mode = sa.Enum(
        *("shadow", "hold", "reject"),
        name=op.f("ck_blocks_mode"),
        native_enum=False,
        create_constraint=True,
        length=WORD_LENGTH,
    )
    op.create_table(
        "blocks",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("host", Key(255), nullable=False),
        sa.Column("mode", mode, nullable=False),
        sa.Column("by_id", Key(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("comment_id", Key()),
        sa.PrimaryKeyConstraint("site_id", "host", name=op.f("pk_blocks")),
    )
    op.create_index("ix_blocks_newest", "blocks", ["site_id", "created_at", "host"])


def downgrade() -> None:
    """Drop it."""
    op.drop_table("blocks")
