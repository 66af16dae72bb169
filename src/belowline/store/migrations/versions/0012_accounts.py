"""Accounts elsewhere, revoked tokens, and the badges that publishers give."""

import sqlalchemy as sa
from alembic import op

from belowline.moderation.looks import look_of
from belowline.store.columns import Key, Moment

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the tables, and room for badges."""
    op.add_column("readers", sa.Column("badges", sa.JSON()))
    op.add_column("comments", sa.Column("author_badges", sa.JSON()))
    op.create_table(
        "accounts",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("provider", sa.String(20), nullable=False),
        sa.Column("subject", Key(64), nullable=False),
        sa.Column("reader_id", Key(36), nullable=False),
        sa.Column("issued_at", Moment()),
        sa.PrimaryKeyConstraint("site_id", "provider", "subject", name="pk_accounts"),
        sa.ForeignKeyConstraint(
            ["site_id", "reader_id"],
            ["readers.site_id", "readers.reader_id"],
            name="fk_accounts_readers",
        ),
    )
    op.create_index("ix_accounts_reader", "accounts", ["site_id", "reader_id"])
    op.create_table(
        "revoked_tokens",
        sa.Column("site_id", Key(64), nullable=False),
        sa.Column("digest", Key(64), nullable=False),
        sa.Column("until", Moment(), nullable=False),
        sa.PrimaryKeyConstraint("site_id", "digest", name="pk_revoked_tokens"),
    )
    op.create_index("ix_revoked_tokens_until", "revoked_tokens", ["site_id", "until"])
    _know_names()


def _know_names() -> None:
    """Note what the names of those look like whom nobody may pass for."""
    op.add_column("readers", sa.Column("look", sa.Text()))
    of_no_guest = sa.text("role != 'guest'")
    op.create_index(
        "ix_readers_look",
        "readers",
        ["site_id", "look"],
        postgresql_where=of_no_guest,
        sqlite_where=of_no_guest,
    )
    connection = op.get_bind()
    names = sa.text("SELECT site_id, reader_id, name FROM readers WHERE role != 'guest'")
    rows = [
        {"site": site_id, "reader": reader_id, "look": look_of(name)}
        for site_id, reader_id, name in connection.execute(names).all()
    ]
    if rows:
        note = "UPDATE readers SET look = :look WHERE site_id = :site AND reader_id = :reader"
        connection.execute(sa.text(note), rows)


def downgrade() -> None:
    """Drop them."""
    op.drop_table("revoked_tokens")
    op.drop_table("accounts")
    op.drop_index("ix_readers_look", "readers")
    op.drop_column("readers", "look")
    op.drop_column("comments", "author_badges")
    op.drop_column("readers", "badges")
