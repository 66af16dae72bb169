"""Members' passkeys, and the challenges that wait to be met by one."""

import sqlalchemy as sa
from alembic import op

from belowline.store.columns import Key, Moment

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables."""
    op.create_table(
        "passkeys",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("passkey_id", Key(64), nullable=False),
        sa.Column("reader_id", Key(), nullable=False),
        sa.Column("credential_id", sa.Text(), nullable=False),
        sa.Column("public_key", sa.Text(), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("created_at", Moment(), nullable=False),
        sa.Column("used_at", Moment(), nullable=True),
        sa.PrimaryKeyConstraint("site_id", "passkey_id", name=op.f("pk_passkeys")),
        sa.ForeignKeyConstraint(
            ["site_id", "reader_id"],
            ["readers.site_id", "readers.reader_id"],
            name=op.f("fk_passkeys_readers"),
        ),
    )
    op.create_index("ix_passkeys_reader", "passkeys", ["site_id", "reader_id"])
    op.create_table(
        "passkey_challenges",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("digest", Key(64), nullable=False),
        sa.Column("reader_id", Key(), nullable=True),
        sa.Column("expires_at", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "digest", name=op.f("pk_passkey_challenges")),
    )


def downgrade() -> None:
    """Drop them."""
    for table in ("passkey_challenges", "passkeys"):
        op.drop_table(table)
