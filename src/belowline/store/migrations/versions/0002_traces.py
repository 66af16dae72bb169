"""What comments leave behind for comparing: fingerprints of their words, and hosts they link to."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Bits64, Key, Moment

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make both tables."""
    op.create_table(
        "fingerprints",
        *_of_revision(),
        sa.Column("author_id", Key(), nullable=False),
        sa.Column("fingerprint", Bits64(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        _comment_key("fingerprints"),
        sa.PrimaryKeyConstraint("site_id", "comment_id", "number", name=op.f("pk_fingerprints")),
    )
    op.create_index(
        "ix_fingerprints_newest",
        "fingerprints",
        ["site_id", "created_at", "author_id", "fingerprint"],
    )
    op.create_table(
        "links",
        *_of_revision(),
        sa.Column("host", Key(255), nullable=False),
        _comment_key("links"),
        sa.PrimaryKeyConstraint("site_id", "comment_id", "number", "host", name=op.f("pk_links")),
    )
    op.create_index("ix_links_host", "links", ["site_id", "host", "comment_id", "number"])


def downgrade() -> None:
    """Drop both; comments stay, and nothing is known of them together."""
    op.drop_table("links")
    op.drop_table("fingerprints")


def _of_revision() -> tuple[sa.Column[str], sa.Column[str], sa.Column[int]]:
    return (
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("comment_id", Key(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
    )


def _comment_key(table: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        ["site_id", "comment_id"],
        ["comments.site_id", "comments.comment_id"],
        name=op.f(f"fk_{table}_comments"),
    )
