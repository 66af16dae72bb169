"""What moderators want to be spared."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Key

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "habits",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("blurs", _yes_no("ck_habits_blurs"), nullable=False),
        sa.Column("suggests_breaks", _yes_no("ck_habits_suggests_breaks"), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "reader_id", name=op.f("pk_habits")),
    )


def _yes_no(name: str) -> sa.Boolean:
    return sa.Boolean(create_constraint=True, name=op.f(name))


def downgrade() -> None:
    """Drop it."""
    op.drop_table("habits")
