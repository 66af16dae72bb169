"""Who asked for a sign-in link by e-mail."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Key, Moment

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the table."""
    op.create_table(
        "link_requests",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("request_id", Key(), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("story_id", Key(), nullable=True),
        sa.Column("digest", Key(64), nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "request_id", name=op.f("pk_link_requests")),
        sa.UniqueConstraint("site_id", "digest", name=op.f("uq_link_requests_site_id_digest")),
    )


def downgrade() -> None:
    """Drop it."""
    op.drop_table("link_requests")
