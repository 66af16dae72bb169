"""The fingerprint of the key that a site signs with."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import DIGEST_LENGTH, SITE_LENGTH, Key, Moment

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "site_keys",
        sa.Column("site_id", Key(SITE_LENGTH), nullable=False),
        sa.Column("fingerprint", sa.String(DIGEST_LENGTH), nullable=False),
        sa.Column("since", Moment, nullable=False),
        sa.PrimaryKeyConstraint("site_id", name=op.f("pk_site_keys")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("site_keys")
