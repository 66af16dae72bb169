"""Which rulings took a public comment down with no person deciding."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Key, Moment

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table; until now only readers' reports did."""
    op.create_table(
        "removals",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("ruling_id", Key(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.ForeignKeyConstraint(
            ["site_id", "ruling_id"],
            ["rulings.site_id", "rulings.ruling_id"],
            name=op.f("fk_removals_rulings"),
        ),
        sa.PrimaryKeyConstraint("site_id", "ruling_id", name=op.f("pk_removals")),
    )
    op.create_index("ix_removals_when", "removals", ["site_id", "created_at"])
    op.execute(
        "INSERT INTO removals (site_id, ruling_id, created_at)"
        " SELECT site_id, ruling_id, created_at FROM rulings"
        " WHERE source = 'reports' AND verdict = 'hold'"
    )


def downgrade() -> None:
    """Drop it; the rulings say the same of reports."""
    op.drop_table("removals")
