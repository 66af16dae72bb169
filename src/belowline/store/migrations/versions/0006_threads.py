"""What moderators decided about threads."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import WORD_LENGTH, Key, Moment

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    mode = sa.Enum(
        *("open", "held", "paused", "closed"),
        name=op.f("ck_thread_orders_mode"),
        native_enum=False,
        create_constraint=True,
        length=WORD_LENGTH,
    )
    op.create_table(
        "thread_orders",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("order_id", Key(), nullable=False),
        sa.Column("story_id", Key(), nullable=False),
        sa.Column("mode", mode, nullable=False),
        sa.Column("by_id", Key(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "story_id"],
            ["stories.site_id", "stories.story_id"],
            name=op.f("fk_thread_orders_stories"),
        ),
        sa.PrimaryKeyConstraint("site_id", "order_id", name=op.f("pk_thread_orders")),
    )
    op.create_index(
        "ix_thread_orders_story", "thread_orders", ["site_id", "story_id", "created_at"]
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("thread_orders")
