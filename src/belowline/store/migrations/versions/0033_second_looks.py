"""How far a run has come that rules again on what is public."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Key, Moment

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "second_looks",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("policy_version", sa.Text(), nullable=False),
        sa.Column("engine_version", sa.Text(), nullable=False),
        sa.Column("since", Moment()),
        sa.Column("began_at", Moment(), nullable=False),
        sa.Column("after_id", Key()),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("fates", sa.JSON(), nullable=False),
        sa.Column("ended_at", Moment()),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_second_looks")),
    )


def downgrade() -> None:
    """Drop it; a run that had stopped begins anew."""
    op.drop_table("second_looks")
